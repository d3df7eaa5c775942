"""Who is behind an event of the page.

What enters: the `gr.Request` that Gradio hands to a handler with a parameter of that type. What leaves: the `Person`, and who is signed in as
the bar of the page shows it. It deliberately trusts nothing that a browser says of itself: Gradio's own `username`, a cookie or a header
is not looked at, only what the gate (`ui.service.gate`) wrote into the scope of the very request that asked.

How it gets there: each event is one POST to `queue/join`, which passes the gate like any other request. Gradio keeps that request,
scope and all, with the event while it waits in the queue, and builds the handler's `gr.Request` around it; so the person is the one
who asked, even if somebody else signs in before the event's turn comes.
"""

from ui.page import account_phrases as phrases
from ui.page.look import AT_ONCE, page_script
from ui.page.markup import Html, element, join
from ui.page.offline_gradio import gr
from ui.service.person import Person, person_of


def person_of_request(request: gr.Request) -> Person:
    """The person an event comes from. Raises LookupError where no gate stood before the event: nobody is then let in by mistake."""
    asked = getattr(request, "request", None)
    if asked is None:
        raise LookupError("an event came without the request that asked for it")
    return person_of(asked.scope)


def render_account(person: Person) -> Html:
    """Who is signed in, and how they sign out; nothing where nobody signs in."""
    if not person.name:
        return Html("")
    name = element("span", person.name, class_="account-name", title=phrases.signed_in_as(person.name, person.may_edit))
    account = element("form", name, element("button", phrases.SIGN_OUT, type="submit"), class_="account", method="post", action="/sign-out")
    return join([account, _session_ended()])


def _session_ended() -> Html:
    """What is said once the server no longer knows who asks; the script shows it (`account.js`), in place of Gradio's own message."""
    again = element("a", phrases.SIGN_IN_AGAIN, href="/sign-in", target="_blank")
    words = element("p", f"{phrases.SESSION_ENDED} ", again, phrases.THEN)
    return element("div", words, class_="session-ended", role="alert", hidden=True)


def build_account(page: gr.Blocks) -> None:
    """Put it on the page; it is filled when the page opens, as only then it is known who opened it."""

    def shown(request: gr.Request) -> Html:
        return render_account(person_of_request(request))

    account = gr.HTML(elem_id="account", js_on_load=page_script([]), apply_default_css=False)
    page.load(shown, None, account, **AT_ONCE)
