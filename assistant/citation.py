"""Numbered citations of verified quotes.

What enters: quotes chosen from documents, and where the documents are kept. What leaves: citations, those that repeat another
after those they repeat. It deliberately shows nothing that `assistant.verification` did not pass.
"""

from collections.abc import Sequence

from assistant.answer import Citation, Evidence
from assistant.selection import Quotable
from assistant.verification import Source, verified_quote


def cite(chosen: Sequence[Quotable], source: Source) -> tuple[Citation, ...]:
    """Numbered citations of the quotes that pass verification: first the quotes, then the places that repeat them."""
    checked = [(quotable, quote) for quotable in chosen if (quote := _quote(quotable.evidence, source)) is not None]
    repeats = [
        (number, repeat, quote)
        for number, (quotable, _) in enumerate(checked, 1)
        for repeat in quotable.repeats
        if (quote := _quote(repeat, source)) is not None
    ]
    numbered = list(enumerate(repeats, len(checked) + 1))
    firsts = [
        _citation(number, quotable.evidence, quote, source, also_in=tuple(place for place, (of, _, _) in numbered if of == number))
        for number, (quotable, quote) in enumerate(checked, 1)
    ]
    return (*firsts, *(_citation(place, repeat, quote, source, duplicate_of=of) for place, (of, repeat, quote) in numbered))


def _quote(evidence: Evidence, source: Source) -> str | None:
    return verified_quote(source, evidence.document_id, evidence.start, evidence.end)


def _citation(
    number: int, evidence: Evidence, quote: str, source: Source, also_in: tuple[int, ...] = (), duplicate_of: int | None = None
) -> Citation:
    document = source.document(evidence.document_id)
    return Citation(
        number=number,
        evidence=evidence,
        quote=quote,
        title=document.title,
        publisher=document.publisher,
        date=document.date,
        place=document.locator(evidence.start, evidence.end),
        author=document.author,
        speaker=document.speaker(evidence.start, evidence.end),
        source_url=document.source_url,
        language=document.language,
        also_in=also_in,
        duplicate_of=duplicate_of,
    )
