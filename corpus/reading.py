"""What a reader returns for one file.

What enters: a decoded file's parts. What leaves: a frozen value with text, blocks and the metadata the file states. It
deliberately carries neither name nor checksum: the folder knows those.
"""

from dataclasses import dataclass

from corpus.document import Block


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of one file and its landmarks; fields the file does not state are empty."""

    text: str
    blocks: tuple[Block, ...]
    title: str = ""
    date: str = ""
    publisher: str = ""
    language: str = ""
    source_url: str = ""
