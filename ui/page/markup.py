"""HTML that cannot forget to escape.

What enters: plain strings, and pieces already built here. What leaves: `Html`, the only kind of text that is put on the
page unescaped. Everything else a person or a document wrote is escaped by `element`, in this one place. It deliberately
knows nothing of answers, documents or widgets.
"""

import html
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

LONE_SURROGATES = re.compile("[\ud800-\udfff]")
"""Half characters, from undecodable file names; they cannot be sent to a browser."""

VOID_ELEMENTS = frozenset({"br", "hr", "img", "input", "meta"})
"""Elements without content or closing tag."""

Attribute = str | int | bool | None


class Html(str):
    """Text that is HTML already. Only this module and functions built on it make such values."""

    __slots__ = ()


def escape(text: str) -> Html:
    """Plain text as HTML that shows exactly that text.

    A carriage return is written as a character reference because HTML parsers turn a plain one into a line feed, and
    a quote shown on the page must be the document's own characters.
    """
    whole = LONE_SURROGATES.sub("\ufffd", text)
    return Html(html.escape(whole, quote=True).replace("\r", "&#13;"))


def join(parts: Iterable[str]) -> Html:
    """Pieces one after another, each escaped unless it is HTML already."""
    return Html("".join(part if isinstance(part, Html) else escape(part) for part in parts))


def element(name: str, /, *children: str, **attributes: Attribute) -> Html:
    """One HTML element; children that are not `Html` are escaped, and so is every attribute.

    Attribute names take a trailing underscore where Python reserves the word (`class_`) and underscores for hyphens
    (`data_event`). True writes the bare name; False and None leave the attribute out.
    """
    opening = Html(f"<{name}{''.join(_attribute(key, value) for key, value in attributes.items())}>")
    if name in VOID_ELEMENTS:
        return opening
    return Html(f"{opening}{join(children)}</{name}>")


def _attribute(key: str, value: Attribute) -> str:
    written = key.rstrip("_").replace("_", "-")
    if value is None or value is False:
        return ""
    return f" {written}" if value is True else f' {written}="{escape(str(value))}"'


def web_address(url: str) -> str:
    """The address, where it is one a browser may be sent to; otherwise the empty string.

    Only `http` and `https` with a host pass: `javascript:`, `data:` and `file:` addresses in a document are data.
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    return url.strip() if parts.scheme in ("http", "https") and parts.netloc else ""


def outside_link(url: str, text: str, label: str | None = None) -> Html:
    """A link that leaves the page, with another name for screen readers where one is given; nothing for what is no web address."""
    address = web_address(url)
    if not address:
        return Html("")
    return element("a", text, href=address, target="_blank", rel="noopener noreferrer", aria_label=label)
