"""What a reader returns for one file.

What enters: a file's parts as its reader found them. What leaves: a frozen value with text, landmarks and the facts the file
gives about itself. It deliberately carries neither name nor checksum: the folder knows those.
"""

from dataclasses import dataclass

from corpus.landmarks import UNKNOWN_ORIGINS, Block, GlyphRun, LineBox, Origins, Page, PageKind


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside a file: its name as the outer file gives it, not yet safe for anything, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of one file and its landmarks; facts the file does not give are empty, and `origins` says where each is from.

    `remarks` say, in words for a person, what of the file was not read ("page 3 has no text layer") or deserves suspicion
    ("white text on page 2 was kept"): whoever has a remark to read knows that the file was read in part.
    """

    text: str
    blocks: tuple[Block, ...]
    title: str = ""
    date: str = ""
    publisher: str = ""
    language: str = ""
    source_url: str = ""
    author: str = ""
    origins: Origins = UNKNOWN_ORIGINS
    page_kind: PageKind = ""
    pages: tuple[Page, ...] = ()
    glyphs: tuple[GlyphRun, ...] = ()
    scanned: tuple[LineBox, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    remarks: tuple[str, ...] = ()
