"""Saved answers in the forms other programs read.

What enters: answer files whose seals are whole, and the name of a form. What leaves: bytes. It deliberately exports as citations
only those of answers: passages that are near and do not answer are shown by transcripts alone, which say so.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from assistant.proof.annotation import annotation_collection, annotation_of
from assistant.proof.answer_file import SavedAnswer
from assistant.proof.bibliography import Json, bibtex_entry, citation_keys, csl_citation_item, csl_item, identity
from assistant.proof.cited import Cited, DocumentFacts, cited_again
from assistant.proof.footnotes import footnotes, markdown_footnotes
from assistant.proof.transcript import saved_transcript
from assistant.proof.transcript_html import transcript_html
from assistant.proof.transcript_markdown import transcript_markdown
from assistant.proof.transcript_word import transcript_word
from assistant.proof.wording import one_line

# The C1 controls, the line and paragraph separators and the marks of direction; json escapes the C0 controls itself.
_UNPRINTABLE = re.compile(r"[\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
CITATION_SCHEMA = "https://resource.citationstyles.org/schema/latest/input/json/csl-citation.json"


def exported(answers: Sequence[SavedAnswer], form: str) -> bytes:
    """The answers in one of `FORMS`, text in UTF-8. Raises KeyError for the name of no form."""
    return FORMS[form](answers)


def _citations(answers: Sequence[SavedAnswer]) -> list[Cited]:
    """Every citation, numbered through all answers."""
    found = [cited_again(citation) for answer in answers for citation in answer.citations]
    return [replace(citation, number=number) for number, citation in enumerate(found, 1)]


def _documents(citations: Sequence[Cited]) -> list[DocumentFacts]:
    """The cited documents, each once, in the order they are first cited."""
    return list({identity(citation.document): citation.document for citation in reversed(citations)}.values())[::-1]


def _annotations(answers: Sequence[SavedAnswer]) -> bytes:
    label = "; ".join(one_line(answer.question) for answer in answers)
    return _json(annotation_collection(label, [annotation_of(citation) for citation in _citations(answers)]))


def _csl_items(answers: Sequence[SavedAnswer]) -> bytes:
    documents = _documents(_citations(answers))
    keys = citation_keys(documents)
    return _json([csl_item(document, keys[identity(document)]) for document in documents])


def _csl_citations(answers: Sequence[SavedAnswer]) -> bytes:
    citations = _citations(answers)
    keys = citation_keys(_documents(citations))
    return _json([_csl_citation(citation, keys[identity(citation.document)]) for citation in citations])


def _csl_citation(cited: Cited, key: str) -> Json:
    """A citation as a word processor's plug-in keeps it: one cited item in the footnote of its number."""
    place = f"{cited.document.sha256}-{cited.selector.start}-{cited.selector.end}"
    return {
        "schema": CITATION_SCHEMA,
        "citationID": place,
        "citationItems": [csl_citation_item(cited, key)],
        "properties": {"noteIndex": cited.number},
    }


def _bibtex(answers: Sequence[SavedAnswer]) -> bytes:
    documents = _documents(_citations(answers))
    keys = citation_keys(documents)
    return "\n".join(bibtex_entry(document, keys[identity(document)]) for document in documents).encode()


def _json(record: object) -> bytes:
    """JSON in UTF-8 with what a terminal would obey escaped."""
    text = json.dumps(record, ensure_ascii=False, indent=2)
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text).encode() + b"\n"


FORMS: Mapping[str, Callable[[Sequence[SavedAnswer]], bytes]] = {
    "annotation": _annotations,
    "csl": _csl_items,
    "csl-citations": _csl_citations,
    "bibtex": _bibtex,
    "footnotes": lambda answers: footnotes(_citations(answers)).encode(),
    "markdown-footnotes": lambda answers: markdown_footnotes(_citations(answers)).encode(),
    "markdown": lambda answers: transcript_markdown(saved_transcript(answers)).encode(),
    "html": lambda answers: transcript_html(saved_transcript(answers)).encode(),
    "docx": lambda answers: transcript_word(saved_transcript(answers)),
}
