"""Quotes checked against documents: what stands, what was changed, and where; on both sides the verdict must be right."""

from collections.abc import Sequence

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.proof.quote_borders import is_inside_word
from assistant.proof.quote_matching import gaps_agree
from assistant.proof.quote_pieces import bare, trimmed
from assistant.proof.typesetting import set_text
from assistant.proof.verifier import QuoteVerdict, compared, verify_quote
from corpus.document import Document
from corpus.errors import StoredIndexError
from corpus.file_reading import read_document

LAKE = """# Lake meeting

The ministers did not agree to close the northern shore to trawlers from June to August 2021, and 1,200 well-known boats will watch the
coop-
eration there. Patrol boats of both countries should watch the "closed waters" together¹. They met on 5 May 2021 in Tirana with delegates
from Kosovo, not from Serbia.

The ferry **carries** sixty [cars](https://example.org/cars) every morning; it is 40 km from shore to shore. Fines rose by 10 % to €300.

## THE LIST OF FINES

Did the harbour master count the 412 vessels? She said that nine of them had no papers. Don’t wait.
"""
HARBOUR = "The harbour master counted 412 vessels in February. Fines were raised to 300 crowns. She noted that nine of them had no papers at all.\n"


class Shelf:
    """Documents in memory; the likeliest are those that share most words."""

    def __init__(self, *documents: Document) -> None:
        self._documents = {document.document_id: document for document in documents}

    def candidates(self, words: Sequence[str]) -> list[str]:
        shared = {name: sum(word.lower() in document.text.lower() for word in words) for name, document in self._documents.items()}
        return sorted((name for name, count in shared.items() if count), key=lambda name: (-shared[name], name))

    def document(self, document_id: str) -> Document:
        if document_id not in self._documents:
            raise StoredIndexError(f"no document {document_id}")
        return self._documents[document_id]


LAKE_DOCUMENT = read_document("lake.md", LAKE.encode())
HARBOUR_DOCUMENT = read_document("harbour.txt", HARBOUR.encode())
SHELF = Shelf(LAKE_DOCUMENT, HARBOUR_DOCUMENT)


def verdict(quote: str, named: str = "lake.md") -> QuoteVerdict:
    return verify_quote(quote, SHELF, named)


def kinds(found: QuoteVerdict) -> set[str]:
    return {difference.kind for difference in found.differences}


@pytest.mark.parametrize(
    "quote",
    [
        "They met on 5 May 2021 in Tirana with delegates",
        "“They met on 5 May 2021 in Tirana with delegates”",
        '  "closed waters" together¹. They met ',
        "The ferry **carries** sixty [cars](https://example.org/cars) every morning",
    ],
)
def test_what_stands_word_for_word_is_exact(quote: str) -> None:
    found = verdict(quote)
    assert found.verdict == "exact"
    assert found.place is not None
    assert bare(LAKE_DOCUMENT.text[found.place.start : found.place.end]) == bare(quote)
    assert str(found.locator) == str(LAKE_DOCUMENT.locator(found.place.start, found.place.end))


@pytest.mark.parametrize(
    ("quote", "kind"),
    [
        ("1,200 well-known boats will watch the cooperation there", "typesetting"),
        ("1,200 well-known boats will watch the co-operation there", None),
        ("should watch the ‘closed waters’ together. They met", "typesetting"),
        ("should watch the “closed waters” toge-\nther.” ", "typesetting"),
        ("the ministers did not agree to close the northern shore", "case"),
        ("[t]he ministers did not agree to close the northern shore", "insertion"),
        ("They met on 5 May 2021 in Tirana.", "stop"),
        ("They met on 5 May 2021 in Tirana,", "stop"),
        ("sixty cars every morning", "typesetting"),
        ("it is 40\u00a0km from shore to shore", "typesetting"),
        ("Fines rose by 10% to €300.", "typesetting"),
        ("The **ferry** carries _sixty_ cars every morning", "typesetting"),
        ("nine of them had no papers. Don't wait", "typesetting"),
        ("The list of fines", "case"),
        ("The ministers did not agree to close the northern shore […] from June to August 2021", "ellipsis"),
        ("The ministers did not agree to close the northern shore ... Patrol boats of both countries should watch", "ellipsis"),
        ("[The two delegations] met on 5 May 2021 in Tirana", "insertion"),
        ("[The two delegations] did not agree to close the northern shore", None),
        ("She said that nine of [the vessels] had no papers", "insertion"),
        ("She sa[ys] that nine of them had no papers", "insertion"),
        ("She said that nine [sic] of them had no papers", "insertion"),
        ("Fines rose by 10 % to €300 [emphasis added]", "insertion"),
    ],
)
def test_what_typesetting_or_an_honest_editor_changes_still_stands(quote: str, kind: str | None) -> None:
    found = verdict(quote)
    if kind is None:
        assert found.verdict == "altered" if "delegations" in quote else "equivalent"
    else:
        assert found.verdict == "equivalent", found
        assert kind in kinds(found)


