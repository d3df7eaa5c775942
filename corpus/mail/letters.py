"""A letter: one message before its body is read.

What enters: what a message's format says of it. What leaves: a frozen value that is the same for every format of mail. It
deliberately knows none of them.
"""

from dataclasses import dataclass

from corpus.reading import Attachment


@dataclass(frozen=True, slots=True)
class Letter:
    """One message: `versions` are its bodies in order, each as plain text and as HTML, either of which may be empty.

    `date` is the field as written; `flowed` says that lines of the plain text ending in a space go on in the next (RFC 3676);
    `encrypted` that a part of it is; `attachments` are named as the message names them.
    """

    subject: str = ""
    sender: str = ""
    to: str = ""
    copies: str = ""
    date: str = ""
    language: str = ""
    versions: tuple[tuple[str, str], ...] = ()
    flowed: bool = False
    encrypted: bool = False
    attachments: tuple[Attachment, ...] = ()
    remarks: tuple[str, ...] = ()


def addressed(name: str, address: str) -> str:
    """A person as mail writes one: "Ana Hoxha <ana@example.org>", or whichever of the two there is."""
    return f"{name} <{address}>" if name and address and name != address else name or address
