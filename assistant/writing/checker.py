"""Is a written sentence carried by the quotes it cites? Decided without a language model.

What enters: a sentence, the numbered quotes, and an encoder. What leaves: a verdict with its reason in plain words. Its form,
its citations, every number, date, name, negation and modal verb, who did what, and at last every word, in this order; the first
that fails decides. It deliberately errs to the side of failing: a sentence that is not shown costs little, for the quotes are.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.writing.attachments import moved_name, said_of_another, turned_direction
from assistant.writing.bindings import Item, Placed, listed_twice, misplaced
from assistant.writing.claims import Claims, claims_of, name_parts, says_both
from assistant.writing.comparisons import turned_comparison
from assistant.writing.form import cited, fault, harmful
from assistant.writing.meaning import NEAR_ALTOGETHER, QuotedWords, TokenVectors, nearness, uncarried
from assistant.writing.names import joined_names, unknown_names
from assistant.writing.quantities import Quantity
from assistant.writing.roles import swapped_subject
from assistant.writing.stated_dates import StatedDate
from assistant.writing.turns import turned
from assistant.writing.wording import uncited

# Names stand beside more words than numbers do: another must fit so much better.
NAME_MARGIN = 1.5
# A sentence with fewer of its words in its quotes says something else; it is not even shown struck out.
NEAR_SHARE = 0.75

# A clause of so many words that cites several quotes must have this share of them from one.
MIXED_WORDS, ONE_QUOTE = 4, 0.6
_CLAUSES = re.compile(r"[,;:]|\[[\d,;\s–-]+\]|\b(?:while|whereas|but|and|although)\b")


class TokenEncoder(Protocol):
    """What the check needs of an encoder."""

    def token_vectors(self, texts: Sequence[str]) -> list[tuple[NDArray[np.float32], NDArray[np.int32]]]:
        """For each text, unit vectors of its tokens, (t, d), and the characters each covers, (t, 2)."""
        ...


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote by its number, and who the documents say speaks it."""

    number: int
    text: str
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a sentence may be shown; where not, the kind of fault and the reason in plain words.

    `cites` are the quotes it cites. A sentence that failed may be shown struck out when it is `near` its quotes; one that is
    not, or that holds a link or markup, reaches no screen in any form.
    """

    passed: bool
    kind: str = ""
    reason: str = ""
    cites: tuple[int, ...] = ()
    near: bool = True


def check(sentence: str, quotes: Sequence[Quoted], encoder: TokenEncoder) -> Verdict:
    """Judge one sentence against the quotes it cites."""
    known: Mapping[int, Quoted] = {quote.number: quote for quote in quotes}
    numbers = cited(sentence)
    used = [known[number] for number in numbers if number in known]
    if wrong := fault(sentence, known.keys(), " ".join(quote.text for quote in used)):
        near = not harmful(sentence) and _shares_words(claims_of(uncited(sentence)), [claims_of(quote.text) for quote in quotes])
        return Verdict(False, "form", wrong, numbers, near)
    written, claimed = claims_of(uncited(sentence)), [_claims(quote) for quote in used]
    found = next((found for rule in (_number_fault, _date_fault, _label_fault, turned) if (found := rule(written, claimed))), None)
    found = found or _name_fault(written, claimed) or _twice_fault(written, claimed)
    found = found or _mix_fault(sentence, claimed) or _role_fault(written, claimed) or _meaning_fault(written, claimed, encoder)
    if found is None:
        return Verdict(True, cites=numbers)
    near = _shares_words(written, claimed)
    return Verdict(False, *(found if near else (found[0], "it is about something else than the quotes")), numbers, near)


def _claims(quote: Quoted) -> Claims:
    """What a quote claims; whoever speaks it is named with it, and so is known and may be what "he" stands for."""
    return claims_of(f"{quote.speaker}. {quote.text}" if quote.speaker else quote.text)


def _shares_words(written: Claims, quoted: Sequence[Claims]) -> bool:
    """Whether most of a sentence's words stand in the quotes: it says them wrongly, and does not say something else."""
    carrying = [word.stem for word in written.words if word.carries]
    known = {stem for claims in quoted for stem in claims.stems}
    return bool(carrying) and sum(stem in known for stem in carrying) >= NEAR_SHARE * len(carrying)


