"""Requests as Gradio hands them to a handler, for tests that call handlers themselves.

What enters: a person. What leaves: a `gr.Request` that comes from them. It deliberately opens no connection.
"""

from starlette.requests import Request

from ui.page.offline_gradio import gr
from ui.service.person import LOCAL, SCOPE_KEY, Person


def request_by(person: Person = LOCAL) -> gr.Request:
    """A request of a person; of whoever sits at this computer where none is named."""
    return gr.Request(
        Request({"type": "http", "method": "POST", "path": "/gradio_api/queue/join", "headers": [], "query_string": b"", SCOPE_KEY: person})
    )
