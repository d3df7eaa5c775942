"""What a reader takes along of a quote: its footnote, the address that opens the original there, and the paragraph it stands in.

What enters: an answer and the documents it cites, or an assistant that has them. What leaves: strings by the citation's number. It
deliberately judges no address: whether a browser may be sent to one, `ui.page.markup` says.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.answer import Answer, Citation
from assistant.proof.cited import Cited
from assistant.proof.footnotes import footnote
from assistant.proof.selectors import selector_of
from assistant.proof.text_fragment import quote_link
from corpus.document import Document
from corpus.errors import RapporteurError
from ui.backend import AnswersQuestions
from ui.page.preview_text import Preview, preview_of

# Where on a longer page a quote stands takes longer to make out than the answer may wait: its link opens the page alone.
MAX_CHARACTERS = 200_000


@dataclass(frozen=True, slots=True)
class Citable:
    """A plain footnote without a number, and the address of the original, either of which may be empty; and the quote in its paragraph."""

    footnote: str = ""
    link: str = ""
    preview: Preview | None = None


def cited_documents(assistant: AnswersQuestions, citations: Iterable[Citation]) -> dict[str, Document]:
    """The documents of citations, without those that an update took away meanwhile."""
    documents = {}
    for document_id in {citation.evidence.document_id for citation in citations}:
        try:
            documents[document_id] = assistant.document(document_id)
        except RapporteurError:
            continue
    return documents


def citables(answer: Answer, documents: Mapping[str, Document]) -> dict[int, Citable]:
    """What can be taken along of each citation whose document is there."""
    shown = (*answer.citations, *answer.nearest)
    return {
        citation.number: _citable(citation, document)
        for citation in shown
        if (document := documents.get(citation.evidence.document_id)) is not None
        and document.text.startswith(citation.quote, citation.evidence.start)
    }


def _citable(citation: Citation, document: Document) -> Citable:
    start, end = citation.evidence.start, citation.evidence.end
    link = quote_link(document, start, end) if document.source_url and len(document.text) <= MAX_CHARACTERS else document.source_url
    cited = Cited(
        number=citation.number,
        quote=citation.quote,
        document=document,
        text_sha256="",
        selector=selector_of(document.text, start, end),
        place=citation.place,
        link=link,
        speaker=citation.speaker,
    )
    return Citable(" ".join(filter(None, (footnote(cited), link))), link, preview_of(document, start, end))
