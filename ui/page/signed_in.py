"""Who is behind an event of the page.

What enters: the `gr.Request` that Gradio hands to a handler with a parameter of that type. What leaves: the `Person`. It deliberately
trusts nothing that a browser says of itself: Gradio's own `username`, a cookie or a header is not looked at, only what the gate
(`ui.service.gate`) wrote into the scope of the very request that asked.

How it gets there: each event is one POST to `queue/join`, which passes the gate like any other request. Gradio keeps that request,
scope and all, with the event while it waits in the queue, and builds the handler's `gr.Request` around it; so the person is the one
who asked, even if somebody else signs in before the event's turn comes.
"""

from ui.page.offline_gradio import gr
from ui.service.person import Person, person_of


def person_of_request(request: gr.Request) -> Person:
    """The person an event comes from. Raises LookupError where no gate stood before the event: nobody is then let in by mistake."""
    asked = getattr(request, "request", None)
    if asked is None:
        raise LookupError("an event came without the request that asked for it")
    return person_of(asked.scope)
