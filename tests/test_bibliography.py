"""Bibliography entries: CSL-JSON that keeps to its schema, BibTeX that parsers read back, and keys that stay."""

import re
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_stand_in import read
from proof_citations import Shelf

from assistant.proof.bibliography import bibtex_entry, citation_keys, csl_citation_item, csl_item, date_parts, identity
from corpus.document import Document

SHELF = Shelf()
HARBOUR, ATLAS, LETTER, HOSTILE_ONE = (SHELF.document(name) for name in ("harbour.txt", "atlas.pdf", "letter.eml", "hostile.txt"))
# The types and fields of the CSL 1.0.2 input schema that this program writes, and the shape each must have.
_TYPES = {"webpage", "report", "speech", "dataset", "book", "personal_communication", "document"}
_STRINGS = {"title", "publisher", "URL", "language", "note"}
_LABELS = {"page", "table", "part", "paragraph"}
_FACTS = st.text(max_size=40)
_DATES = st.from_regex(r"\d{4}(-(0[1-9]|1[0-2])(-([012]\d|3[01]))?)?", fullmatch=True) | st.text(max_size=12)


def check_item(item: dict[str, Any]) -> None:
    assert isinstance(item["id"], str) and item["id"]
    assert item["type"] in _TYPES
    assert set(item) <= _STRINGS | {"id", "type", "author", "issued"}
    assert all(isinstance(item[name], str) and item[name] for name in _STRINGS & set(item))
    for name in item.get("author", []):
        assert set(name) in ({"literal"}, {"family", "given"})
        assert all(isinstance(part, str) and part for part in name.values())
    if "issued" in item:
        (parts,) = item["issued"]["date-parts"]
        assert 1 <= len(parts) <= 3 and all(isinstance(part, int) for part in parts)


def parse_bibtex(source: str) -> list[tuple[str, str, dict[str, str]]]:
    """Entries as type, key and fields: braces balanced, backslashes shield the next character. Anything else fails."""
    entries = []
    place = 0
    while source[place:].strip():
        head = re.compile(r"\s*@(\w+)\{([^\s,{}]+),\s*").match(source, place)
        assert head, source[place : place + 40]
        fields: dict[str, str] = {}
        place = head.end()
        while source[place] != "}":
            name = re.compile(r"(\w+) = \{").match(source, place)
            assert name, source[place : place + 40]
            start = place = name.end()
            depth = 1
            while depth:
                shielded = source[place] == "\\" and name[1] != "url"
                depth += 0 if shielded else {"{": 1, "}": -1}.get(source[place], 0)
                place += 2 if shielded else 1
            fields[name[1]] = source[start : place - 1]
            after = re.compile(r",?\s*").match(source, place)
            assert after
            place = after.end()
        place += 1
        entries.append((head[1], head[2], fields))
    return entries


def shown(latex: str) -> str:
    """What LaTeX would print: its commands for signs undone, grouping braces gone."""
    for command, sign in ((r"\textbackslash{}", "\0"), (r"\textasciicircum{}", "^"), (r"\textasciitilde{}", "~")):
        latex = latex.replace(command, sign)
    plain = re.sub(r"(?<!\\)[{}]", "", latex)
    return re.sub(r"\\([{}$&#_%])", r"\1", plain).replace("\0", "\\")


def test_a_web_page_in_csl() -> None:
    page = replace(HARBOUR, media_type="text/html")
    assert csl_item(page, "harbour2023") == {
        "id": "harbour2023",
        "type": "webpage",
        "title": "The harbour",
        "issued": {"date-parts": [[2023, 11, 29]]},
        "publisher": "Harbour office",
        "URL": "https://example.org/harbour",
        "language": "en",
        "note": f"harbour.txt; SHA-256 {HARBOUR.sha256}",
    }


def test_names_are_parted_where_the_document_parts_them() -> None:
    assert csl_item(ATLAS, "a")["author"] == [{"family": "Surveyor", "given": "Ada"}, {"literal": "Royal Office of Maps"}]
    for whole in ("Edi Rama", "Smith, Jones & Partners", "Office, Home", "Lima, 4 May", "a, b, c"):
        assert csl_item(replace(ATLAS, author=whole), "a")["author"] == [{"literal": whole}]


@pytest.mark.parametrize(
    ("media_type", "source_url", "kind"),
    [
        ("text/html", "", "webpage"),
        ("application/pdf", "https://example.org/a.pdf", "report"),
        ("message/rfc822", "", "personal_communication"),
        ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "", "speech"),
        ("text/csv", "", "dataset"),
        ("application/epub+zip", "", "book"),
        ("text/plain", "https://example.org/a", "webpage"),
        ("text/plain", "", "document"),
        ("image/png", "javascript:x", "document"),
    ],
)
def test_the_type_is_what_the_file_makes_plain(media_type: str, source_url: str, kind: str) -> None:
    assert csl_item(replace(HARBOUR, media_type=media_type, source_url=source_url), "a")["type"] == kind


def test_a_date_has_as_many_parts_as_are_known() -> None:
    assert [date_parts(date) for date in ("2023-11-29", "2023-11", "2023", "", "soon", "2023-13", "２０２３")] == [
        (2023, 11, 29),
        (2023, 11),
        (2023,),
        (),
        (),
        (),
        (),
    ]
    assert "issued" not in csl_item(LETTER, "a")
    assert not {"date", "year"} & set(parse_bibtex(bibtex_entry(LETTER, "a"))[0][2])