Fault = tuple[str, str]
"""The kind of a fault and its reason."""


def _number_fault(written: Claims, quoted: Sequence[Claims]) -> Fault | None:
    stated = [quantity for claims in quoted for quantity in claims.quantities]
    single = {word.lower for claims in quoted for word in claims.words} & {"a", "an", "single", "the"}
    for quantity in written.quantities:
        words = _shown(written, quantity.first, quantity.last)
        if quantity.value == 1 and quantity.unit in {"", "hours", "months"} and words.lower() == "one" and single and not quantity.bound:
            continue
        if any(quantity.says(other) for other in stated) or says_both(quantity, written, quoted):
            continue
        if any((other.value, other.unit) == (quantity.value, quantity.unit) for other in stated):
            return "number", f"“{words}” is said to be more or less exact than in the quotes"
        if any(other.value == quantity.value for other in stated):
            return "unit", f"“{words}” has another unit in the quotes"
        return "number", f"“{words}” is not in the quotes"
    placed = [Placed(claims.words, _quantity_items(claims.quantities)) for claims in quoted]
    if wrong := misplaced(Placed(written.words, _quantity_items(written.quantities)), placed):
        item = wrong[0][0]
        return "number", f"“{_shown(written, item.first, item.last)}” belongs to something else in the quotes"
    return None


def _quantity_items(found: Sequence[Quantity]) -> list[Item]:
    return [Item((quantity.value, quantity.unit), quantity.first, quantity.last, quantity.unit, True) for quantity in found]


def _date_fault(written: Claims, quoted: Sequence[Claims]) -> Fault | None:
    stated = [date for claims in quoted for date in claims.dates]
    then = " ".join(claims.text.lower() for claims in quoted)
    for date in written.dates:
        if any(date.says(other) for other in stated):
            continue
        if date.relation == "before" and "by then" in then and any(_without_relation(date).says(other) for other in stated):
            continue
        return "date", f"“{_shown(written, date.first, date.last)}” is not in the quotes" if not any(
            _without_relation(date).says(other) for other in stated
        ) else f"before or after “{_shown(written, date.first, date.last)}” is not what the quotes say"
    placed = [Placed(claims.words, _date_items(claims.dates)) for claims in quoted]
    own = [_matching(date, stated) for date in written.dates]
    keys = [_date_key(match) for match in own]
    unused = any(date.only_year and _date_key(date) not in keys for date in stated)
    if twice := next((date for date, key in zip(written.dates, keys) if unused and date.only_year and keys.count(key) > 1 and key[1]), None):
        return "date", f"“{twice.year}” belongs to something else in the quotes"
    items = [Item(_date_key(match), date.first, date.last, "date") for date, match in zip(written.dates, own)]
    if wrong := misplaced(Placed(written.words, items), placed):
        item = wrong[0][0]
        return "date", f"“{_shown(written, item.first, item.last)}” belongs to something else in the quotes"
    return None


def _matching(date: StatedDate, stated: Sequence[StatedDate]) -> StatedDate:
    alike = [other for other in stated if _without_relation(date).says(other)]
    return next((other for other in alike if _date_key(other) == _date_key(date)), alike[0] if alike else date)


def _date_key(date: StatedDate) -> tuple[object, ...]:
    return date.day, date.month, date.year, date.weekday, date.clock


def _date_items(found: Sequence[StatedDate]) -> list[Item]:
    return [Item(_date_key(date), date.first, date.last, "date") for date in found]


def _without_relation(date: StatedDate) -> StatedDate:
    return StatedDate(date.day, date.month, date.year, date.weekday, date.clock, "", date.first, date.last)


def _label_fault(written: Claims, quoted: Sequence[Claims]) -> Fault | None:
    stated = [label for claims in quoted for label in claims.labels]
    figures = {figure for _, figure in stated}
    for before, figure in written.labels:
        if (figure not in figures) if "/" in figure or ":" in figure else (figures and (before, figure) not in stated and figure in figures):
            return "number", f"“{before} {figure}”".replace("“ ", "“") + " is not in the quotes"
    return None