@pytest.mark.parametrize(
    ("quote", "kind"),
    [
        ("and 1.200 well-known boats will watch", "number"),
        ("and 1200 well-known boats will watch", "number"),
        ("and 1,300 well-known boats will watch", "number"),
        ("1,200 well known boats will watch the cooperation", "hyphen"),
        ("They met on 6 May 2021 in Tirana", "date"),
        ("the northern shore to trawlers from June to July 2021", "date"),
        ("The ministers did agree to close the northern shore", "negation"),
        ("nine of them had papers. Don’t wait", "negation"),
        ("The ministers did […] agree to close the northern shore", "negation"),
        ("She said that nine of them [never] had no papers", "negation"),
        ("delegates from Montenegro, not from Serbia", "name"),
        ("Patrol boats of both countries shall watch", "modal"),
        ("it is 40 miles from shore to shore", "unit"),
        ("Fines rose by 10 ‰ to €300", "unit"),
        ("Fines rose by 10 % to $300", "unit"),
        ("sixty lorries every morning", "word"),
        ("The ministers did not agree to open the northern shore", "word"),
        ("Patrol boats of countries both should watch", "order"),
        ("They met on 5 May 2021 in Tirana and praised the new harbour master", "added"),
        ("Patrol boats of countries should watch", "left_out"),
        ("close the northern shore to trawlers. They met on 5 May 2021", "stitched"),
        ("Did the harbour master count the 412 vessels.", "punctuation"),
        ("They met on 5 May 2021 in tirana", "case"),
        ("delegates from [Montenegro], not from Serbia", "name"),
        ("delegates from Kosovo, not from [Serbian]", "name"),
        ("They mеt on 5 May 2021 in Tirana", "word"),
        ("known boats will watch the cooperation there", "word"),
    ],
)
def test_what_was_changed_is_altered_and_named(quote: str, kind: str) -> None:
    found = verdict(quote)
    assert found.verdict == "altered"
    assert kind in kinds(found), found.differences
    assert found.place is not None


def test_the_words_that_differ_are_given_from_both_sides() -> None:
    found = verdict("Patrol boats of both countries shall watch")
    (difference,) = found.differences
    assert (difference.quoted, difference.found) == ("shall", "should")
    assert "Patrol boats of both countries shall watch"[difference.quote_start : difference.quote_end] == "shall"
    assert found.place is not None
    assert LAKE_DOCUMENT.text[found.place.start : found.place.end] == "Patrol boats of both countries should watch"


@pytest.mark.parametrize(
    "quote",
    [
        "the northern shore to trawlers […] She said that nine of them had no papers",  # a heading between
        "The […] northern […] vessels […] papers",  # single words
        "Patrol boats of both countries should watch […] The ministers did not agree",  # not in this order
    ],
)
def test_an_ellipsis_joins_only_what_stands_in_order_and_near(quote: str) -> None:
    assert not verdict(quote).stands


def test_an_ellipsis_says_what_it_left_out() -> None:
    found = verdict("The ministers did not agree to close the northern shore […] from June to August 2021")
    assert [(difference.quoted, difference.found) for difference in found.differences] == [("[…]", "to trawlers")]


def test_a_bracket_says_what_it_replaced() -> None:
    found = verdict("She said that nine of [the vessels] had no papers")
    assert [(difference.quoted, difference.found) for difference in found.differences] == [("[the vessels]", "them")]


