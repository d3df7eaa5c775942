"""Builds an index in a child process for every line on standard input, so that a test can kill it.

What enters: lines of JSON: documents folder, index folder, and a limit on the size of files or null. What leaves: lines on
standard output: the child's process id, "switching" when it begins to switch, and its end: "done", an error, or "killed".
Everything heavy is imported once, before the first child.
"""

import json
import os
import resource
import sys
from pathlib import Path

from hashing_encoder import HashingEncoder

from corpus.errors import RapporteurError
from corpus.library import Library
from index.build import update_index


def say(words: str) -> None:
    os.write(sys.stdout.fileno(), f"{words}\n".encode())


def build(documents: str, index: str, most_bytes: int | None) -> None:
    if most_bytes is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))
    say(str(os.getpid()))
    try:
        update_index(
            Library(Path(documents)),
            Path(index),
            HashingEncoder(),
            lambda stage, done, total: say("switching") if (stage, done) == ("Checking and switching", 0) else None,
        )
        say("done")
    except RapporteurError as error:
        say(f"{type(error).__name__}: {error}")
    except BaseException as error:
        say(f"unforeseen {type(error).__name__}: {error}")


def main() -> None:
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            build(*json.loads(line))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            say("killed")


if __name__ == "__main__":
    main()
