"""The process in which files are read.

What enters: requests on standard input, one JSON object a line. What leaves: what each file holds, one JSON object a line on
standard output. A parser that crashes, hangs or eats memory takes this process with it and nothing else. It deliberately
writes no file: the system refuses it where it can.
"""

import base64
import contextlib
import hashlib
import json
import os
import sys
from dataclasses import asdict, astuple, fields
from pathlib import Path
from typing import Any

from corpus.errors import DocumentError
from corpus.file_reading import FileReading, Problem, inner_content, read_file
from corpus.packing import PackedDocument, pack, unpack, unpack_glyphs
from corpus.scans.deadline import recognition_limited

_BYTES = tuple(field.name for field in fields(PackedDocument) if field.type is bytes)


def main() -> None:
    """Answer requests until standard input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # a library that prints must not spoil an answer
    for line in sys.stdin:
        request = json.loads(line)
        _limit_memory(request["memory_bytes"])
        _end_after(request["seconds"])
        with recognition_limited(request["recognition_seconds"]):
            answer = _TASKS[request["task"]](request)
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def encoded(reading: FileReading) -> dict[str, Any]:
    """What a file holds, as JSON takes it."""
    documents = []
    for document in reading.documents:
        columns = asdict(pack(document))
        documents.append({**columns, **{name: base64.b64encode(columns[name]).decode() for name in _BYTES}})
    return {"sha256": reading.sha256, "documents": documents, "problems": [asdict(problem) for problem in reading.problems]}


def decoded(answer: dict[str, Any]) -> FileReading:
    """The same again. Raises ValueError, KeyError or TypeError for anything else."""
    documents = [
        unpack(PackedDocument(**{**columns, **{name: base64.b64decode(columns[name], validate=True) for name in _BYTES}}))
        for columns in answer["documents"]
    ]
    return FileReading(answer["sha256"], tuple(documents), tuple(Problem(**problem) for problem in answer["problems"]))


def _file_read(request: dict[str, Any]) -> dict[str, Any]:
    try:
        content = Path(request["path"]).read_bytes()
    except OSError as error:
        reason = "it went away while the folder was read" if isinstance(error, FileNotFoundError) else f"it cannot be read: {error.strerror or error}"
        return encoded(FileReading("", problems=(Problem(request["document_id"], reason),)))
    return encoded(read_file(request["document_id"], content, request["passwords"], request["given"]))


def _page_drawn(request: dict[str, Any]) -> dict[str, Any]:
    """A page of a document as PNG, or why there is none."""
    try:
        png = _png(request)
    except DocumentError as error:
        return {"problem": str(error)}
    return {"png": base64.b64encode(png).decode()}


def _png(request: dict[str, Any]) -> bytes:
    if request["media_type"].startswith("image/"):
        from corpus.scans.pictures import picture_png

        return picture_png(_content(request), request["page"], request["width"])
    from corpus.pdf.page_image import page_png

    return page_png(_content(request), request["page"], request["passwords"], request["width"])


def _quote_marked(request: dict[str, Any]) -> dict[str, Any]:
    """Where a quote stands on its pages, or why that is not known."""
    from corpus.pdf.page_image import quote_boxes

    try:
        glyphs = unpack_glyphs(base64.b64decode(request["glyphs"]))
        boxes = quote_boxes(glyphs, _content(request), request["start"], request["end"], request["passwords"])
    except DocumentError as error:
        return {"problem": str(error)}
    return {"boxes": [astuple(box) for box in boxes]}


def _content(request: dict[str, Any]) -> bytes:
    """The bytes of a document, in its file or inside it. Raises DocumentError when they are not those that were read."""
    try:
        content = Path(request["path"]).read_bytes()
    except OSError as error:
        raise DocumentError(f"its file cannot be read: {error.strerror or error}") from error
    content = inner_content(request["file_id"], content, request["document_id"], request["passwords"])
    if hashlib.sha256(content).hexdigest() != request["sha256"]:
        raise DocumentError("its file changed since it was read; update the index")
    return content


_TASKS = {"read": _file_read, "draw": _page_drawn, "mark": _quote_marked}


def _end_after(seconds: float) -> None:
    """End this process when a request takes much longer than allowed: who asked is then no longer there to do it."""
    with contextlib.suppress(ImportError, AttributeError, ValueError):
        import signal

        signal.alarm(int(seconds) + 5)


def _limit_memory(limit_bytes: int) -> None:
    """No more memory than the limit and no file written, where the system knows such limits."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (limit_bytes, limit_bytes))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
