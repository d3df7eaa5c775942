"""Sentences as spans.

What enters: a text, the span of one paragraph in it, and its language. What leaves: the spans of its sentences, without the white
space around them. Segmentation is sentencex's, which splits without loss, so offsets are sums of lengths and never a search.
It deliberately mends only what sentencex gets wrong for this kind of text, and says why beside each rule.
"""

import re
from collections.abc import Iterator

import sentencex

from corpus.landmarks import Span
from corpus.language import base_of

_OPENING_MARK = re.compile(r"[.!?…][\"”’»)\]]*\s+(?P<mark>[“„«‘(\[]+\s*)$")
_CLOSING = re.compile(r"[\"”’»)\]]+\s*$")
# A piece that ends in one of these is not a sentence's end before a name, a number or a month.
_OPEN_ABBREVIATION = re.compile(
    r"(?:^|[\s(“\"])(?:Mr|Mrs|Ms|Dr|Prof|Hon|Gen|Col|Lt|Sen|Rep|Amb|St|No|Nos|Art|Arts|para|paras|p|pp|vol|fig|cf|e\.g|i\.e|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|approx|ca|vs|[A-Z])\.\s*$"
)
# "I. Illicit finance", "2. Scope": a number alone is the beginning of what follows.
_NUMBERING = re.compile(r"^\s*(?:\(?[0-9]{1,3}|\(?[ivxlc]{1,5}|\(?[a-z]|[IVXLC]{1,5})[.)]\s*$")

# The same in other languages, after which a capital or a number goes on: "čl. 5", "Art. 5 Abs. 2", "z. Rama", "M. Dupont".
_ABBREVIATIONS = {
    "sq": "z|zj|znj|dr|prof|av|gjen|kol|nr|neni|par|pika|fq|shih|psh|p\\.sh|etj|dmth|d\\.m\\.th",
    "sh": "g|gđa|gdin|gosp|dr|mr|prof|ing|dipl|gen|puk|br|čl|st|tač|toč|al|str|sv|god|tzv|npr|tj|itd|ul|vidi|usp|upor",
    "mk": "г|г-ѓа|г-дин|д-р|м-р|проф|инж|ген|бр|чл|ст|точ|ал|стр|год|т\\.н|т\\.е|пр|на пр|итн|ул|види",
    "de": "Hr|Hrn|Fr|Dr|Prof|Ing|Mag|Gen|Nr|Art|Abs|Ziff|Buchst|Lit|lit|S|Rn|Rz|gem|Gem|vgl|Vgl|ca|z\\. ?B|d\\. ?h|u\\. ?a|i\\. ?V",
    "fr": "M|MM|Mme|Mlle|Dr|Pr|Me|art|Art|al|par|n|no|p|pp|cf|Cf|éd|vol|chap|p\\. ?ex|av|apr|env",
}
_ABBREVIATIONS["sh"] += "|г|гђа|гдин|др|мр|проф|инж|ген|бр|чл|ст|тач|стр|св|год|тзв|нпр|тј|итд|ул|види"
_OPEN_ABBREVIATIONS = {
    language: re.compile(rf"(?:^|[\s(“„\"])(?:{words}|[^\W\d_a-zà-ÿа-я])\.\s*$", re.IGNORECASE if language in ("sq", "sh", "mk") else 0)
    for language, words in _ABBREVIATIONS.items()
}
# What sentencex calls the group whose members it knows one by one.
_SEGMENTED_AS = {"sh": "sr"}

# A "sentence" longer than this is a list or a table run together: it is cut where a list would be cut.
MAX_SENTENCE_CHARACTERS = 1000
_CUTS = (re.compile(r"[;|]\s+|\n+"), re.compile(r"[,:]\s+"), re.compile(r"\s+"))


def sentence_spans(text: str, start: int, end: int, language: str = "en") -> Iterator[Span]:
    """Spans of the sentences of `text[start:end]`, in order, covering everything but white space between them."""
    base = base_of(language) or "en"
    pieces = sentencex.segment(_SEGMENTED_AS.get(base, base), text[start:end])
    if "".join(pieces) != text[start:end]:  # the law of offsets before the segmenter's opinion
        pieces = [text[start:end]]
    position = opened = start
    for number, piece in enumerate(pieces):
        position += len(piece)
        following = pieces[number + 1] if number + 1 < len(pieces) else ""
        if following and _continues(text[opened:position], following, base):
            continue
        mark = _OPENING_MARK.search(text, opened, position) if following else None
        ended = mark.start("mark") if mark else position  # an opening mark belongs to what it opens
        yield from _not_too_long(text, opened, ended)
        opened = ended
    yield from _not_too_long(text, opened, end)


def trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    """The span without white space, byte-order marks or zero-width spaces at either end; nothing when nothing is left."""
    while start < end and (text[start].isspace() or text[start] in "\ufeff\u200b"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "\ufeff\u200b"):
        end -= 1
    if start < end:
        yield Span(start, end)


def _continues(piece: str, following: str, language: str) -> bool:
    """Whether a sentence goes on in what follows a piece of it."""
    if _NUMBERING.match(piece):
        return True
    return _continues_in_english(piece, following) if language == "en" else _continues_abroad(piece, following, language)


def _continues_abroad(piece: str, following: str, language: str) -> bool:
    """In other languages a small letter opens no sentence ("5. maja 2023. godine", "npr. ovo"), nor does what an abbreviation leads to."""
    same_line = "\n" not in piece[len(piece.rstrip()) :]
    if same_line and following.lstrip()[:1].islower() and not piece.rstrip().endswith(("!", "?", "…")):
        return True
    known = _OPEN_ABBREVIATIONS.get(language)
    return known is not None and same_line and bool(known.search(piece)) and not _CLOSING.search(piece)


def _continues_in_english(piece: str, following: str) -> bool:
    if _OPEN_ABBREVIATION.search(piece) and not _CLOSING.search(piece):
        return True
    # A sentence does not begin in lower case after a full stop inside brackets or quotation marks.
    return bool(_CLOSING.search(piece)) and following.lstrip()[:1].islower()


def _not_too_long(text: str, start: int, end: int) -> Iterator[Span]:
    while end - start > MAX_SENTENCE_CHARACTERS:
        cut = _last_cut(text, start, start + MAX_SENTENCE_CHARACTERS)
        yield from trimmed(text, start, cut)
        start = cut
    yield from trimmed(text, start, end)


def _last_cut(text: str, start: int, end: int) -> int:
    """Where to cut: after the last semicolon, line or cell, else comma, else white space, else at `end` itself."""
    for cuts in _CUTS:
        places = [match.end() for match in cuts.finditer(text, start + MAX_SENTENCE_CHARACTERS // 3, end)]
        if places:
            return places[-1]
    return end
