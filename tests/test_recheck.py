"""Saved citations against the documents as they are now: the same, moved, changed, gone, and never a wrong place."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hashing_encoder import HashingEncoder
from hypothesis import assume, given
from hypothesis import strategies as st
from saved_answers import Texts, bare_document, citation, quoted, saved, text_document

from assistant.proof.answer_file import SavedCitation
from assistant.proof.recheck import Recheck, rechecked
from assistant.proof.recheck_sources import FolderDocuments, IndexDocuments
from assistant.proof.recheck_words import word_differences
from corpus.document import Document
from corpus.landmarks import Span
from corpus.library import Library
from index.build import update_index
from index.passage_index import PassageIndex

HARBOUR = (
    "Note on the harbour\n\nPublished 7 March 2022\n\nThe harbour master counted 412 vessels in February. "
    "She noted that nine of them had no papers. Fines were raised to 300 crowns.\n\n"
    "The pilots asked for a second boat, and the council agreed to buy one before the summer.\n"
)
COUNTED = "The harbour master counted 412 vessels in February."


def kept(document: Document, words: str) -> SavedCitation:
    return saved((document, quoted(document, words))).citations[0]


def looked_up(cited: SavedCitation, *documents: Document, same_reader: bool = True) -> Recheck:
    (recheck,) = rechecked([cited], Texts(*documents), same_reader=same_reader)
    if recheck.holds:  # whatever is said to stand, stands
        now = next(document for document in documents if document.document_id == recheck.document_id)
        assert recheck.span is not None
        assert now.text[recheck.span.start : recheck.span.end] == cited.quote == recheck.found
    return recheck


def test_nothing_changed() -> None:
    document = text_document(HARBOUR)
    recheck = looked_up(kept(document, COUNTED), document)
    assert (recheck.status, recheck.document_id, recheck.remarks) == ("same", "note.txt", ())
    assert recheck.locator is not None and recheck.locator.words == "paragraph 2"


def test_text_before_the_quote_moves_it() -> None:
    cited = kept(text_document(HARBOUR), COUNTED)
    edited = HARBOUR.replace("Published 7", "A summary for the council.\n\nPublished 7")
    recheck = looked_up(cited, text_document(edited))
    assert recheck.status == "moved"
    assert recheck.span == Span(cited.start + 28, cited.end + 28)
    assert recheck.locator is not None and recheck.locator.words == "paragraph 3"
    assert recheck.remarks[0] == "the file changed since"


def test_a_file_saved_again_with_the_same_text_is_said_to_be_another() -> None:
    document = text_document(HARBOUR)
    recheck = looked_up(kept(document, COUNTED), replace(document, sha256="f" * 64))
    assert (recheck.status, recheck.remarks) == ("moved", ("the file's bytes changed, its text did not",))


def test_a_file_read_otherwise_is_said_to_be_the_same() -> None:
    document = text_document(HARBOUR)
    recheck = looked_up(kept(document, COUNTED), replace(document, text=f"\ufeff{HARBOUR}", blocks=(), sentences=()), same_reader=False)
    assert recheck.status == "moved"
    assert recheck.remarks[0] == "the file is the same, and is read otherwise by this program"


def test_a_number_that_changed_is_shown() -> None:
    recheck = looked_up(kept(text_document(HARBOUR), COUNTED), text_document(HARBOUR.replace("412", "421")))
    assert recheck.status == "changed"
    assert recheck.found == COUNTED.replace("412", "421")
    assert [(difference.quoted, difference.found) for difference in recheck.differences] == [("412", "421")]
    assert recheck.span == Span(45, 96)


def test_a_short_quote_that_changed_is_found_by_the_words_around_it() -> None:
    recheck = looked_up(kept(text_document(HARBOUR), "Fines were raised to 300 crowns."), text_document(HARBOUR.replace("raised", "lowered")))
    assert (recheck.status, recheck.found) == ("changed", "Fines were lowered to 300 crowns.")


def test_a_quote_that_was_taken_out_is_gone() -> None:
    recheck = looked_up(kept(text_document(HARBOUR), COUNTED), text_document(HARBOUR.replace(COUNTED, "")))
    assert (recheck.status, recheck.span, recheck.document_id) == ("gone", None, "")
    assert recheck.remarks == ("the quote is no longer in note.txt",)


def test_a_file_under_another_name_is_found_by_its_bytes() -> None:
    document = text_document(HARBOUR)
    recheck = looked_up(kept(document, COUNTED), text_document(HARBOUR, "old/harbour.txt"))
    assert (recheck.status, recheck.document_id) == ("moved", "old/harbour.txt")
    assert recheck.remarks[0] == "note.txt is not there as it was; the quote is in old/harbour.txt"


def test_a_file_renamed_and_edited_is_found_by_the_quote_and_the_words_around_it() -> None:
    recheck = looked_up(kept(text_document(HARBOUR), COUNTED), text_document(HARBOUR.replace("pilots", "captains"), "harbour.txt"))
    assert (recheck.status, recheck.document_id) == ("moved", "harbour.txt")


def test_two_files_that_changed_names_are_told_apart() -> None:
    first, second = text_document(HARBOUR, "a.txt"), text_document(HARBOUR.replace("412", "500"), "b.txt")
    cited = kept(first, COUNTED)
    recheck = looked_up(cited, replace(first, document_id="b.txt"), replace(second, document_id="c.txt"))
    assert (recheck.status, recheck.document_id) == ("moved", "b.txt")


def test_another_document_that_quotes_the_same_words_is_not_taken_for_the_source() -> None:
    cited = kept(text_document(HARBOUR), COUNTED)
    paper = text_document(f"Harbour news\n\nThe mayor was pleased with what he read. {COUNTED} The year before it was 300.\n", "paper.txt")
    recheck = looked_up(cited, paper)
    assert recheck.status == "gone"
    assert [(place.document_id, place.start) for place in recheck.elsewhere] == [("paper.txt", paper.text.index(COUNTED))]
    assert recheck.remarks == ("there is no document note.txt", "its words stand elsewhere, in what may be other documents")


def test_of_two_documents_that_hold_the_passage_none_is_taken() -> None:
    cited = kept(text_document(HARBOUR), COUNTED)
    drafts = [
        text_document(HARBOUR.replace("summer", season).replace("Note on the", f"{season} "), f"{season}.txt") for season in ("autumn", "winter")
    ]
    recheck = looked_up(cited, *drafts)
    assert recheck.status == "gone"
    assert [place.document_id for place in recheck.elsewhere] == ["autumn.txt", "winter.txt"]


def test_a_copy_of_the_old_file_does_not_hide_that_the_cited_one_changed() -> None:
    document = text_document(HARBOUR)
    changed = text_document(HARBOUR.replace("412", "421"))
    recheck = looked_up(kept(document, COUNTED), changed, replace(document, document_id="copy.txt"))
    assert (recheck.status, recheck.document_id) == ("changed", "note.txt")


def test_a_sentence_that_stands_twice_is_not_found_at_its_double() -> None:
    text = "The first motion was put to the vote. It was adopted. The second motion was put to the vote. It was adopted. The meeting closed.\n"
    document = text_document(text)
    first = saved((document, citation(document, 38, 53))).citations[0]
    assert first.quote == "It was adopted."
    assert not first.unique
    refused = text[:38] + "It was refused." + text[53:]
    recheck = looked_up(first, text_document(refused))
    assert recheck.status in ("changed", "gone")
    assert recheck.found in ("", "It was refused.")


def test_a_quote_whose_surroundings_changed_says_so() -> None:
    edited = HARBOUR.replace("Published 7 March 2022", "It is not true what was said last week, namely this:").replace(
        "She noted that nine", "But ten"
    )
    recheck = looked_up(kept(text_document(HARBOUR), COUNTED), text_document(edited))
    assert recheck.status == "moved"
    assert "the words around the quote changed" in recheck.remarks


def test_facts_that_changed_are_said() -> None:
    edited = HARBOUR.replace("7 March 2022", "8 March 2022")
    recheck = looked_up(kept(text_document(HARBOUR), COUNTED), text_document(edited))
    assert recheck.status == "moved"
    assert "its date is '2022-03-08', saved as '2022-03-07'" in recheck.remarks


@pytest.mark.parametrize(
    "forged",
    [
        lambda cited: replace(cited, document=replace(cited.document, date="2023-03-07")),
        lambda cited: replace(cited, document=replace(cited.document, title="Note on the airport")),
        lambda cited: replace(cited, speaker="The mayor"),
        lambda cited: replace(cited, locator=replace(cited.locator, words="page 12")),
    ],
    ids=["date", "title", "speaker", "place"],
)
def test_what_a_citation_says_falsely_of_an_unchanged_file_is_no_longer_the_same(forged: Callable[[SavedCitation], SavedCitation]) -> None:
    """Whoever seals a changed answer again is caught by the documents."""
    document = text_document(HARBOUR)
    cited = forged(kept(document, COUNTED))
    recheck = looked_up(cited, document)
    assert recheck.status == "changed"
    assert "saved as" in recheck.remarks[0]
    assert looked_up(cited, document, same_reader=False).status == "same"  # another version may have read it so


def test_a_quote_forged_in_an_unchanged_file_shows_what_the_file_says() -> None:
    document = text_document(HARBOUR)
    cited = kept(document, COUNTED)
    false = COUNTED.replace("412", "999")
    recheck = looked_up(replace(cited, quote=false, selector=replace(cited.selector, exact=false)), document)
    assert (recheck.status, recheck.found) == ("changed", COUNTED)
    assert recheck.remarks == ("the quote is not what its own document says there",)


def test_differences_are_whole_words() -> None:
    found = word_differences("They agreed to close the northern shore.", "They never agreed to close the southern shore")
    assert [(one.kind, one.quoted, one.found) for one in found] == [
        ("added", "", "never"),
        ("word", "northern shore.", "southern shore"),
    ]


# For any document -------------------------------------------------------------------------------------------------------

WORD = st.text(alphabet="abcdefghijklmnopqrstuvwxyzäéšλж", min_size=1, max_size=9)
SENTENCE = st.lists(WORD, min_size=1, max_size=12).map(lambda words: " ".join(words).capitalize() + ".")
ANY_TEXT = st.one_of(
    st.lists(SENTENCE, min_size=1, max_size=12).map(" ".join), st.text(min_size=1, max_size=200), st.text(alphabet="ab. \n", min_size=1, max_size=80)
)


@st.composite
def cited_documents(draw: st.DrawFn, texts: st.SearchStrategy[str] = ANY_TEXT) -> tuple[Document, SavedCitation]:
    text = draw(texts)
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    document = bare_document(text)
    return document, saved((document, citation(document, start, end))).citations[0]


@given(cited_documents())
def test_every_span_of_every_text_is_the_same_when_nothing_changed(given_: tuple[Document, SavedCitation]) -> None:
    document, cited = given_
    assert looked_up(cited, document).status == "same"


@given(cited_documents(), SENTENCE, st.data())
def test_an_edit_elsewhere_never_leads_to_a_wrong_place(given_: tuple[Document, SavedCitation], added: str, data: st.DataObject) -> None:
    document, cited = given_
    place = data.draw(st.one_of(st.integers(0, cited.start), st.integers(cited.end, len(document.text))))
    edited = bare_document(f"{document.text[:place]}\n\n{added}\n\n{document.text[place:]}")
    moved_by = len(added) + 4 if place <= cited.start else 0
    recheck = looked_up(cited, edited)
    if cited.unique and edited.text.count(cited.quote) == 1 and recheck.holds:
        assert recheck.span == Span(cited.start + moved_by, cited.end + moved_by)


@given(st.lists(SENTENCE, min_size=9, max_size=20, unique=True), SENTENCE, st.data())
def test_an_edit_elsewhere_moves_a_quote_with_its_context(sentences: list[str], added: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(4, len(sentences) - 5))
    text = " ".join(sentences)
    start = len(" ".join(sentences[:place])) + 1
    document = bare_document(text)
    cited = saved((document, citation(document, start, start + len(sentences[place])))).citations[0]
    before, after = cited.start - len(cited.selector.prefix), cited.end + len(cited.selector.suffix)
    at = data.draw(st.sampled_from([0, *({before} - {0}), after, len(text)]))
    edited = f"{text[:at]}\n{added}\n{text[at:]}"
    assume(edited.count(cited.selector.context) == 1)
    recheck = looked_up(cited, bare_document(edited))
    assert recheck.status == "moved"
    assert recheck.span == (Span(cited.start, cited.end) if at >= after else Span(cited.start + len(added) + 2, cited.end + len(added) + 2))


@given(cited_documents(), st.text(st.characters(codec="utf-8"), max_size=6), st.data())
def test_an_edit_inside_is_never_the_same_or_moved(given_: tuple[Document, SavedCitation], put: str, data: st.DataObject) -> None:
    document, cited = given_
    first = data.draw(st.integers(cited.start, cited.end - 1))
    last = data.draw(st.integers(first, cited.end))
    text = document.text[:first] + put + document.text[last:]
    # where the edit leaves or writes the quote's words, in its place or across its borders, the quote does stand
    end = cited.end - (last - first) + len(put)
    assume(all(place + len(cited.quote) <= cited.start or place >= end for place in places(text, cited.quote)))
    assume(text not in ("", document.text))
    assert looked_up(cited, bare_document(text)).status in ("changed", "gone")


def places(text: str, words: str) -> list[int]:
    return [place for place in range(len(text)) if text.startswith(words, place)]


# Folders and indexes ----------------------------------------------------------------------------------------------------

Write = Callable[[Mapping[str, str | bytes]], Path]
MAIL = (
    b"From: a@example.org\r\nTo: b@example.org\r\nSubject: The count\r\nDate: Mon, 7 Mar 2022 10:00:00 +0000\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nThe count for February is attached to this mail.\r\n'
    b'--x\r\nContent-Type: text/plain; name="harbour.txt"\r\nContent-Disposition: attachment; filename="harbour.txt"\r\n\r\n'
    b"The harbour master counted 412 vessels in February.\r\n--x--\r\n"
)


def read(folder: Path, document_id: str, held_in: str = "") -> Document:
    found = FolderDocuments(Library(folder)).document(document_id, held_in)
    assert found is not None
    return found


def in_folder(folder: Path, cited: SavedCitation) -> Recheck:
    (recheck,) = rechecked([cited], FolderDocuments(Library(folder), [cited.document]))
    return recheck


def test_a_folder_is_checked_from_its_files(write_library: Write) -> None:
    folder = write_library({"notes/note.txt": HARBOUR, "other.txt": "Nothing of this is about boats at all."})
    cited = kept(read(folder, "notes/note.txt"), COUNTED)
    assert in_folder(folder, cited).status == "same"
    (folder / "notes/note.txt").rename(folder / "harbour.txt")
    assert (in_folder(folder, cited).status, in_folder(folder, cited).document_id) == ("moved", "harbour.txt")
    (folder / "harbour.txt").write_text(HARBOUR.replace("412", "421"))
    assert in_folder(folder, cited).status == "gone"
    (folder / "harbour.txt").rename(folder / "notes/note.txt")
    assert in_folder(folder, cited).status == "changed"


def test_a_file_that_cannot_be_read_is_said_to_be_so(write_library: Write) -> None:
    folder = write_library({"note.txt": HARBOUR})
    cited = kept(read(folder, "note.txt"), COUNTED)
    (folder / "note.txt").write_text("")
    recheck = in_folder(folder, cited)
    assert recheck.status == "gone"
    assert recheck.remarks[0].startswith("note.txt cannot be read: it is empty")


def test_a_quote_from_an_attachment_is_checked_in_its_mail(write_library: Write) -> None:
    folder = write_library({"mail.eml": MAIL})
    cited = kept(read(folder, "mail.eml/harbour.txt", "mail.eml"), COUNTED)
    assert cited.document.held_in == "mail.eml"
    assert in_folder(folder, cited).status == "same"
    (folder / "mail.eml").rename(folder / "count.eml")
    recheck = in_folder(folder, cited)
    assert (recheck.status, recheck.document_id) == ("moved", "count.eml/harbour.txt")


def test_names_composed_otherwise_are_the_same_names(write_library: Write) -> None:
    folder = write_library({"cafe\u0301.txt": HARBOUR})
    cited = kept(text_document(HARBOUR, "caf\u00e9.txt"), COUNTED)
    assert in_folder(folder, cited).status == "same"


def test_names_that_lead_out_of_the_folder_name_nothing(write_library: Write, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text(HARBOUR)
    folder = write_library({"other.txt": "Nothing of this is about boats at all."})
    for name in ("../secret.txt", str(tmp_path / "secret.txt"), ".hidden.txt"):
        assert in_folder(folder, kept(text_document(HARBOUR, name), COUNTED)).status == "gone"


def test_an_open_index_is_checked_alike(write_library: Write, tmp_path: Path, encoder: HashingEncoder) -> None:
    folder = write_library({"note.txt": HARBOUR, "mail.eml": MAIL})
    update_index(Library(folder), tmp_path / "index", encoder)
    index = PassageIndex.open(tmp_path / "index")
    cited = [kept(index.document("note.txt"), COUNTED), kept(index.document("mail.eml/harbour.txt"), COUNTED)]
    assert [recheck.status for recheck in rechecked(cited, IndexDocuments(index))] == ["same", "same"]
    elsewhere = replace(cited[0], document=replace(cited[0].document, document_id="away.txt"))
    (moved,) = rechecked([elsewhere], IndexDocuments(index))
    assert (moved.status, moved.document_id) == ("moved", "note.txt")
