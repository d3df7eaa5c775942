"""Web Annotations: what the model demands is there, what is selected is the quote, and JSON-LD tools read it as meant."""

import json
import re
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_stand_in import read

from assistant.proof.annotation import ANNOTATION_CONTEXT, PDF_FRAGMENTS, Json, annotation, annotation_collection
from assistant.proof.selectors import TextSelector, resolved
from corpus.document import Document
from corpus.landmarks import Span

_PAGE = read("harbour.txt", b"Title: The harbour\nSource: https://example.org/harbour\n\nThe harbour counted 412 vessels. Most carried timber.\n")
_ATLAS = read("atlas.pdf", b"Title: The atlas\n\nSurveyors measured it.\n\n\x0cThe delegates agreed to share\x0call their maps.\n\nThe end.\n")
# The motivations of the model, section 3.3.5.
_MOTIVATIONS = (
    "assessing bookmarking classifying commenting describing editing highlighting identifying linking moderating questioning replying tagging".split()
)


def span_of(document: Document, words: str) -> Span:
    start = document.text.index(words)
    return Span(start, start + len(words))


def check(made: Json) -> None:
    """The musts of the Web Annotation Data Model for what is made here."""
    assert made["@context"] == ANNOTATION_CONTEXT
    check_annotation(made)


def check_annotation(made: Json) -> None:
    check_iri(made["id"])
    assert made["type"] == "Annotation"
    assert made["motivation"] in _MOTIVATIONS
    target = made["target"]
    check_iri(target["source"])
    assert target["selector"]
    for selector in target["selector"]:
        check_selector(selector)


def check_selector(selector: Json) -> None:
    kinds = {
        "TextQuoteSelector": ({"exact"}, {"prefix", "suffix"}),
        "TextPositionSelector": ({"start", "end"}, set()),
        "FragmentSelector": ({"value"}, {"conformsTo", "refinedBy"}),
    }
    needed, allowed = kinds[selector["type"]]
    assert needed <= set(selector) - {"type"} <= needed | allowed
    for name, value in selector.items():
        if name in ("start", "end"):
            assert isinstance(value, int) and value >= 0
        elif name == "refinedBy":
            check_selector(value)
        elif name == "conformsTo":
            check_iri(value)
        else:
            assert isinstance(value, str) and value


def check_iri(value: str) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9+.-]*:\S+", value)


def test_an_annotation_names_the_web_page_and_selects_the_quote() -> None:
    span = span_of(_PAGE, "Most carried timber.")
    made = annotation(_PAGE, span)
    check(made)
    assert made["target"]["source"] == "https://example.org/harbour"
    quote, position = made["target"]["selector"]
    assert quote["exact"] == "Most carried timber."
    assert quote["prefix"].endswith("412 vessels. ")
    assert (position["start"], position["end"]) == (span.start, span.end)


@pytest.mark.parametrize("address", ["", "javascript:alert(1)", "file:///etc/passwd", "https://", "http://[", "https://a b"])
def test_a_document_without_a_web_address_is_named_by_its_checksum(address: str) -> None:
    made = annotation(replace(_PAGE, source_url=address), Span(0, 5))
    check(made)
    assert made["target"]["source"] == f"urn:sha256:{_PAGE.sha256}"


def test_the_same_span_has_the_same_name_and_another_another() -> None:
    one, again, other = (annotation(_PAGE, Span(*span)) for span in ((0, 5), (0, 5), (0, 6)))
    assert json.dumps(one) == json.dumps(again)
    assert one["id"] != other["id"]
    assert UUID(one["id"].removeprefix("urn:uuid:")).version == 5
    assert annotation(replace(_PAGE, sha256="0" * 64), Span(0, 5))["id"] != one["id"]


def test_a_quote_in_a_pdf_is_selected_on_each_page_it_touches() -> None:
    made = annotation(_ATLAS, span_of(_ATLAS, "The delegates agreed to share\x0call their maps."))
    check(made)
    pages = made["target"]["selector"][2:]
    assert [(page["value"], page["conformsTo"]) for page in pages] == [("page=2", PDF_FRAGMENTS), ("page=3", PDF_FRAGMENTS)]
    assert pages[0]["refinedBy"]["exact"].strip("\x0c") == "The delegates agreed to share"
    assert pages[1]["refinedBy"]["exact"] == "all their maps."


