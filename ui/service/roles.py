"""What each request is: a question, a look, a change, or something that costs nothing.

What enters: a method and a path. What leaves: what it counts as, and so whether it takes an editor. It deliberately takes every request
of the service that may change something for a change, unless it is named here as one that only reads: a new address is closed to
readers until somebody says that it is theirs.
"""

import re
from enum import Enum, auto

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# Questions are sent as bodies, and so by POST.
_QUESTION = re.compile(r"/api/v1/(ask|search|verify-quote|compare|timeline|differences)|/mcp|/gradio_api/queue/join")
_EVENT = re.compile(r"/gradio_api/(run/\w+|queue/join|cancel|reset)/?")
_UPLOAD = re.compile(r"/+gradio_api/+upload/*", re.IGNORECASE)
_SERVICE = re.compile(r"/+api/", re.IGNORECASE)
_LOOK = re.compile(r"/api/v1/.*|/gradio_api/run/\w+|/page-image", re.DOTALL)


class Use(Enum):
    """What a request asks of the server."""

    QUESTION = auto()
    LOOK = auto()
    CHANGE = auto()
    FREE = auto()


def use_of(method: str, path: str) -> Use:
    """What a request counts as. A question asked of the page is one like any other; its quick events are looks."""
    if method not in SAFE_METHODS:
        # a file that is dropped on the page is a text to be checked; the library takes files by the service
        if _QUESTION.fullmatch(path.rstrip("/")) or _UPLOAD.fullmatch(path):
            return Use.QUESTION
        if _SERVICE.match(path):
            return Use.CHANGE
    return Use.LOOK if _LOOK.fullmatch(path) else Use.FREE


def is_event(method: str, path: str) -> bool:
    """Whether a request is an event of the page, whose body names the open page it comes from."""
    return method == "POST" and bool(_EVENT.fullmatch(path))


def is_upload(path: str) -> bool:
    """Whether a request carries files of the page."""
    return bool(_UPLOAD.fullmatch(path))