def test_the_place_of_a_quote_in_csl() -> None:
    across = SHELF.cited("atlas.pdf", "The delegates agreed to share\x0call their maps.")
    assert csl_citation_item(across, "a") == {"id": "a", "locator": "2-3", "label": "page"}
    assert csl_citation_item(SHELF.cited("atlas.pdf", "all their maps."), "a") == {"id": "a", "locator": "3", "label": "page"}
    assert csl_citation_item(SHELF.cited("harbour.txt", "Most vessels carried timber."), "a") == {"id": "a", "locator": "1", "label": "paragraph"}


def test_bibtex_of_each_kind() -> None:
    kinds = {name: parse_bibtex(bibtex_entry(SHELF.document(name), "k"))[0] for name in ("harbour.txt", "letter.eml", "atlas.pdf")}
    assert {name: entry[0] for name, entry in kinds.items()} == {"harbour.txt": "online", "letter.eml": "misc", "atlas.pdf": "online"}
    assert kinds["harbour.txt"][2] == {
        "title": "{The harbour}",
        "organization": "{Harbour office}",
        "date": "2023-11-29",
        "year": "2023",
        "url": "https://example.org/harbour",
        "langid": "english",
        "note": f"harbour.txt; SHA-256 {HARBOUR.sha256}",
    }
    assert kinds["atlas.pdf"][2]["author"] == "Surveyor, Ada and {Royal Office of Maps}"
    report = parse_bibtex(bibtex_entry(replace(ATLAS, source_url=""), "k"))[0]
    assert report[0] == "report" and report[2]["institution"] == "{Map room}"


def test_what_latex_obeys_is_escaped() -> None:
    (_, _, fields) = parse_bibtex(bibtex_entry(HOSTILE_ONE, "k"))[0]
    assert r"\textbackslash{} \$x\$ \{b\} \%\textasciitilde{}\textasciicircum{}\#" in fields["title"]
    assert "url" not in fields and "date" not in fields
    assert "\u202e" not in fields["title"]
    address = parse_bibtex(bibtex_entry(replace(HARBOUR, source_url="https://example.org/a_b%20{c}\\d?e=1&f#g"), "k"))[0][2]["url"]
    assert address == "https://example.org/a_b%20%7Bc%7D%5Cd?e=1&f#g"


def test_another_parser_reads_the_same() -> None:
    bibtexparser = pytest.importorskip("bibtexparser", minversion="2", reason="needs bibtexparser 2")
    documents = [SHELF.document(name) for name in SHELF.documents]
    keys = citation_keys(documents)
    source = "\n".join(bibtex_entry(document, keys[identity(document)]) for document in documents)
    library = bibtexparser.parse_string(source)
    assert not library.failed_blocks
    assert {entry.key: entry.fields_dict["title"].value for entry in library.entries} == {
        key: fields["title"] for _, key, fields in parse_bibtex(source)
    }


@given(_FACTS, _FACTS, _FACTS, _DATES, st.sampled_from(["", "https://example.org/{a}\\%20", "javascript:x"]))
def test_any_facts_make_sound_entries(title: str, author: str, publisher: str, date: str, source_url: str) -> None:
    document = replace(HARBOUR, title=title, author=author, publisher=publisher, date=date, source_url=source_url)
    key = citation_keys([document])[identity(document)]
    assert re.fullmatch(r"[a-z0-9]+", key)
    item = csl_item(document, key)
    check_item(item)
    ((_, read_key, fields),) = parse_bibtex(bibtex_entry(document, key))
    assert read_key == key
    assert shown(fields["title"]) == item["title"]
    assert fields.get("year", "") == str(item["issued"]["date-parts"][0][0] if "issued" in item else "")


def test_the_place_keeps_to_the_labels_of_csl() -> None:
    for kind in ("page", "slide", "sheet", "part"):
        made = SHELF.cited("atlas.pdf", "all their maps.")
        item = csl_citation_item(replace(made, place=replace(made.place, page_kind=kind)), "a")
        assert item["label"] in _LABELS and isinstance(item["locator"], str)


def _named(name: str, **facts: str) -> Document:
    return replace(read(name, name.encode()), **facts)


def test_keys_are_made_of_author_or_publisher_or_title_and_year() -> None:
    documents = [
        _named("a", author="Edi Rama", date="2023-11-29"),
        _named("b", author="Çelik, Ömer", date="2022"),
        _named("c", publisher="The European Commission", date="2021-01"),
        _named("d", title="On the lake"),
        _named("e.txt", title="大臣"),
    ]
    assert list(citation_keys(documents).values()) != []
    assert {citation_keys(documents)[identity(document)] for document in documents} == {
        "rama2023",
        "celik2022",
        "european2021",
        "lakend",
        "documentnd",
    }


def test_keys_that_would_be_alike_get_letters_in_any_order() -> None:
    documents = [_named(name, author="Edi Rama", date=date, title="T") for name, date in (("x", "2023-02"), ("y", "2023-01"), ("z", "2023-02"))]
    expected = {"y": "rama2023a", "x": "rama2023b", "z": "rama2023c"}
    for order in permutations(documents):
        assert {name: key for (name, _), key in citation_keys(order).items()} == expected


def test_keys_never_clash() -> None:
    many = [_named(str(number), author="Edi Rama", date="2023") for number in range(800)]
    keys = citation_keys(many)
    assert len(set(keys.values())) == 800
    assert "rama2023aa" in keys.values()
