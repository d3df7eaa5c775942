"""More quotes for an answer that is shown already.

What enters: the answer as shown, and an answer to the same question with more quotes. What leaves: the shown answer with those of
the further quotes that it has not, numbered on. It deliberately touches nothing that is shown: a citation keeps its words, its
place and its number.
"""

from collections.abc import Sequence
from dataclasses import replace

from assistant.answer import Answer, Citation, Evidence
from assistant.reasons import held_terms
from index.words import stems


def continued(shown: Answer, found: Answer, at_most: int) -> Answer:
    """The shown answer with at most `at_most` further quotes, and the places that repeat a shown one; itself where there are none."""
    firsts, roots = _further_firsts(shown.citations, found.citations, at_most)
    repeats = _further_repeats((*shown.citations, *firsts), found.citations, roots)
    added = (*firsts, *repeats)
    if not added:
        return shown
    citations = tuple(_gathering(citation, repeats) for citation in (*shown.citations, *added))
    numbers = {_place(citation.evidence): citation.number for citation in added}
    places = {citation.number: _place(citation.evidence) for citation in found.citations}
    reasons = [replace(reason, number=numbers[places[reason.number]]) for reason in found.reasons if places.get(reason.number) in numbers]
    held = held_terms(citations)
    return replace(
        shown,
        citations=citations,
        uncovered=tuple(word for word in shown.uncovered if stems([word], shown.language)[0] not in held),
        reasons=(*shown.reasons, *reasons),
    )


def _further_firsts(shown: Sequence[Citation], found: Sequence[Citation], at_most: int) -> tuple[list[Citation], dict[int, int]]:
    """The quotes that overlap no shown one, numbered on; and, by the number of each found quote, the quote it now stands for."""
    number = max((citation.number for citation in shown), default=0)
    firsts: list[Citation] = []
    roots: dict[int, int] = {}
    for citation in found:
        if citation.duplicate_of is not None:
            continue
        twin = next((other for other in shown if other.evidence.overlaps(citation.evidence)), None)
        if twin is not None:
            if _place(twin.evidence) == _place(citation.evidence):
                roots[citation.number] = twin.duplicate_of or twin.number
        elif len(firsts) < at_most:
            number += 1
            firsts.append(replace(citation, number=number, also_in=()))
            roots[citation.number] = number
    return firsts, roots


def _further_repeats(shown: Sequence[Citation], found: Sequence[Citation], roots: dict[int, int]) -> list[Citation]:
    """The places that repeat a quote which is shown word for word, numbered on."""
    number = max((citation.number for citation in shown), default=0)
    repeats: list[Citation] = []
    for citation in found:
        if citation.duplicate_of not in roots or any(other.evidence.overlaps(citation.evidence) for other in (*shown, *repeats)):
            continue
        number += 1
        repeats.append(replace(citation, number=number, duplicate_of=roots[citation.duplicate_of]))
    return repeats


def _gathering(citation: Citation, repeats: Sequence[Citation]) -> Citation:
    """A citation that also names the further places which repeat it."""
    places = tuple(repeat.number for repeat in repeats if repeat.duplicate_of == citation.number)
    return replace(citation, also_in=(*citation.also_in, *places)) if places else citation


def _place(evidence: Evidence) -> tuple[str, int, int]:
    return evidence.document_id, evidence.start, evidence.end
