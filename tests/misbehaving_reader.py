"""A reading process with readers that behave badly: what a damaged library would do, done on purpose.

It is the program's own reading process with more kinds of file, named for what their reader does. A file says how much: the
bytes are the reader's orders.
"""

import contextlib
import ctypes
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from corpus import worker
from corpus.readers import READERS, Read, Reader
from corpus.reading import Reading
from corpus.text.plain_text import read_plain_text

HELD: list[bytearray] = []


def abort(content: bytes, passwords: Sequence[str]) -> Reading:
    os.abort()


def fault(content: bytes, passwords: Sequence[str]) -> Reading:
    ctypes.string_at(0)
    raise AssertionError


def leave(content: bytes, passwords: Sequence[str]) -> Reading:
    os._exit(0)


def leave_politely(content: bytes, passwords: Sequence[str]) -> Reading:
    sys.exit("enough")


def hang(content: bytes, passwords: Sequence[str]) -> Reading:
    """Neither ends nor can be asked to."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        time.sleep(1)


def eat(content: bytes, passwords: Sequence[str]) -> Reading:
    HELD.clear()
    while True:
        HELD.append(bytearray(64 * 1024 * 1024))


def say(content: bytes, passwords: Sequence[str]) -> Reading:
    """Talks on every channel a library might talk on, and reads what a library might ask."""
    print('{"sha256": "", "documents": [], "problems": []}', flush=True)
    os.write(1, b'{"sha256": "", "documents": [], "problems": []}\n')
    os.write(2, b"warning: nobody reads this\n" * 100_000)
    return read_plain_text(content.decode())


def write(content: bytes, passwords: Sequence[str]) -> Reading:
    """Writes to the place its file names."""
    with contextlib.suppress(OSError):
        Path(content.decode().splitlines()[0]).write_bytes(b"taken over")
    return read_plain_text(content.decode())


def answer(content: bytes, passwords: Sequence[str]) -> Reading:
    """Answers in place of the process, with what its file holds."""
    for number in range(3, 20):
        with contextlib.suppress(OSError):
            os.write(number, content + b"\n")
    os._exit(0)


MISBEHAVING: dict[str, Read] = {
    ".abort": abort,
    ".fault": fault,
    ".leave": leave,
    ".sysexit": leave_politely,
    ".hang": hang,
    ".eat": eat,
    ".say": say,
    ".write": write,
    ".answer": answer,
}

if __name__ == "__main__":
    READERS.update({suffix: Reader("text/plain", read) for suffix, read in MISBEHAVING.items()})
    worker.main()