def test_a_quote_from_another_document_than_the_one_named_is_said_to_be() -> None:
    found = verdict("Fines were raised to 300 crowns.", "lake.md")
    assert found.verdict == "wrong_document"
    assert found.place is not None
    assert found.place.document_id == "harbour.txt"
    assert verdict("Fines were raised to 300 crowns.", "harbour.txt").verdict == "exact"
    assert verdict("Fines were raised to 300 crowns.", "").verdict == "exact"
    assert verdict("Fines were raised to 300 crowns.", "nowhere.txt").verdict == "wrong_document"


def test_an_altered_quote_is_compared_with_the_document_named() -> None:
    found = verdict("Fines were raised to 400 crowns.", "harbour.txt")
    assert (found.verdict, kinds(found)) == ("altered", {"number"})
    assert verdict("Fines were raised to 400 crowns.", "").verdict == "altered"


def test_what_stands_nowhere_is_not_found() -> None:
    found = verdict("Astronomers observed two comets above the desert last night", "")
    assert (found.verdict, found.place, found.differences) == ("not_found", None, ())


@pytest.mark.parametrize("quote", ["", "  ", "“”", "…", "the", "of both", "it is", "***", "[…]"])
def test_a_few_words_are_too_short(quote: str) -> None:
    assert verdict(quote).verdict == "too_short"


def test_few_words_count_where_they_are_long_enough_and_stand_once() -> None:
    assert verdict("closed waters").verdict == "exact"
    twice = Shelf(read_document("twice.txt", b"The closed waters are wide. Nobody fishes in the closed waters."))
    assert verify_quote("closed waters", twice, "twice.txt").verdict == "too_short"


def test_every_place_is_told_in_every_document() -> None:
    words = "nine of the vessels had no papers at all"
    texts = Shelf(*(read_document(name, f"She said {words}. He said {words}.\n".encode()) for name in ("a.txt", "b.txt")))
    found = verify_quote(words, texts, "b.txt")
    assert found.verdict == "exact"
    assert [place.document_id for place in found.other_places] == ["b.txt", "a.txt", "a.txt"]
    assert all(texts.document(place.document_id).text[place.start : place.end] == words for place in found.other_places)


def test_a_script_without_spaces_is_quoted_too() -> None:
    document = read_document("港.txt", "部長們沒有同意在六月關閉北岸。他們在地拉那會面。\n".encode())
    found = compared("同意在六月\n關閉北岸", document)
    assert found is not None
    assert found.verdict == "equivalent"
    changed = compared("部長們同意在六月關閉北岸", document)
    assert changed is None or changed.verdict == "altered"


@pytest.mark.parametrize(
    ("text", "quote", "stands"),
    [
        ("In 6' of water there was a wide gap.", 'In 6" of water there was a wide gap', False),
        ("They call it “the class of 1999” to this day.", "They call it ‘the class of 1999’ to this day", True),
        ("The area is 10 km² and it grows every year.", "The area is 10 km2 and it grows every year", True),
        ("The area is 10 km² and it grows every year.", "The area is 10 km and it grows every year", False),
        ("It grew by 3.5 million people within a year.", "It grew by 3. ", False),
        ("At -5 degrees the lake of the north freezes.", "5 degrees the lake of the north freezes", False),
        ("The non-\nproliferation treaty was signed by them.", "proliferation treaty was signed by them", False),
        ("We looked at the catalogue of all the ports.", "We looked at the cat", False),
        ("He is an A-list DJ and plays all over the world.", "He is an [James] DJ and plays all over the world", False),
        ("The ducks may carry these PCBs.[24] They swim on.", "The ducks may carry these PCBs.[42] They swim on.", False),
        ("The ducks may carry these PCBs.[24]", "The ducks may carry these PCBs.[42]", False),
        ("In the entries of the dictionaries[g] are 36 strokes.", "In the entries [sic] of the dictionaries[g] are 36 strokes", True),
        ("It is held in Westphalia and also in Hessen [with Oberhessen], Bavaria.", "It is held in […] Hessen [with Oberhessen], Bavaria", True),
        ("He said it was an un-\nusual and rather windy day.", "He said it was an unusual and rather windy day", True),
    ],
)
def test_numbers_and_words_are_never_cut(text: str, quote: str, stands: bool) -> None:
    found = compared(quote, read_document("note.txt", text.encode()))
    assert bool(found and found.stands) is stands


