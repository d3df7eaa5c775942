"""Whom a sentence gives as its source, without a verb of saying: "according to Doe", "as Doe put it", "Doe: “…”".

What enters: one sentence in which every quoted part is blotted out. What leaves: attributions. It deliberately takes a phrase
only when the whole of it names somebody: "according to Doe's plan" and "according to the report" name nobody who speaks.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.speech.names import Mention, mention_of
from corpus.speech.words import is_office

# Stands for every character of a quotation, so that nothing in it is read as the narrator's.
BLOT = "\x00"
# A subject is looked for so far before its verb, and so far after it.
SUBJECT_CHARACTERS = 240

_WORDS_END = re.compile(rf"[,.;:!?()\[\]—–…{BLOT}]|\s-\s|\Z")
_OPENINGS = ("ccording to ", "n the words of ", " put it", " puts it")
_ACCORDING = re.compile(r"(?:^|[,—–]\s*|\b(?:But|And|However,) )[Aa]ccording to (?=\S)")
_ENDS_PHRASE = re.compile(r"\s*(?:,(?! (?:and|but|while|although|though|or|which|who)\b)|[.;:!?—–]|\Z)")
_IN_WORDS = re.compile(r"(?:^|, )[Ii]n the words of (?=\S)")
_AS_PUT = re.compile(r"(?:^|, )[Aa]s ([^,;.]{2,60}) (?:put|puts) it\b")
_COLON = re.compile(rf"^([^:;{BLOT}]{{3,80}}):\s*{BLOT}+\W*\Z")
_SAID = re.compile(r"^(?:Said|Says|Added|Asked)\s")
_ABBREVIATED = re.compile(r"(?:^|\s)(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Sen|Rep|Gov|Amb|Hon|St|[A-Z])\Z")


# The subject of a verb that shares the one of the verb before it.
SAME_SUBJECT = Mention("pronoun", "and")


@dataclass(frozen=True, slots=True)
class Attribution:
    """One "X said": the mention of the speaker, where it stands in the sentence, and what stands beside it.

    `beside` says that a quotation touches the attribution; `joined` that it opens a clause of its own after another
    ("…, while Roe warned"); `mention` is None for a speaker who is not understood ("…, while critics warned").
    """

    mention: Mention | None
    start: int
    end: int
    beside: bool = False
    joined: bool = False


def sources(sentence: str) -> Iterator[Attribution]:
    """Every source a sentence gives without a verb of saying."""
    named = _COLON.match(sentence) if BLOT in sentence else None
    mention = mention_of(_SAID.sub("", named[1])) if named else None
    if named and mention and mention.kind == "person":
        yield Attribution(mention, 0, named.end(), beside=True)
    if any(opening in sentence for opening in _OPENINGS):
        yield from _according(sentence)


def _according(sentence: str) -> Iterator[Attribution]:
    for pattern in (_ACCORDING, _IN_WORDS):
        for match in pattern.finditer(sentence):
            mention, end = named_after(sentence, match.end())
            whole = mention is not None and _ENDS_PHRASE.match(sentence, end) is not None
            if mention is not None and whole:
                yield Attribution(mention, match.start(), end, BLOT in sentence[end:])
            elif match.start() == 0 or sentence[match.start()] in ",;":
                yield Attribution(None, match.start(), match.end(), joined=True)
    for match in _AS_PUT.finditer(sentence):
        if mention := mention_of(match[1]):
            yield Attribution(mention, match.start(), match.end(), BLOT in sentence)


def named_after(sentence: str, start: int) -> tuple[Mention | None, int]:
    """Who is named from a position on, by the longest phrase that is understood, and where that phrase ends."""
    phrase = _phrase(sentence[start : start + SUBJECT_CHARACTERS])
    following = sentence[start + len(phrase) : start + SUBJECT_CHARACTERS]
    if following.startswith(",") and is_office_phrase(phrase):  # "the minister of trade, Jane Doe"
        inner = re.match(r",([^,.;:!?]+)", following)
        named = mention_of(inner[1]) if inner else None
        if inner and named and named.kind in {"person", "surname"}:
            return named, start + len(phrase) + inner.end()
    for word in reversed([*re.finditer(r"\S+", phrase)]):
        rest = phrase[word.end() :].split()
        if rest and (rest[0] in {"and", "or", "of", "for"} or rest[0][0].isupper()):
            continue
        if mention := mention_of(phrase[: word.end()]):
            return mention, start + word.end()
    return None, start


def _phrase(window: str) -> str:
    """The words up to the first mark that is no part of them; the full stop of an abbreviation is."""
    stop = _WORDS_END.search(window)
    while stop and stop[0] == "." and _ABBREVIATED.search(window[: stop.start()]):
        stop = _WORDS_END.search(window, stop.end())
    return window[: stop.start()] if stop else window


def is_office_phrase(phrase: str) -> bool:
    """Whether a phrase describes somebody by an office: "the minister of trade", "Chief Executive of the company"."""
    words = phrase.split()
    return (
        bool(words)
        and any(map(is_office, words))
        and (words[0].lower() in {"the", "a", "an", "its", "his", "her", "our", "their"} or words[0][0].isupper())
    )
