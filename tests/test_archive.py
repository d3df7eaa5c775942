"""Reading zip members under limits: bombs, truncation, disguises."""

import struct
import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import DocumentError
from corpus.office import archive as module
from corpus.office.archive import open_archive


def packed(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", method) as opened:
        for name, content in members:
            opened.writestr(name, content)
    return target.getvalue()


LETTER = packed(("word/document.xml", b"<a>The lake freezes in January.</a>"), ("[Content_Types].xml", b"<Types/>"))


def test_members_are_read_whatever_their_case_and_slashes() -> None:
    opened = open_archive(LETTER)
    assert opened.names == ("word/document.xml", "[Content_Types].xml")
    assert opened.read("/Word/Document.XML") == opened.read("word\\document.xml") == b"<a>The lake freezes in January.</a>"
    assert "word/other.xml" not in opened
    assert opened.read_if_present("word/other.xml") is None


def test_a_missing_member_is_named() -> None:
    with pytest.raises(DocumentError, match=r"word/styles\.xml is missing"):
        open_archive(LETTER).read("word/styles.xml")


def test_a_file_that_is_no_zip_is_told_from_one_that_is_cut_off() -> None:
    with pytest.raises(DocumentError, match="not the kind of file its name says"):
        open_archive(b"%PDF-1.7 and so on")
    with pytest.raises(DocumentError, match="truncated"):
        open_archive(LETTER[: len(LETTER) // 2])


def test_a_member_that_unpacks_to_a_thousand_times_its_size_is_refused() -> None:
    bomb = packed(("word/document.xml", b"\0" * 20_000_000))
    with pytest.raises(DocumentError, match="times its size"):
        open_archive(bomb).read("word/document.xml")


def test_a_member_that_nobody_reads_costs_nothing() -> None:
    opened = open_archive(packed(("bomb", b"\0" * 20_000_000), ("text", b"words")))
    assert opened.read("text") == b"words"


def test_a_short_member_of_blanks_is_no_bomb() -> None:
    assert len(open_archive(packed(("text", b" " * 1_000_000))).read("text")) == 1_000_000


def test_a_member_that_lies_about_its_size_is_unpacked_no_further() -> None:
    content = b"\0" * 20_000_000
    lying = packed(("text", content)).replace(struct.pack("<I", len(content)), struct.pack("<I", 100))
    with pytest.raises(DocumentError, match="damaged"):
        open_archive(lying).read("text")


def test_all_that_is_read_of_one_file_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_TOTAL_BYTES", 1_000)
    opened = open_archive(packed(*((f"part{number}", b"x" * 400) for number in range(4))))
    assert [len(opened.read(f"part{number}")) for number in range(2)] == [400, 400]
    with pytest.raises(DocumentError, match="part2 unpacks to 400 bytes, too many"):
        opened.read("part2")


def test_the_same_member_again_and_again_counts_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_TOTAL_BYTES", 1_000)
    opened = open_archive(packed(("part", b"x" * 400)))
    opened.read("part")
    opened.read("part")
    with pytest.raises(DocumentError):
        opened.read("part")


def test_too_many_members_are_refused_before_they_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_MEMBERS", 10)
    with pytest.raises(DocumentError, match="more than 10 parts"):
        open_archive(packed(*((str(number), b"") for number in range(11))))


def test_what_no_office_program_writes_is_refused() -> None:
    with pytest.raises(DocumentError, match="no office program"):
        open_archive(packed(("text", b"words"), method=zipfile.ZIP_LZMA)).read("text")
    locked = bytearray(packed(("text", b"words")))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(signature) + place] |= 1
    with pytest.raises(DocumentError, match="encrypted"):
        open_archive(bytes(locked)).read("text")


@given(st.integers(0, len(LETTER) - 1), st.integers(0, 255), st.integers(0, len(LETTER)))
def test_damage_is_said_and_never_raises_anything_else(place: int, value: int, length: int) -> None:
    damaged = bytearray(LETTER)
    damaged[place] = value
    for content in (bytes(damaged), bytes(damaged[:length])):
        try:
            opened = open_archive(content)
            for name in opened.names:
                opened.read(name)
        except DocumentError as error:
            assert str(error)
