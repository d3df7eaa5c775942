"""Builds an index in a child process for every line on standard input, so that a test can kill it.

What enters: how many passages make a segment, on the command line, and lines of JSON, each an object: `documents` and `index`
folders; `most_bytes`, a limit on the size of files; `near`, whether files are read in the child itself; `log`, a file for the
texts that were encoded; `batch`, how many are encoded between two writes; `last_step`, the number of the file operation in the
index folder at which the child kills itself. What leaves: lines on standard output: the child's process id, "encoding" when
texts are encoded, "switching" when it begins to switch, "done" or an error, and at last "over" or
"killed". Everything heavy is imported once, before the first child.
"""

import json
import os
import resource
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from hashing_encoder import HashingEncoder, Vectors
from index_folders import NearLibrary

from corpus.errors import RapporteurError
from corpus.library import Library
from index import build as building
from index import vector_journal

# What Python says it is about to do to a file, of which the index folder's are counted.
_STEPS = {"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.truncate", "shutil.rmtree", "sqlite3.connect"}


class LoggingEncoder(HashingEncoder):
    """Writes down each text it encodes, one at a time."""

    def __init__(self, log: Path) -> None:
        super().__init__()
        self._log = log

    def encode_passages(self, texts: Sequence[str], progress: Callable[[int], None] = lambda done: None) -> Vectors:
        rows = []
        for done, text in enumerate(texts):
            with self._log.open("a") as file:
                file.write(json.dumps(text) + "\n")
            rows.append(super().encode_passages([text]))
            progress(done + 1)
        return np.concatenate(rows)


def say(words: str) -> None:
    os.write(sys.stdout.fileno(), f"{words}\n".encode())


def tell(stage: str, done: int, total: int) -> None:
    if (stage, done) in (("Checking and switching", 0), ("Encoding passages", 1)):
        say("switching" if stage == "Checking and switching" else "encoding")


def die_at(last_step: int, folder: str) -> None:
    """Count what is done to files of a folder, and be killed before the step of that number."""
    left = [last_step]

    def count(event: str, arguments: tuple[object, ...]) -> None:
        if event in _STEPS and any(folder in str(argument) for argument in arguments[:2]):
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)


def build(
    documents: str, index: str, most_bytes: int | None = None, near: bool = True, log: str = "", last_step: int | None = None, batch: int = 512
) -> None:
    if most_bytes is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))
    vector_journal._BATCH = batch
    say(str(os.getpid()))
    if last_step is not None:
        die_at(last_step, index)
    try:
        library = (NearLibrary if near else Library)(Path(documents))
        building.update_index(library, Path(index), LoggingEncoder(Path(log)) if log else HashingEncoder(), tell)
        say("done")
    except RapporteurError as error:
        say(f"{type(error).__name__}: {error}")
    except BaseException as error:
        say(f"unforeseen {type(error).__name__}: {error}")


def main() -> None:
    building.PASSAGES_IN_SEGMENT = int(sys.argv[1])
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            build(**json.loads(line))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        say("killed" if os.WIFSIGNALED(status) else "over")


if __name__ == "__main__":
    main()
