"""A quote as a person gives it, taken apart.

What enters: a quote. What leaves: its pieces, each to stand in the document as it is, and between them the joints that say what
its author did: left words out, put words in square brackets, changed a letter. It deliberately looks at no document.
"""

import re
from dataclasses import dataclass

from assistant.proof.typesetting import ELLIPSIS, MARK, SPACE, SetText, is_unspaced, is_word, set_text

# What a copy brings along: quotation marks, brackets of a citation, white space.
_AROUND = " \t\r\n\f\v\xa0\u2007\u2009\u202f\u200b\u2060\ufeff\"“”„‟«»‹›‘’‚‛'`´"
_DOTS = r"(?:…|\.(?:\s?\.){2,})"
_LEFT_OUT = rf"\[\s*{_DOTS}\s*\]|\(\s*{_DOTS}\s*\)|\.?\s?{_DOTS}"
_JOINT = re.compile(
    rf"(?P<left_out>{_LEFT_OUT})|(?<!\w)\[(?P<letter>\w)\](?=\w)|(?<!\w)(?P<stem>[^\W\d_]+)\[(?P<ending>[^\W\d_]{{1,3}})\](?!\w)"
    r"|(?<!\w)\[(?P<inserted>[^\[\]]{1,80})\](?![\w(])"
)


@dataclass(frozen=True, slots=True)
class Joint:
    """What stands between two pieces; `raw` is what the author wrote, at character `start` of the quote.

    "left_out" for an ellipsis, "inserted" for the words in square brackets, "letter" for one letter in them, "ending" for the end of
    a word, whose beginning is `stem`; `own` is what the author wrote as it would be set in a document.
    """

    kind: str
    raw: str
    start: int
    own: SetText
    inserted: tuple[str, ...] = ()
    stem: str = ""

    def is_own(self, text: SetText) -> bool:
        """Whether the document has the same there, brackets and all."""
        return self.own.letters == text.letters


@dataclass(frozen=True, slots=True)
class Pieces:
    """`pieces[i]` follows on `joints[i]`; the last of `joints` follow the last piece."""

    pieces: tuple[SetText, ...]
    joints: tuple[tuple[Joint, ...], ...]

    @property
    def left_out(self) -> int:
        """How many ellipses stand between pieces."""
        return sum(joint.kind == "left_out" for joints in self.joints[1:-1] for joint in joints)


def words_of(piece: SetText) -> list[str]:
    """The words and numbers of a set text, in order."""
    return [atom for place in range(len(piece)) if is_word(atom := piece.atom(place))]


def whole_words(text: SetText) -> list[str]:
    """The words of a set text, those that hyphens join in one: "A-list" is no article with a noun."""
    words: list[str] = []
    for place in range(len(text)):
        if is_word(atom := text.atom(place)):
            joined = place and words and is_word(text.atom(place - 1)) and not text.gaps[place] & SPACE
            words[-1:] = [f"{words[-1]}-{atom}"] if joined else [*words[-1:], atom]
    return words


def words_in(piece: SetText) -> int:
    """How many words a set text has; two letters of a script without spaces count as one."""
    words = words_of(piece)
    letters = sum(map(is_unspaced, words))
    return len(words) - letters + (letters + 1) // 2


def bare(quote: str) -> str:
    """A quote without the white space and quotation marks around it."""
    return quote.strip(_AROUND)


def trimmed(quote: SetText, *, before: bool = True, after: bool = True) -> SetText:
    """A quote without the quotation marks and ellipses at its beginning and end."""
    first, last = 0, len(quote)
    while before and first < last and (skipped := _edge(quote, first, 1)):
        first += skipped
    while after and first < last and (skipped := _edge(quote, last - 1, -1)):
        last -= skipped
    return quote.part(first, max(first, last))


def _edge(quote: SetText, place: int, step: int) -> int:
    """How many atoms at an end are no part of what is quoted."""
    if quote.atom(place) in (MARK, ELLIPSIS):
        return 1
    three = [quote.atom(at) for at in (place, place + step, place + 2 * step) if 0 <= at < len(quote)]
    opening = ["[", "("] if step > 0 else ["]", ")"]
    return 3 if len(three) == 3 and three[0] in opening and three[1] == ELLIPSIS else 0


def taken_apart(quote: str) -> Pieces:
    """The pieces of a quote and the joints around them."""
    pieces: list[SetText] = []
    joints: list[tuple[Joint, ...]] = []
    waiting: list[Joint] = []
    start, carried = 0, ""
    for match in [*_JOINT.finditer(quote), None]:
        stretch = carried + quote[start : match.start() if match else len(quote)]
        piece = trimmed(set_text(stretch), before=not pieces, after=match is None)
        if any(is_word(piece.atom(place)) for place in range(len(piece))):
            pieces.append(piece)
            joints.append(tuple(waiting))
            waiting = []
        if match is None:
            break
        waiting.append(_joint(match))
        start, carried = match.end(), match["letter"] or ""
    return Pieces(tuple(pieces), (*joints, tuple(waiting)))


def _joint(match: re.Match[str]) -> Joint:
    kind = match.lastgroup or ""
    return Joint(kind, match[0], match.start(), set_text(match[0]), tuple(whole_words(set_text(match["inserted"] or ""))), match["stem"] or "")


def raw(text: SetText, first: int, last: int) -> str:
    """The characters that atoms stand for, on one line."""
    return " ".join(text.text[text.starts[first] : text.ends[last - 1]].split()) if first < last else ""
