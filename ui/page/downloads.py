"""Files that the page hands to the browser.

What enters: bytes and a name. What leaves: `Html` from which the page's script makes the file in the browser, once. It
deliberately writes nothing to the server's disk, and there is no address at which the file could be asked for again.
"""

import base64
import secrets
from dataclasses import dataclass

from ui.page import proof_phrases as phrases
from ui.page.markup import Html, element


@dataclass(frozen=True, slots=True)
class Download:
    """A file: the name it is offered under, what kind it is, and its bytes."""

    name: str
    media_type: str
    content: bytes


def render_download(download: Download) -> Html:
    """The file in one line that says its name. Two of the same bytes are two files: a stamp tells them apart."""
    return element(
        "p",
        phrases.downloaded(download.name),
        class_="note",
        role="status",
        data_name=download.name,
        data_type=download.media_type,
        data_content=base64.b64encode(download.content).decode("ascii"),
        data_stamp=secrets.token_hex(8),
    )


def render_refused(problem: str) -> Html:
    """Why there is no file, in one sentence."""
    return element("p", problem, class_="problem", role="alert", data_stamp=secrets.token_hex(8))
