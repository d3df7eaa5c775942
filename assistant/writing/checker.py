"""Is a written sentence carried by the quotes it cites? Decided without a language model.

What enters: a sentence and the numbered quotes. What leaves: a verdict with its reason in plain words. First its form and citations, then
whether one sentence of a quote it cites holds it. It deliberately errs to the side of failing: a sentence that is not shown costs little,
for the quotes are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.writing.claims import Claims, claims_of
from assistant.writing.derivation import underivable
from assistant.writing.form import cited, fault, harmful
from assistant.writing.sources import sources_of
from assistant.writing.wording import uncited

# A sentence with fewer of its words in its quotes says something else; it is not even shown struck out.
NEAR_SHARE = 0.75


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote by its number, who the documents say speaks it, and the `document` it stands in."""

    number: int
    text: str
    speaker: str = ""
    document: str = ""


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


def check(sentence: str, quotes: Sequence[Quoted]) -> Verdict:
    """Judge one sentence against the quotes it cites."""
    known: Mapping[int, Quoted] = {quote.number: quote for quote in quotes}
    numbers = cited(sentence)
    used = [known[number] for number in numbers if number in known]
    written = claims_of(uncited(sentence))
    if wrong := fault(sentence, known.keys(), " ".join(quote.text for quote in used)):
        near = not harmful(sentence) and _shares_words(written, [claims_of(quote.text) for quote in quotes])
        return Verdict(False, "form", wrong, numbers, near)
    taken_apart = {quote.number: claims_of(quote.text) for quote in quotes}
    sources = []
    for quote in used:
        # "We" and "the agreement" may be named in another quote of the same document alone.
        beside = [taken_apart[other.number].stems for other in quotes if other.document == quote.document]
        sources += sources_of(taken_apart[quote.number], quote.speaker, frozenset().union(*beside))
    if (found := underivable(written, sources)) is None:
        return Verdict(True, cites=numbers)
    near = _shares_words(written, [taken_apart[quote.number] for quote in used])
    return Verdict(False, *(found if near else (found[0], "it is about something else than the quotes")), numbers, near)


def _shares_words(written: Claims, quoted: Sequence[Claims]) -> bool:
    """Whether most of a sentence's words stand in the quotes: it says them wrongly, and does not say something else."""
    carrying = [word.stem for word in written.words if word.carries]
    known = {stem for claims in quoted for stem in claims.stems}
    return bool(carrying) and sum(stem in known for stem in carrying) >= NEAR_SHARE * len(carrying)