def test_the_selectors_find_the_quote_again_when_the_page_has_grown() -> None:
    made = annotation(_PAGE, span_of(_PAGE, "Most carried timber."))
    quote, position = made["target"]["selector"]
    selector = TextSelector(quote["exact"], quote.get("prefix", ""), quote.get("suffix", ""), position["start"], position["end"])
    found = resolved("A new first line.\n" + _PAGE.text, selector)
    assert found == Span(position["start"] + 18, position["end"] + 18)


@given(st.text(min_size=1), st.data())
def test_every_annotation_keeps_to_the_model(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    made = annotation(replace(_PAGE, text=text), Span(start, data.draw(st.integers(start + 1, len(text)))))
    check(made)
    assert made["target"]["selector"][0]["exact"] == text[made["target"]["selector"][1]["start"] : made["target"]["selector"][1]["end"]]


def test_several_annotations_are_a_collection_on_one_page() -> None:
    one, other = annotation(_PAGE, Span(0, 5)), annotation(_PAGE, Span(6, 9))
    collection = annotation_collection("What did it count?", [one, other])
    assert (collection["@context"], collection["type"], collection["total"]) == (ANNOTATION_CONTEXT, "AnnotationCollection", 2)
    page = collection["first"]
    assert page["type"] == "AnnotationPage"
    check_iri(page["id"])
    for item in page["items"]:
        assert "@context" not in item
        check_annotation(item)
    assert annotation_collection("Nothing", []).get("first") is None


# The part of the published context that is used here, written for this test; the whole is at http://www.w3.org/ns/anno.jsonld.
_CONTEXT = {
    "@context": {
        "oa": "http://www.w3.org/ns/oa#",
        "dcterms": "http://purl.org/dc/terms/",
        "as": "http://www.w3.org/ns/activitystreams#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "id": {"@id": "@id", "@type": "@id"},
        "type": {"@id": "@type", "@type": "@vocab"},
        **{
            name: f"oa:{name}"
            for name in ["Annotation", "SpecificResource", "TextQuoteSelector", "TextPositionSelector", "FragmentSelector", *_MOTIVATIONS]
        },
        **{name: {"@id": f"oa:{to}", "@type": kind} for name, to, kind in [
            ("motivation", "motivatedBy", "@vocab"), ("target", "hasTarget", "@id"), ("source", "hasSource", "@id"),
            ("selector", "hasSelector", "@id"), ("refinedBy", "refinedBy", "@id"), ("start", "start", "xsd:nonNegativeInteger"),
            ("end", "end", "xsd:nonNegativeInteger"),
        ]},
        **{name: f"oa:{name}" for name in ("exact", "prefix", "suffix")},
        "value": "rdf:value",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "conformsTo": {"@id": "dcterms:conformsTo", "@type": "@id"},
    }
}  # fmt: skip


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_json_ld_tools_read_every_word_of_it() -> None:
    jsonld = pytest.importorskip("pyld.jsonld", reason="needs pyld")

    def load(address: str, _options: Any) -> Any:
        assert address == ANNOTATION_CONTEXT
        return {"contextUrl": None, "documentUrl": address, "document": _CONTEXT}

    made = annotation(_ATLAS, span_of(_ATLAS, "The end."))
    (expanded,) = jsonld.expand(made, {"documentLoader": load})
    oa = "http://www.w3.org/ns/oa#"
    assert expanded["@id"] == made["id"]
    assert expanded["@type"] == [f"{oa}Annotation"]
    assert expanded[f"{oa}motivatedBy"] == [{"@id": f"{oa}highlighting"}]
    (target,) = expanded[f"{oa}hasTarget"]
    assert target[f"{oa}hasSource"] == [{"@id": f"urn:sha256:{_ATLAS.sha256}"}]
    assert {kind for selector in target[f"{oa}hasSelector"] for kind in selector["@type"]} == {
        f"{oa}TextQuoteSelector",
        f"{oa}TextPositionSelector",
        f"{oa}FragmentSelector",
    }
    assert "The end." in json.dumps(expanded) and "page=3" in json.dumps(expanded)
