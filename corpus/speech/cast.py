"""The people a document names: a surname later in the text is the full name given before.

What enters: a text and its blocks. What leaves: a `Cast`, which turns a mention into the name a reader is shown, and says
where people are mentioned. It deliberately answers nothing when two people could be meant.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from corpus.landmarks import Block
from corpus.speech.names import Mention, name_words
from corpus.speech.words import BODIES, FUNCTION_WORDS, PARTICLES, SOMEBODY, TITLES, bare, is_office, office_of

# So far before and after a name an office that is set off by commas is looked for.
OFFICE_CHARACTERS = 90
# Of so many people with one surname nobody is meant by it alone, and no more are kept.
MAX_NAMESAKES = 20

_UPPER = "".join(letter for letter in map(chr, [*range(0x530), *range(0x1E00, 0x2000)]) if letter.isupper() and letter.isalpha())
_CAPITALISED = rf"(?:(?:[{_UPPER}]\.-?)+|[{_UPPER}][^\W\d_]*(?:[’'‑-][^\W\d_]+)*)"
_PARTICLE = rf"(?:(?:{'|'.join(sorted(PARTICLES, key=len, reverse=True))})\s)"
_TITLE = r"(?:(?:Mr|Mrs|Ms|Dr|Prof|Hon|Gen|Col|Lt|Sen|Rep|Gov|Amb|MR|MRS|MS|DR)\.?\s)?"
_RUN = re.compile(rf"\b{_TITLE}{_CAPITALISED}(?:\s{_PARTICLE}{{0,3}}{_CAPITALISED}){{0,7}}")
_SMALL_WORD = re.compile(r"\b[a-z][^\W\d_]+")
_POSSESSIVE = re.compile(r"[’'][sS]?$")
_OFFICE_OF = re.compile(r"\b(?i:secretary|minister|president|head|director|chief|chair|mayor|governor) (?:of|for) (?:the )?\Z")
_CLAUSE = re.compile(r"[.,;:!?()“”\"—–\n]")


@dataclass(slots=True)
class Cast:
    """Everybody named in a document. `named` is in text order: where each person is mentioned, and by which key."""

    people: dict[str, dict[str, int]] = field(default_factory=dict)
    offices: dict[str, dict[str, int]] = field(default_factory=dict)
    named: list[tuple[int, str]] = field(default_factory=list)
    lower: frozenset[str] = frozenset()
    inner: frozenset[str] = frozenset()
    bodies: frozenset[str] = frozenset()

    def full_name(self, mention: Mention, position: int, after_quote: bool) -> str:
        """The name of the person or body a mention means, as first given in full; empty when that is not certain."""
        if mention.kind == "body":
            return mention.words
        if mention.kind == "office":
            return self._holder(mention.office, position)
        if mention.kind == "person":
            return self._known(mention.words)
        return self._by_surname(mention, position, after_quote)

    def people_between(self, start: int, end: int) -> set[str]:
        """Keys of the people mentioned from `start` to `end`."""
        first = bisect_left(self.named, (start, ""))
        last = bisect_left(self.named, (end, ""))
        return {key for _, key in self.named[first:last]}

    def _known(self, words: str) -> str:
        folded = words.casefold()
        if all(word.lower() in self.lower for word in words.split()):
            return ""
        return next((name for name in self.people.get(key_of(words), ()) if name.casefold() == folded), words)

    def _by_surname(self, mention: Mention, position: int, after_quote: bool) -> str:
        known = self.given_before(mention.words, position)
        if known and " " not in mention.words and key_of(mention.words) in self.bodies:  # Peter Keller, and Keller Inc.
            return ""
        if len(known) == 1:
            return known[0]
        if known:
            return ""
        surname = mention.words.rpartition(" ")[2]
        if surname != mention.words:
            return mention.words
        sure = (after_quote or surname in self.inner) and surname.lower() not in self.lower and not surname.isupper()
        return surname if sure and len(surname) > 2 else ""

    def given_before(self, surname: str, position: int) -> list[str]:
        """The full forms of a surname that the document gives before a position: one given later may be somebody else's."""
        return [name for name, first in self.people.get(key_of(surname), {}).items() if first <= position]

    def _holder(self, office: str, position: int) -> str:
        """The one person of an office, when the document gives it to nobody else and has named them by now."""
        holders = self.offices.get(office, {})
        name, first = next(iter(holders.items())) if len(holders) == 1 else ("", 0)
        return name if name and first < position else ""


def key_of(name: str) -> str:
    """What a surname and a full name share: the last word."""
    return name.rpartition(" ")[2].casefold()


