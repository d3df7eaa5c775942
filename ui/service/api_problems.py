"""What a client of the service is told when something is wrong: problem details, RFC 9457.

What enters: errors of the layers below, of the framework and of our own. What leaves: one form, `application/problem+json`, whose
`type` a program can compare and whose `detail` a person can read. It deliberately lets out no traceback and no place on this
machine's disk: what is below the documents folder is named by document_id alone.
"""

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from corpus.errors import DocumentError, PasswordError, QuestionError, RapporteurError
from ui.backend import DocumentProblem
from ui.forms import Record, problem_record

MEDIA_TYPE = "application/problem+json"
# A path from the root of a disk, with what follows it up to a mark that ends a clause: names may have spaces in them.
_PATH = re.compile(r"(?<![^\s'\"(\[])(?:~|[A-Za-z]:)?[/\\](?=[^\s/\\])[^:;'\"\n]*")
# So many places of a body that is not as it should be are named; more help nobody.
_MAX_FAULTS = 20


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem: its name in `type`, its status and its title."""

    name: str
    status: int
    title: str

    @property
    def type(self) -> str:
        """The identifier that programs compare; it leads nowhere."""
        return f"urn:rapporteur:problem:{self.name}"


MALFORMED = Kind("malformed", 400, "The request cannot be read")
NOT_SIGNED_IN = Kind("not-signed-in", 401, "The request does not say who asks")
REFUSED = Kind("refused", 403, "The request is refused")
NOT_FOUND = Kind("not-found", 404, "There is no such thing here")
METHOD_NOT_ALLOWED = Kind("method-not-allowed", 405, "This address is not used in this way")
BODY_TOO_SLOW = Kind("body-too-slow", 408, "The body did not come in time")
EXISTS = Kind("already-there", 409, "The document is there already")
TOO_LARGE = Kind("too-large", 413, "The body is too large")
WRONG_MEDIA_TYPE = Kind("wrong-media-type", 415, "The body is of a kind that is not taken here")
INVALID = Kind("invalid", 422, "The request cannot be answered as it is")
PASSWORD_NEEDED = Kind("password-needed", 422, "The file is encrypted")
TOO_OFTEN = Kind("too-often", 429, "Too many requests in a short time")
UNEXPECTED = Kind("unexpected", 500, "Something went wrong inside the program")
UNAVAILABLE = Kind("unavailable", 503, "The documents or the index cannot be used now")
BUSY = Kind("busy", 503, "Too many requests are waiting")
TOO_SLOW = Kind("too-slow", 504, "The answer took too long")

_BY_STATUS = {kind.status: kind for kind in (MALFORMED, REFUSED, NOT_FOUND, METHOD_NOT_ALLOWED, BODY_TOO_SLOW, TOO_LARGE, WRONG_MEDIA_TYPE)}


class ApiProblem(HTTPException):
    """A problem on its way to a client; the framework passes it on from wherever it is raised."""

    def __init__(self, kind: Kind, detail: str, *, headers: Mapping[str, str] | None = None, **more: object) -> None:
        super().__init__(kind.status, without_paths(detail), dict(headers or {}))
        self.kind, self.more = kind, more

    @property
    def record(self) -> dict[str, object]:
        """The body a client gets."""
        return {"type": self.kind.type, "title": self.kind.title, "status": self.kind.status, "detail": self.detail, **self.more}

    def response(self) -> JSONResponse:
        """The whole answer a client gets."""
        return JSONResponse(self.record, self.kind.status, self.headers, MEDIA_TYPE)


def without_paths(text: str) -> str:
    """A sentence without places on this machine's disk."""
    return _PATH.sub("…", text)


def not_read_record(problem: DocumentProblem) -> Record:
    """A file that was not read, or only in part, and why, without places on this machine's disk."""
    return {**problem_record(problem), "problem": without_paths(problem.reason)}


def problem_of(error: Exception) -> ApiProblem:
    """What a client is told of an error of this program; what nobody expected is logged, and told in one sentence."""
    if isinstance(error, ApiProblem):
        return error
    if isinstance(error, PasswordError):
        return ApiProblem(PASSWORD_NEEDED, str(error))
    if isinstance(error, QuestionError | DocumentError):
        return ApiProblem(INVALID, str(error))
    if isinstance(error, RapporteurError):
        logging.getLogger(__name__).warning("a request could not be served: %s", error)
        return ApiProblem(UNAVAILABLE, str(error))
    logging.getLogger(__name__).error("a request failed", exc_info=error)
    return ApiProblem(UNEXPECTED, "The program's log says what. Please try again.")


def problem_of_request(faults: Sequence[Any]) -> ApiProblem:
    """What is wrong with a request that does not have the published form, by what the framework says of it."""
    if any(fault["type"] == "json_invalid" for fault in faults):
        return ApiProblem(MALFORMED, "the body is not JSON")
    said = fault_records(faults)
    return ApiProblem(INVALID, "; ".join(f"{fault['where']}: {fault['fault']}" for fault in said), errors=said)


def fault_records(faults: Sequence[Any]) -> list[dict[str, str]]:
    """Where a value is not as it should be, and how; what was sent is not repeated."""
    return [{"where": ".".join(map(str, fault["loc"])) or "body", "fault": str(fault["msg"])} for fault in faults[:_MAX_FAULTS]]


def problem_of_framework(error: HTTPException, request: Request) -> ApiProblem:
    """What the framework found wrong: an address, a method, a body it could not take apart."""
    if isinstance(error, ApiProblem):
        return error
    kind = _BY_STATUS.get(error.status_code) or Kind("refused", error.status_code, HTTPStatus(error.status_code).phrase)
    words = {404: "there is nothing at this address", 405: f"{request.method} is not taken at this address"}
    return ApiProblem(kind, words.get(error.status_code, str(error.detail)), headers=error.headers)
