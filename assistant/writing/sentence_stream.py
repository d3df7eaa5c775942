"""Sentences out of text that is still being written.

What enters: pieces of text, cut anywhere. What leaves: whole sentences, each with the citations that follow it, as soon as
the next one begins. It deliberately judges nothing.
"""

import re

from corpus.sentences import sentence_spans

# What a model puts before a sentence where it was asked for none: bullets, numbering, headings.
_LEADING = re.compile(r"^(?:[-*•–]\s+|#{1,6}\s+|\(?\d{1,2}[.)]\s+(?=\S))+")
_LATE_CITATION = re.compile(r"^\s*((?:\[\s*[\d,;\s–-]+\]\s*)+[.!?]?)")
_OPEN_CITATION = re.compile(r"^(?:\[[\d,;\s–-]*\]?\s*)+[.!?]?$")
_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
# Without a border for so long, what is written is no sentence; it is handed over as it is, to fail.
MAX_CHARACTERS = 1200


class SentenceStream:
    """Collects pieces and gives sentences."""

    def __init__(self) -> None:
        self._text = ""

    def feed(self, piece: str) -> list[str]:
        """The sentences that are whole now that this piece came."""
        self._text += piece
        if "<think>" in self._text and "</think>" not in self._text:
            return []
        self._text = _THOUGHT.sub(" ", self._text)
        found = split(self._text)
        if len(found) > 1 and _OPEN_CITATION.match(found[-1]):
            return []  # it may belong to the sentence before it
        if len(found) < 2:
            return self.close() if len(self._text) > MAX_CHARACTERS else []
        # The last one is still being written, and begins where the one before it ended.
        begun = self._text.rfind(found[-1])
        self._text = self._text[begun:] if begun >= 0 else found[-1]
        return [_clean(sentence) for sentence in found[:-1]]

    def close(self) -> list[str]:
        """What is left when nothing more comes."""
        left, self._text = split(_THOUGHT.sub(" ", self._text)), ""
        return [clean for sentence in left if (clean := _clean(sentence))]


def split(text: str) -> list[str]:
    """The sentences of a text; a citation after the full stop belongs to the sentence before it."""
    pieces: list[str] = []
    for line in text.splitlines(keepends=True):
        fresh = True  # a new line begins a new sentence
        for span in sentence_spans(line, 0, len(line)):
            piece = line[span.start : span.end]
            late = _LATE_CITATION.match(piece)
            rest = piece[late.end() :].strip() if late else piece
            if late and pieces and (not fresh or not rest):
                pieces[-1] += " " + late[1].strip()
                piece = rest
            if piece:
                pieces.append(piece)
            fresh = False
    return pieces


def _clean(sentence: str) -> str:
    return " ".join(_LEADING.sub("", sentence.strip()).split())