def mentions_somebody(text: str) -> bool:
    """Whether a text speaks of a person without a name ("the witness"), who may be a later "he"."""
    return not SOMEBODY.isdisjoint(_SMALL_WORD.findall(text))


def cast_of(text: str, blocks: Sequence[Block], starts: frozenset[int]) -> Cast:
    """Everybody named in the blocks of a document; `starts` are where its sentences begin."""
    found = _Found(text, starts, Cast(lower=frozenset(_SMALL_WORD.findall(text))))
    for block in blocks:
        if block.kind != "furniture":
            for run in _RUN.finditer(text, block.start, block.end):
                found.add(run)
    return found.cast_with_surnames()


class _Surname(NamedTuple):
    """One surname by itself, with the title it stands after ("" for none)."""

    surname: str
    start: int
    title: str = ""
    office: str = ""


@dataclass(slots=True)
class _Found:
    """The runs of capitalised words of a document, sorted into full names and surnames."""

    text: str
    starts: frozenset[int]
    cast: Cast
    surnames: list[_Surname] = field(default_factory=list)
    inner: set[str] = field(default_factory=set)
    bodies: set[str] = field(default_factory=set)

    def add(self, run: re.Match[str]) -> None:
        """Takes one run of capitalised words."""
        opens = run.start() in self.starts
        words = [_POSSESSIVE.sub("", word) for word in run[0].split()]
        if len(words) == 1 and words[0].lower() in FUNCTION_WORDS:
            return
        if not opens:
            self.inner.update(words)
        if len(words) == 1:  # of use only where it turns out to be a surname
            self.surnames.append(_Surname(words[0], run.start()))
            return
        if any(bare(word) in BODIES for word in words):
            self.bodies.update(word.casefold() for word in words)
        if name := name_words(self._without_opening(words, run.start(), opens)):
            self._add_name(run, name, words[: len(words) - len(name)])

    def _without_opening(self, words: list[str], start: int, opens: bool) -> list[str]:
        """The run without a first word that is a sentence's ("Critics of …") or an office's ("secretary of War Jane Doe")."""
        if len(words) < 3 or is_office(words[0]) or bare(words[0]) in TITLES:
            return words
        of_office = _OFFICE_OF.search(self.text, max(0, start - OFFICE_CHARACTERS), start)
        return words[1:] if of_office or (opens and words[0].lower() in self.cast.lower) else words

    def _add_name(self, run: re.Match[str], name: list[str], before: list[str]) -> None:
        if len([word for word in name if word not in PARTICLES]) == 1:
            titled = bool(before) and (is_office(before[-1]) or bare(before[-1]) in TITLES)
            self.surnames.append(_Surname(name[-1], run.start(), before[-1] if titled else "", office_of(before) if titled else ""))
            return
        full = " ".join(name)
        known = self.cast.people.setdefault(key_of(full), {})
        same = next((other for other in known if other.casefold() == full.casefold()), full)
        if len(known) < MAX_NAMESAKES:
            known.setdefault(same, run.start())
        for office in _offices(self.text, run, before):
            self.cast.offices.setdefault(office, {}).setdefault(same, run.start())
        self.cast.named.append((run.start(), key_of(full)))

    def cast_with_surnames(self) -> Cast:
        """The cast, with those whom the document first names by title and surname ("Ms Okafor")."""
        seen: set[str] = set()
        people = self.cast.people
        for found in self.surnames:
            key = found.surname.casefold()
            if found.title and key not in people and key not in seen:
                people[key] = {f"{found.title} {found.surname}": found.start}
            if key in people:
                self.cast.named.append((found.start, key))
                if found.office and len(people[key]) == 1:
                    self.cast.offices.setdefault(found.office, {}).setdefault(next(iter(people[key])), found.start)
            seen.add(key)
        self.cast.named.sort()
        self.cast.inner, self.cast.bodies = frozenset(self.inner), frozenset(self.bodies)
        return self.cast


def _offices(text: str, run: re.Match[str], before: Sequence[str]) -> Iterator[str]:
    """The offices beside a full name: "Minister Jane Doe", "the minister of justice, Jane Doe", "Jane Doe, the minister,"."""
    left = text[max(0, run.start() - OFFICE_CHARACTERS) : run.start()]
    right = text[run.end() : run.end() + OFFICE_CHARACTERS]
    parts = _CLAUSE.split(left)
    near = parts[-1].split()
    if before or (near and is_office(near[-1])):
        office = office_of([*near[-2:], *before])
    else:  # "the minister of justice, Jane Doe": all before the comma is the office
        office = office_of(parts[-2].split()) if not near and left.rstrip().endswith(",") else ""
    if office:
        yield office
    if right.startswith(",") and (office := office_of(_CLAUSE.split(right[1:])[0].split())):
        yield office