_WORDS = "harbour ferry pilot the of not a 412 1,200 well-known minister’s Tirana (north) “quoted”"
_TROUBLE = "café e\u0301t\u00e9 ﬁrst co-\noperation 10% -5 €300 it's …"
WORDS = st.sampled_from([*_WORDS.split(" "), *_TROUBLE.split(" ")])
GAPS = st.sampled_from([" ", " ", " ", "\n", ", ", ". ", "\n\n", " – ", " **"])
TEXTS = st.lists(st.tuples(WORDS, GAPS), min_size=8, max_size=60)


@given(TEXTS, st.integers(0, 50), st.integers(6, 30))
def test_every_span_of_six_words_or_more_is_exact_at_its_place(parts: list[tuple[str, str]], first: int, count: int) -> None:
    text = "".join(word + gap for word, gap in parts)
    document = Document("note.txt", "", "text/plain", text)
    starts = [0]
    for word, gap in parts:
        starts.append(starts[-1] + len(word + gap))
    count = min(count, len(parts))
    first %= len(parts) - count + 1
    start, end = starts[first], starts[first + count - 1] + len(parts[first + count - 1][0])
    assume(not is_inside_word(text, start) and not is_inside_word(text, end))
    found = compared(text[start:end], document)
    assert found is not None
    assert found.verdict == "exact"
    assert found.place is not None
    places = [found.place, *found.other_places]
    assert any(place.start == start and place.end == end for place in places) or bare(text[start:end]) != text[start:end]
    for place in places:
        assert bare(text[place.start : place.end]) == bare(text[start:end])


@given(TEXTS, st.integers(0, 50), st.integers(6, 30), st.sampled_from(["\n", "\u00a0", "  ", " \r\n"]))
def test_an_equivalent_quote_has_the_same_atoms_and_gaps(parts: list[tuple[str, str]], first: int, count: int, space: str) -> None:
    text = "".join(word + gap for word, gap in parts)
    document = Document("note.txt", "", "text/plain", text)
    chosen = parts[first : first + count]
    assume(len(chosen) >= 6)
    quote = "".join(word + gap for word, gap in chosen).strip(" ,.–*\n").replace(" ", space)
    found = compared(quote, document)
    if found is None or found.verdict != "equivalent" or kinds(found) - {"typesetting"}:
        return
    assert found.place is not None
    own, its = trimmed(set_text(quote)), trimmed(set_text(text[found.place.start : found.place.end]))
    assert own.letters == its.letters
    assert gaps_agree(own, its)


VOCABULARY = "harbour ferry pilot minister shore vessel paper agreed closed counted morning country delegate ferries not should 412 sixty"
PLAIN = st.sampled_from(VOCABULARY.split())


@given(st.lists(PLAIN, min_size=12, max_size=40), st.integers(0, 39), PLAIN, st.integers(0, 39), st.integers(6, 12))
def test_a_word_replaced_by_another_is_never_let_pass(words: list[str], first: int, other: str, at: int, count: int) -> None:
    first %= len(words) - count + 1
    at = first + at % count
    quote = [*words[first:at], other, *words[at + 1 : first + count]]
    assume(f" {' '.join(quote)} " not in f" {' '.join(words)} ")
    found = compared(" ".join(quote), Document("note.txt", "", "text/plain", " ".join(words)))
    assert found is None or (found.verdict == "altered" and found.differences)


@given(st.text(max_size=60), st.text(max_size=200))
def test_any_quote_of_any_text_gets_a_verdict(quote: str, text: str) -> None:
    document = Document("note.txt", "", "text/plain", text)
    found = compared(quote, document)
    if found is not None:
        assert found.place is not None
        assert 0 <= found.place.start < found.place.end <= len(text)
    assert verify_quote(quote, Shelf(document)).verdict in {"exact", "equivalent", "altered", "too_short", "not_found"}
