"""A document as plain columns, for a database row or a pipe.

What enters: a Document. What leaves: strings and flat arrays of 32-bit integers, and the same Document again. It deliberately
compresses nothing and versions nothing: whoever keeps the columns does that.
"""

import json
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, astuple, dataclass
from typing import get_args

from corpus.document import Document
from corpus.landmarks import Block, BlockKind, GlyphRun, LineBox, Origins, Page, PageKind, Span, Speech

_KINDS: tuple[str, ...] = get_args(BlockKind)


@dataclass(frozen=True, slots=True)
class PackedDocument:
    """A Document's fields as columns; `origins`, `pages`, `speeches` and `labels` are JSON, the bytes are 32-bit integers."""

    document_id: str
    sha256: str
    media_type: str
    title: str
    date: str
    publisher: str
    language: str
    source_url: str
    author: str
    held_in: str
    origins: str
    page_kind: str
    pages: str
    speeches: str
    labels: str
    text: str
    blocks: bytes
    sentences: bytes
    glyphs: bytes
    scanned: bytes


def pack(document: Document) -> PackedDocument:
    """The columns of a document."""
    return PackedDocument(
        document_id=document.document_id,
        sha256=document.sha256,
        media_type=document.media_type,
        title=document.title,
        date=document.date,
        publisher=document.publisher,
        language=document.language,
        source_url=document.source_url,
        author=document.author,
        held_in=document.held_in,
        origins=_json(asdict(document.origins)),
        page_kind=document.page_kind,
        pages=_json([[page.start, page.end, page.number, page.label] for page in document.pages]),
        speeches=_json([[speech.start, speech.end, speech.speaker] for speech in document.speeches]),
        labels=_json({place: block.label for place, block in enumerate(document.blocks) if block.label}),
        text=document.text,
        blocks=_integers((b.start, b.end, _KINDS.index(b.kind), b.level) for b in document.blocks),
        sentences=_integers((s.start, s.end) for s in document.sentences),
        glyphs=pack_glyphs(document.glyphs),
        scanned=_integers(astuple(box) for box in document.scanned),
    )


def unpack(packed: PackedDocument) -> Document:
    """The document of its columns. Raises ValueError, TypeError or KeyError when they are not those of a document."""
    kind: PageKind = packed.page_kind  # type: ignore[assignment]
    return Document(
        document_id=packed.document_id,
        sha256=packed.sha256,
        media_type=packed.media_type,
        text=packed.text,
        title=packed.title,
        date=packed.date,
        publisher=packed.publisher,
        language=packed.language,
        source_url=packed.source_url,
        blocks=_blocks(packed.blocks, json.loads(packed.labels)),
        sentences=tuple(Span(start, end) for start, end in _rows(packed.sentences, 2)),
        author=packed.author,
        origins=Origins(**json.loads(packed.origins)),
        page_kind=kind,
        pages=tuple(Page(*row) for row in json.loads(packed.pages)),
        glyphs=unpack_glyphs(packed.glyphs),
        scanned=tuple(LineBox(*row) for row in _rows(packed.scanned, 7)),
        speeches=tuple(Speech(*row) for row in json.loads(packed.speeches)),
        held_in=packed.held_in,
    )


def pack_glyphs(glyphs: Sequence[GlyphRun]) -> bytes:
    """The column of glyph runs."""
    return _integers((run.start, run.page, run.glyph, run.length) for run in glyphs)


def unpack_glyphs(content: bytes) -> tuple[GlyphRun, ...]:
    """The glyph runs of their column."""
    return tuple(GlyphRun(*row) for row in _rows(content, 4))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _integers(rows: Iterable[tuple[int, ...]]) -> bytes:
    return array("i", [number for row in rows for number in row]).tobytes()


def _rows(content: bytes, width: int) -> Iterator[tuple[int, ...]]:
    numbers = iter(array("i", content))
    return zip(*[numbers] * width)


def _blocks(content: bytes, labels: dict[str, str]) -> tuple[Block, ...]:
    return tuple(
        Block(start, end, _KINDS[kind], level, labels.get(str(place), ""))  # type: ignore[arg-type]
        for place, (start, end, kind, level) in enumerate(_rows(content, 4))
    )
