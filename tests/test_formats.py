"""Real files of many formats, healthy and broken: each is read, read in part or refused with a reason, and nothing is lost."""

import re
from functools import cache
from pathlib import Path

import pytest

from corpus.document import Document
from corpus.file_reading import FileReading
from corpus.isolation import FileReaders, Request
from corpus.passages import split_passages
from corpus.scans.extra import available

FOLDER = Path(__file__).resolve().parent.parent.parent / "shared" / "formats" / "files"
FILES = sorted(FOLDER.iterdir()) if FOLDER.is_dir() else []
PASSWORDS = ("password", "1234", "openpassword")
REFUSED = {
    "S_unreadablemetadata.pdf": "damaged",
    "U_empty.eml": "it is empty",
    "U_fake-encrypted.eml": "encrypted",
}
SCANS = ("D_ocr_test.pdf", "D_ocr_test_rotated_90.pdf", "U_loremipsum-flat.pdf", "U_table-multi-row-column-cells.pdf")
pytestmark = [
    pytest.mark.collection,
    pytest.mark.skipif(not FILES, reason="the files of many formats are not beside this folder"),
]


@cache
def readings() -> dict[str, FileReading]:
    requests = [Request(path.name, path, PASSWORDS) for path in FILES]
    with FileReaders() as readers:
        return dict(zip((path.name for path in FILES), readers.read_all(requests)))


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


@pytest.mark.parametrize("name", [path.name for path in FILES])
def test_each_file_is_read_or_refused_with_a_reason(name: str) -> None:
    reading = readings()[name]
    if name in REFUSED:
        assert not reading.documents
        assert REFUSED[name] in reading.problems[0].reason
    elif name in SCANS and not available():
        assert "no text layer" in reading.problems[0].reason
        assert "rapporteur[ocr]" in reading.problems[0].reason
    else:
        assert reading.documents, [problem.reason for problem in reading.problems]
    if name in SCANS and available():
        assert any("recognised from a picture" in problem.reason and problem.partly for problem in reading.problems)
    assert not [problem for problem in reading.problems if "crashed" in problem.reason or "its reader failed" in problem.reason]


@pytest.mark.parametrize("name", [path.name for path in FILES])
def test_offsets_hold_in_each_file(name: str) -> None:
    for document in readings()[name].documents:
        for sentence in document.sentences:
            quote = document.text[sentence.start : sentence.end]
            assert quote == quote.strip() != ""
        assert all(block.start < block.end <= len(document.text) for block in document.blocks)
        edges = [edge for page in document.pages for edge in (page.start, page.end)]
        assert edges == sorted(edges)
        assert_passages_cover_the_sentences(document)


def assert_passages_cover_the_sentences(document: Document) -> None:
    passages = split_passages(document)
    for sentence in document.sentences:
        assert any(passage.start <= sentence.start and sentence.end <= passage.end for passage in passages)


def test_one_text_in_six_formats_gives_the_same_words() -> None:
    texts = {name: words(reading.documents[0].text) for name, reading in readings().items() if name.startswith("U_eng_spa_mult.")}
    assert len(texts) == 6
    reference = texts["U_eng_spa_mult.docx"]
    for name, found in texts.items():
        body = found[-len(reference) :] if name.endswith(".eml") else found  # a mail begins with its head
        assert body == reference, name


def test_a_pages_file_has_pages_and_another_has_none() -> None:
    for name, reading in readings().items():
        for document in reading.documents[:1]:
            assert bool(document.pages) == (document.media_type == "application/pdf" or document.media_type.startswith("image/")), name
            assert document.page_kind == ("page" if document.pages else ""), name