def _name_fault(written: Claims, quoted: Sequence[Claims]) -> Fault | None:
    words = [word for claims in quoted for word in claims.words]
    if missing := unknown_names(written.words, words):
        return "name", f"“{missing[0]}” is not named in the quotes"
    if joined := joined_names(written.words, words):
        return "name", f"“{joined[0]}” is not one name in the quotes"
    return None


def _twice_fault(written: Claims, quoted: Sequence[Claims]) -> Fault | None:
    """A name or date that is said once more than in the quotes stands where another should."""
    for kind, items in (("name", lambda claims: claims.names), ("date", lambda claims: _date_items(claims.dates))):
        twice = listed_twice(Placed(written.words, items(written)))
        if twice is not None and not any(listed_twice(Placed(claims.words, items(claims))) for claims in quoted):
            return kind, f"“{_shown(written, twice.first, twice.last)}” is said twice in one list"
    if moved := moved_name(written.words, [claims.words for claims in quoted]):
        return "name", f"“{moved.text}” stands where the quotes have another name"
    return None


def _mix_fault(sentence: str, quoted: Sequence[Claims]) -> Fault | None:
    """A clause put together of two quotes says what neither does."""
    if len(quoted) < 2:
        return None
    for clause in _CLAUSES.split(sentence):
        carrying = {word.stem for word in claims_of(uncited(clause)).words if word.carries}
        if len(carrying) >= MIXED_WORDS and max(len(carrying & claims.stems) for claims in quoted) < ONE_QUOTE * len(carrying):
            return "mixed quotes", "it puts together what different quotes say of different things"
    return None


def _role_fault(written: Claims, quoted: Sequence[Claims]) -> Fault | None:
    if swapped := swapped_subject(written.words, [word for claims in quoted for word in claims.words]):
        return "subject", f"the quotes do not say of “{swapped[0].text}” that it “{swapped[1].text}”"
    if attached := said_of_another(written.words, [claims.words for claims in quoted]):
        return "subject", f"the quotes say this of “{attached[1].text}” and not of “{attached[0].text}”"
    if turned_name := turned_direction(written.words, [claims.words for claims in quoted]):
        return "subject", f"“{turned_name.text}” is where it goes in the quotes and where it comes from here, or the other way round"
    if any(turned_comparison(written.words, claims.words) for claims in quoted):
        return "subject", "the quotes compare the other way round"
    sources = {part for claims in quoted for item in claims.sources for part in name_parts(item)}
    named = [item for item in written.names if item not in written.sources or not name_parts(item) & sources]
    placed = [Placed(claims.words, [item for item in claims.names if item not in claims.sources]) for claims in quoted]
    if wrong := misplaced(Placed(written.words, named), placed, NAME_MARGIN, apart=True):
        item, other = wrong[0]
        return "subject", f"the quotes say this of “{_shown_name(other)}” and not of “{_shown(written, item.first, item.last)}”"
    return None


def _meaning_fault(written: Claims, quoted: Sequence[Claims], encoder: TokenEncoder) -> Fault | None:
    vectors = [TokenVectors(rows, offsets) for rows, offsets in encoder.token_vectors([written.text, *(claims.text for claims in quoted)])]
    quotes = [QuotedWords(claims.words, vector) for claims, vector in zip(quoted, vectors[1:])]
    if missing := uncarried(written.words, vectors[0], quotes, written.judged):
        word, opposite = missing[0]
        if opposite is not None:
            return "negation", f"“{word.text}” turns what the quotes say: “{opposite.text}”"
        return "meaning", f"nothing in the quotes carries “{word.text}”"
    if nearness(vectors[0], quotes) < NEAR_ALTOGETHER:
        return "meaning", "it is too far from what the quotes say"
    return None


def _shown_name(item: Item) -> str:
    return " ".join(sorted(str(part).title() for part in item.key)) if isinstance(item.key, frozenset) else str(item.key)


def _shown(claims: Claims, first: int, last: int) -> str:
    return claims.text[claims.words[first].start : claims.words[last].end]
