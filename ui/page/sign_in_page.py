"""The page on which people sign in, and its style.

What enters: where the form goes, the name typed so far, and what went wrong. What leaves: a whole HTML page without any script, and CSS
in the colours of the page behind it. It deliberately shows nothing of the library, not even how much it holds.
"""

import re
from functools import cache
from pathlib import Path

from ui.page import account_phrases as phrases
from ui.page import phrases as page_phrases
from ui.page.markup import Html, element, join
from ui.service.sign_in import Fault, SignInPage

_FAULT_ID = "fault"


def render_sign_in(action: str, name: str, fault: Fault) -> str:
    """The whole page."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", f"{phrases.SIGN_IN} · {page_phrases.TITLE}"),
        Html('<link rel="icon" href="data:,"><link rel="stylesheet" href="/sign-in.css">'),
    )
    heading = element("header", element("h1", page_phrases.TITLE), element("p", page_phrases.TAGLINE))
    body = element("body", element("main", heading, _form(action, name, fault), element("p", phrases.NOTE, class_="note")), class_="sign-in")
    return Html("<!doctype html>") + element("html", head, body, lang="en")


@cache
def sign_in_style() -> str:
    """The style, with the colours of `style.css`: its dark ones where the system is dark, since no script runs here to choose."""
    here = Path(__file__)
    colours = here.with_name("style.css").read_text(encoding="utf-8")
    light, dark = (re.search(rf"^{name} {{\n(.*?)^}}", colours, re.MULTILINE | re.DOTALL) for name in (":root", r"\.dark"))
    assert light and dark
    own = here.with_name("sign_in.css").read_text(encoding="utf-8")
    return f":root {{\n{light[1]}}}\n@media (prefers-color-scheme: dark) {{ :root {{\n{dark[1]}}} }}\n{own}"


SIGN_IN_PAGE = SignInPage(render_sign_in, sign_in_style)


def _form(action: str, name: str, fault: Fault) -> Html:
    said = phrases.wait(fault.wait_seconds) if fault.wait_seconds else phrases.WRONG if fault.wrong else ""
    problem = element("p", said, class_="problem", role="alert", id=_FAULT_ID) if said else Html("")
    typed = bool(name)
    fields = [
        element("label", phrases.NAME, for_="name"),
        element(
            "input",
            id="name",
            name="name",
            value=name,
            autocomplete="username",
            autocapitalize="none",
            spellcheck="false",
            required=True,
            maxlength=64,
            autofocus=not typed,
        ),
        element("label", phrases.PASSWORD, for_="password"),
        element(
            "input",
            id="password",
            name="password",
            type="password",
            autocomplete="current-password",
            required=True,
            maxlength=500,
            autofocus=typed,
            aria_describedby=_FAULT_ID if said else None,
        ),
        element("button", phrases.SIGN_IN, type="submit"),
    ]
    return element("form", problem, join(fields), method="post", action=action)
