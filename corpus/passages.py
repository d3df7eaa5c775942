"""Passages: what is searched as a unit.

What enters: a Document. What leaves: its passages, in text order, on sentence borders, never across a heading or
furniture. It deliberately adds nothing to a passage's text; the heading path travels beside it.
"""

from collections.abc import Iterator

from corpus.document import Document, Passage
from corpus.landmarks import Block, Span, path_below

# About 190 of the encoder's 256 tokens in English: nothing of a passage is cut off, headings included.
MAX_PASSAGE_CHARACTERS = 900


def split_passages(document: Document, max_characters: int = MAX_PASSAGE_CHARACTERS) -> tuple[Passage, ...]:
    """The passages of a document: whole paragraphs while they fit, long paragraphs in pieces of even length."""
    return tuple(
        Passage(document.document_id, run[0].start, run[-1].end, headings)
        for headings, section in _sections(document)
        for run in _filled(section, max_characters)
    )


def _sections(document: Document) -> Iterator[tuple[tuple[str, ...], list[list[Span]]]]:
    """Runs of paragraphs between headings and furniture, each a list of sentences, with the headings above the run."""
    section: list[list[Span]] = []
    path: list[Block] = []
    sentences = iter(document.sentences)
    sentence = next(sentences, None)
    for block in document.blocks:
        if block.kind != "paragraph":
            if section:
                yield document.words_of(path), section
            section = []
            path = path_below(path, block)
            continue
        paragraph = []
        while sentence is not None and sentence.end <= block.end:
            paragraph.append(sentence)
            sentence = next(sentences, None)
        if paragraph:
            section.append(paragraph)
    if section:
        yield document.words_of(path), section


def _filled(section: list[list[Span]], max_characters: int) -> Iterator[list[Span]]:
    """Sentences of a section gathered into runs no longer than the limit, unless one sentence alone is."""
    run: list[Span] = []
    for paragraph in section:
        for piece in _pieces(paragraph, max_characters):
            if run and piece[-1].end - run[0].start > max_characters:
                yield run
                run = []
            run = run + piece
    if run:
        yield run


def _pieces(paragraph: list[Span], max_characters: int) -> Iterator[list[Span]]:
    """A paragraph whole, or, where it is longer than the limit, in pieces of even length."""
    length = paragraph[-1].end - paragraph[0].start
    target = length / max(1, -(-length // max_characters))
    piece: list[Span] = []
    for sentence in paragraph:
        grown = sentence.end - (piece[0].start if piece else sentence.start)
        too_far = grown - target > (sentence.end - sentence.start) / 2
        if piece and (grown > max_characters or too_far):
            yield piece
            piece = []
        piece.append(sentence)
    yield piece
