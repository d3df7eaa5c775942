"""Files as they come: mail with attachments, wrong names, passwords, links, files that go; each is read or refused in words."""

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest
from fpdf import FPDF
from hashing_encoder import HashingEncoder
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import Workbook
from pdf_fixtures import Sheet, lines, pdf
from PIL import Image
from test_command_line import environment

from assistant.assistant import Assistant
from corpus.errors import DocumentError, LibraryError, PasswordError
from corpus.file_reading import MAX_ATTACHED_BYTES, MAX_ATTACHMENTS, MAX_NESTING, FileReading, inner_content, read_document, read_file
from corpus.landmarks import Origins
from corpus.library import Library
from index.build import update_index

COMMAND = Path(sys.executable).with_name("rapporteur")
SENTENCE = "The ferry leaves at nine from the second pier."
OTHER = "The harbour master counted 412 vessels in February."
TEXT = SENTENCE.encode()
WriteLibrary = Callable[[Mapping[str, str | bytes]], Path]


def mail(files: Sequence[tuple[str, bytes]] = (), body: str = "The papers are attached.", subject: str = "Papers") -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"] = subject, "Ana Hoxha <ana@example.org>"
    if body:
        message.set_content(body)
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def word(*paragraphs: str) -> bytes:
    made, target = docx.Document(), io.BytesIO()
    for paragraph in paragraphs:
        made.add_paragraph(paragraph)
    made.save(target)
    return target.getvalue()


def workbook() -> bytes:
    made, target = Workbook(), io.BytesIO()
    assert made.active is not None
    for row in (["Item", "Cost"], ["Rope", 12], ["Tar", 3]):
        made.active.append(row)
    made.save(target)
    return target.getvalue()


def printed(words: str = SENTENCE) -> bytes:
    return pdf([Sheet(lines(words))])


def locked_pdf(password: str) -> bytes:
    made = FPDF()
    made.set_encryption(owner_password="owner", user_password=password)
    made.add_page()
    made.set_font("helvetica", size=12)
    made.multi_cell(0, text=OTHER)
    return bytes(made.output())


def locked_word(password: str) -> bytes:
    target = io.BytesIO()
    OOXMLFile(io.BytesIO(word(SENTENCE))).encrypt(password, target)
    return target.getvalue()


def picture() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(target, "PNG")
    return target.getvalue()


def names(reading: FileReading) -> list[str]:
    return [document.document_id for document in reading.documents]


def reasons(reading: FileReading) -> dict[str, str]:
    return {problem.document_id: problem.reason for problem in reading.problems}


# Files inside files -----------------------------------------------------------------------------------------------------


def test_attachments_are_documents_below_their_mail() -> None:
    reading = read_file("in/mail.eml", mail([("figures.xlsx", workbook()), ("note.pdf", printed())]))
    assert names(reading) == ["in/mail.eml", "in/mail.eml/figures.xlsx", "in/mail.eml/note.pdf"]
    assert [document.held_in for document in reading.documents] == ["", "in/mail.eml", "in/mail.eml"]
    assert reading.documents[1].text.endswith("Item: Tar; Cost: 3")
    assert SENTENCE in reading.documents[2].text
    assert not reading.problems


def test_a_mail_that_only_carries_a_file_has_lost_nothing() -> None:
    reading = read_file("mail.eml", mail([("note.pdf", printed())], body=""))
    assert names(reading) == ["mail.eml/note.pdf"]
    assert not reading.problems


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../x.txt", "x.txt"),
        ("..\\..\\x.txt", "x.txt"),
        ("/etc/cron.d/x.txt", "x.txt"),
        ("a\"b'c.txt", "a_b'c.txt"),
        ("<img src=x onerror=alert(1)>.txt", "img src_x onerror_alert(1).txt"),
        (".hidden.txt", "hidden.txt"),
        ("Zürich – Тирана.txt", "Zürich _ Тирана.txt"),
        ("x" * 300 + ".txt", "x" * 200 + ".txt"),
    ],
)
def test_names_of_attachments_are_made_safe(name: str, safe: str) -> None:
    reading = read_file("mail.eml", mail([(name, TEXT)]))
    assert names(reading)[1:] == [f"mail.eml/{safe}"]


@pytest.mark.parametrize("name", ["two\nlines.txt", "two\r\nSubject: x.txt", "no\0de.txt", "\u202etxt.exe.txt", "..", ".", "/", "\x1b[2J.txt"])
def test_no_name_of_an_attachment_leads_out_or_breaks_a_line(name: str) -> None:
    quoted = name.replace("\\", "\\\\").replace('"', '\\"').encode()
    head = b'Subject: Papers\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Disposition: attachment; filename="'
    reading = read_file("mail.eml", head + quoted + b'"\r\n\r\n' + TEXT + b"\r\n--b--\r\n")
    for found in [*names(reading), *reasons(reading)]:
        inside = found.removeprefix("mail.eml").removeprefix("/")
        assert inside.isprintable()
        assert "/" not in inside
        assert not inside.startswith(".")


def test_attachments_of_one_name_are_told_apart_and_found_again() -> None:
    files = [("note.txt", b"The ferry leaves at nine, pier %d." % number) for number in range(3)]
    content = mail([*files, ("note (2).txt", b"The ferry leaves at noon.")])
    reading = read_file("mail.eml", content)
    assert names(reading)[1:] == ["mail.eml/note.txt", "mail.eml/note (2).txt", "mail.eml/note (3).txt", "mail.eml/note (2) (2).txt"]
    for document in reading.documents:
        found = inner_content("mail.eml", content, document.document_id, ())
        assert document.document_id == "mail.eml" or found.decode() == document.text


def nested(depth: int) -> bytes:
    content = mail([("deep.txt", TEXT)])
    for _ in range(depth - 1):
        content = mail([("inner.eml", content)])
    return content


def test_files_in_files_are_read_as_deep_as_mail_goes_and_no_deeper() -> None:
    allowed = read_file("in/mail.eml", nested(MAX_NESTING))
    assert names(allowed)[-1] == "in/mail.eml/inner.eml/inner.eml/deep.txt"
    assert not allowed.problems
    assert {document.held_in for document in allowed.documents} == {"", "in/mail.eml"}
    deeper = read_file("in/mail.eml", nested(MAX_NESTING + 1))
    assert names(deeper)[-1] == "in/mail.eml/inner.eml/inner.eml/inner.eml"
    assert "more than 3 deep; take it out and add it by itself" in reasons(deeper)["in/mail.eml/inner.eml/inner.eml/inner.eml/deep.txt"]


def test_more_attachments_than_any_mail_has_are_named_once_and_left() -> None:
    reading = read_file("mail.eml", mail([(f"{number}.txt", TEXT) for number in range(MAX_ATTACHMENTS + 5)]))
    assert len(reading.documents) == 1 + MAX_ATTACHMENTS
    assert [(problem.document_id, problem.partly) for problem in reading.problems] == [("mail.eml", True)]
    assert "it holds too many files: after 200" in reading.problems[0].reason


def test_attachments_of_attachments_are_counted_together() -> None:
    inner = mail([(f"{number}.txt", TEXT) for number in range(80)])
    reading = read_file("mail.eml", mail([(f"{number}.eml", inner) for number in range(4)]))
    assert len(reading.documents) == 1 + MAX_ATTACHMENTS


def test_attachments_larger_than_a_file_may_be_are_left() -> None:
    half = b"x" * (MAX_ATTACHED_BYTES // 2)
    content = mail([("note.txt", TEXT), ("a.bin", half), ("b.bin", half), ("last.txt", TEXT)])
    reading = read_file("mail.eml", content)
    assert names(reading) == ["mail.eml", "mail.eml/note.txt"]
    assert "or 105 MB, none is read" in reasons(reading)["mail.eml"]


def test_what_no_reader_takes_is_named_with_the_reason() -> None:
    reading = read_file("mail.eml", mail([("tables.sav", b"$FL2"), ("archive.zip", zipped({"note.txt": TEXT})), ("note.txt", TEXT)]))
    assert names(reading) == ["mail.eml", "mail.eml/note.txt"]
    assert list(reasons(reading)) == ["mail.eml/tables.sav", "mail.eml/archive.zip"]
    assert all("no reader for this kind of file; supported are .txt" in reason for reason in reasons(reading).values())


def zipped(members: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def test_a_broken_attachment_costs_itself() -> None:
    reading = read_file("mail.eml", mail([("broken.docx", b"PK\x03\x04" + b"x" * 50), ("empty.txt", b" \n"), ("note.txt", TEXT)]))
    assert names(reading) == ["mail.eml", "mail.eml/note.txt"]
    assert "damaged" in reasons(reading)["mail.eml/broken.docx"]


def test_a_document_that_is_no_longer_in_its_file_is_said() -> None:
    with pytest.raises(DocumentError, match="it is no longer in its file; update the index"):
        inner_content("mail.eml", mail([("note.txt", TEXT)]), "mail.eml/other.txt", ())
    with pytest.raises(DocumentError, match="it is no longer in its file"):
        inner_content("note.txt", TEXT, "note.txt/other.txt", ())


# Wrong names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.docx", "a.txt", "a.html", "a.xlsx", "a.eml", "a.png", "a.csv"])
def test_a_pdf_is_read_whatever_it_is_called(name: str) -> None:
    document = read_document(name, printed())
    assert (SENTENCE in document.text, document.media_type, document.page_kind) == (True, "application/pdf", "page")


@pytest.mark.parametrize("name", ["a.pdf", "a.txt", "a.doc", "a.rtf", "a.eml", "a.csv", "a.html"])
def test_a_word_file_is_read_whatever_it_is_called(name: str) -> None:
    document = read_document(name, word(SENTENCE))
    assert (document.text, document.media_type.rpartition(".")[2]) == (SENTENCE, "document")


@pytest.mark.parametrize("name", ["a.pdf", "a.txt", "a.csv", "a.md"])
def test_a_workbook_is_read_whatever_it_is_called(name: str) -> None:
    assert read_document(name, workbook()).page_kind == "sheet"


@pytest.mark.parametrize("name", ["a.docx", "a.doc", "a.pdf", "a.txt"])
def test_rich_text_is_read_whatever_it_is_called(name: str) -> None:
    assert read_document(name, b"{\\rtf1\\ansi " + TEXT + b"\\par}").text == SENTENCE


@pytest.mark.parametrize("name", ["a.txt", "a.pdf", "a.docx", "a.jpg", "a.eml"])
def test_a_picture_is_no_text_whatever_it_is_called(name: str) -> None:
    with pytest.raises(DocumentError) as refusal:
        read_document(name, picture())
    assert "PNG" not in str(refusal.value)
    assert any(word in str(refusal.value) for word in ("picture", "no sentence", "no words", "rapporteur[ocr]"))


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.xlsx", "a.epub", "a.pptx", "a.doc", "a.msg", "a.png", "a.ods", "a.odt"])
@pytest.mark.parametrize("content", [TEXT, b"\0\1\2\3" * 50, b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)])
def test_what_is_not_what_its_name_says_is_read_or_refused_in_words(name: str, content: bytes) -> None:
    try:
        document = read_document(name, content)
    except DocumentError as refusal:
        assert "its reader failed" not in str(refusal)
        assert len(str(refusal)) > 20
    else:
        assert SENTENCE in document.text


def test_an_empty_file_is_called_empty() -> None:
    for name in ("a.txt", "a.pdf", "a.docx", "a.eml", "a.png"):
        assert reasons(read_file(name, b"")) == {name: "it is empty; remove it or add its text"}


# Passwords --------------------------------------------------------------------------------------------------------------


def locked_library(write_library: WriteLibrary, passwords: str | None = None) -> Library:
    files: dict[str, str | bytes] = {"plan.pdf": locked_pdf("lake"), "rules.docx": locked_word("pier"), "open.txt": TEXT}
    return Library(write_library(files if passwords is None else {**files, ".passwords": passwords}))


def all_read(library: Library) -> tuple[list[str], dict[str, str]]:
    readings = list(library.read_all(library.files()[0]))
    return [name for reading in readings for name in names(reading)], {key: text for found in readings for key, text in reasons(found).items()}


def test_locked_files_are_refused_with_what_to_do_and_cost_nothing_else(write_library: WriteLibrary) -> None:
    library = locked_library(write_library)
    read, refused = all_read(library)
    assert read == ["open.txt"]
    assert set(refused) == {"plan.pdf", "rules.docx"}
    assert all("it is encrypted" in reason and "password" in reason for reason in refused.values())
    assert all(problem.needs_password for reading in library.read_all(["plan.pdf", "rules.docx"]) for problem in reading.problems)
    with pytest.raises(PasswordError):
        library.read("plan.pdf")


@pytest.mark.parametrize("passwords", ["lake\npier\n", "wrong\r\npier\r\n\r\nlake", "\ufefflake\nother\npier"])
def test_passwords_beside_the_files_open_them(write_library: WriteLibrary, passwords: str) -> None:
    read, refused = all_read(locked_library(write_library, passwords))
    assert (read, refused) == (["open.txt", "plan.pdf", "rules.docx"], {})


def test_wrong_passwords_are_called_so_and_never_shown(write_library: WriteLibrary) -> None:
    _, refused = all_read(locked_library(write_library, "swordfish\n"))
    assert set(refused) == {"plan.pdf", "rules.docx"}
    for reason in refused.values():
        assert "none of the passwords" in reason
        assert "swordfish" not in reason


def test_the_passwords_are_no_document(write_library: WriteLibrary) -> None:
    library = locked_library(write_library, "lake\n")
    assert library.files() == (("open.txt", "plan.pdf", "rules.docx"), ())
    with pytest.raises(LibraryError):
        library.read(".passwords")


def test_passwords_that_cannot_be_read_are_said(write_library: WriteLibrary) -> None:
    library = locked_library(write_library)
    (library.folder / ".passwords").write_bytes(b"\xff\xfe\xfd")
    with pytest.raises(LibraryError, match="it holds one password a line, in UTF-8"):
        list(library.read_all(["plan.pdf"]))


def test_a_given_password_opens_what_is_added(write_library: WriteLibrary) -> None:
    folder = write_library({"open.txt": TEXT})
    with pytest.raises(PasswordError, match=r"plan\.pdf was not added: .*password"):
        Library(folder).add("plan.pdf", locked_pdf("lake"))
    assert Library(folder, ["lake"]).add("plan.pdf", locked_pdf("lake")) == "plan.pdf"


@pytest.mark.model
def test_a_password_is_asked_for_on_the_command_line(write_library: WriteLibrary, tmp_path: Path) -> None:
    folder = locked_library(write_library).folder

    def index(*options: str, typed: str = "") -> dict[str, list[object]]:
        command = [str(COMMAND), "index", str(folder), "--index", str(tmp_path / "index"), "--json", *options]
        done = subprocess.run(command, env=environment(tmp_path), input=typed, capture_output=True, text=True, check=True)
        assert "lake" not in done.stderr
        return json.loads(done.stdout)  # type: ignore[no-any-return]

    assert index()["added"] == ["open.txt"]
    report = index("--ask-password", typed="lake\n")
    assert report["added"] == ["plan.pdf"]
    assert [problem["document_id"] for problem in report["problems"]] == ["rules.docx"]  # type: ignore[index]


@pytest.mark.model
@pytest.mark.skipif(os.name != "posix", reason="devices as POSIX knows them")
def test_only_ordinary_files_are_added(write_library: WriteLibrary, tmp_path: Path) -> None:
    folder, index = write_library({"open.txt": TEXT}), ["--index", str(tmp_path / "index")]
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "new.txt").write_text(OTHER)
    subprocess.run([COMMAND, "index", folder, *index], env=environment(tmp_path), capture_output=True, check=True)
    sources = [str(tmp_path / "pipe.txt"), "/dev/zero", str(folder), str(tmp_path / "nothing.txt"), str(tmp_path / "new.txt")]
    done = subprocess.run([COMMAND, "add", *sources, *index], env=environment(tmp_path), capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert [source for source in sources if f"{source} is not an ordinary file" in " ".join(done.stderr.split())] == sources[:3]
    assert "nothing.txt cannot be read: No such file or directory" in " ".join(done.stderr.split())
    assert "added new.txt" in done.stderr
    assert sorted(path.name for path in folder.iterdir()) == ["new.txt", "open.txt"]


# Files that change, go, or have two names -------------------------------------------------------------------------------


def test_a_file_that_goes_while_the_folder_is_read_is_named_and_the_others_are_read(write_library: WriteLibrary) -> None:
    folder = write_library({"a.txt": TEXT, "b.txt": TEXT, "c.txt": TEXT})

    def going() -> Iterator[str]:
        yield "a.txt"
        (folder / "b.txt").unlink()
        yield from ("b.txt", "c.txt")

    readings = list(Library(folder).read_all(going()))
    assert [names(reading) for reading in readings] == [["a.txt"], [], ["c.txt"]]
    assert reasons(readings[1]) == {"b.txt": "it went away while the folder was read"}


def test_what_is_kept_of_a_file_that_changes_is_one_of_its_two_states(write_library: WriteLibrary, tmp_path: Path) -> None:
    folder = write_library({"a.txt": TEXT, "b.txt": SENTENCE})
    library = Library(folder)
    update_index(library, tmp_path / "index", HashingEncoder())
    (folder / "b.txt").write_text(OTHER)
    reading = next(library.read_all(["b.txt"]))
    assert reading.documents[0].text == OTHER
    assert library.fingerprint("b.txt").startswith(reading.sha256)
    assert update_index(library, tmp_path / "index", HashingEncoder()).changed == ("b.txt",)


def test_two_names_for_one_file_are_one_document(write_library: WriteLibrary) -> None:
    folder = write_library({"b/note.txt": TEXT})
    (folder / "a.txt").hardlink_to(folder / "b" / "note.txt")
    (folder / "c.txt").symlink_to("b/note.txt")
    readable, problems = Library(folder).files()
    assert readable == ("a.txt",)
    assert [(problem.document_id, problem.reason) for problem in problems] == [
        ("b/note.txt", "it is the same file as a.txt, which is read"),
        ("c.txt", "it is the same file as a.txt, which is read"),
    ]


def test_equal_files_of_two_names_are_two_documents(write_library: WriteLibrary) -> None:
    assert Library(write_library({"a.txt": TEXT, "b.txt": TEXT})).files() == (("a.txt", "b.txt"), ())


def test_a_link_out_of_the_folder_is_not_followed_by_any_way(write_library: WriteLibrary, tmp_path: Path) -> None:
    folder = write_library({"a.txt": TEXT})
    (tmp_path / "secret.txt").write_text("Nobody may read this sentence.")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "chain.txt").symlink_to("link.txt")
    library = Library(folder)
    readable, problems = library.files()
    assert readable == ("a.txt",)
    assert [problem.document_id for problem in problems] == ["chain.txt", "link.txt"]
    assert all("leads out of the documents folder" in problem.reason for problem in problems)
    for name in ("link.txt", "chain.txt"):
        with pytest.raises(LibraryError, match="leads out of"):
            list(library.read_all([name]))


def test_a_sidecar_that_leads_out_of_the_folder_is_not_read(write_library: WriteLibrary, tmp_path: Path) -> None:
    folder = write_library({"a.txt": TEXT})
    (tmp_path / "secret.toml").write_text('title = "Secret"')
    (folder / "a.txt.toml").symlink_to(tmp_path / "secret.toml")
    assert next(Library(folder).read_all(["a.txt"])).documents[0].title == ""


# Facts ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("2023-10-16 declaration.txt", "2023-10-16"),
        ("note_2023_10_16.txt", "2023-10-16"),
        ("20231016.txt", "2023-10-16"),
        ("IMG_20231016_101010.txt", "2023-10-16"),
        ("2023.10.16.txt", "2023-10-16"),
        ("minutes 16 October 2023.txt", "2023-10-16"),
        ("minutes_October_2023.txt", "2023-10"),
        ("2011-12 report.txt", ""),  # a year and a month, or two years
        ("report 2023.txt", ""),
        ("2023-10-16 and 2023-10-17.txt", ""),
        ("2023-13-45.txt", ""),
        ("12023101601.txt", ""),
        ("2023-10-16/note.txt", ""),
    ],
)
def test_a_file_named_for_one_day_is_of_that_day(name: str, date: str) -> None:
    document = read_document(name, TEXT)
    assert (document.date, document.origins.date) == (date, "file name" if date else "unknown")


def test_a_date_in_the_words_counts_more_than_one_in_the_name() -> None:
    document = read_document("2023-10-16.md", b"---\ndate: 2021-05-04\n---\n" + TEXT)
    assert (document.date, document.origins.date) == ("2021-05-04", "stated")


def test_each_fact_says_where_it_is_from() -> None:
    content = b"---\ntitle: Lake meeting\nlanguage: en\n---\n" + TEXT
    document = read_document("2023-10-16.md", content, given={"publisher": "Lake Secretariat", "source_url": "https://lake.example"})
    assert document.origins == Origins(title="stated", date="file name", publisher="given", language="stated")
    assert (document.publisher, document.source_url) == ("Lake Secretariat", "https://lake.example")


def test_what_is_given_wins_over_what_the_file_says() -> None:
    document = read_document("2023-10-16.md", b"---\ntitle: Lake\n---\n" + TEXT, given={"title": "Sea", "date": "2020"})
    assert (document.title, document.date) == ("Sea", "2020")
    assert (document.origins.title, document.origins.date) == ("given", "given")


def test_what_is_given_for_a_mail_is_not_given_for_its_attachments() -> None:
    reading = read_file("mail.eml", mail([("note.txt", TEXT)]), given={"publisher": "Lake Secretariat"})
    assert [document.publisher for document in reading.documents] == ["Lake Secretariat", ""]


def test_who_says_a_quote_stands_in_its_citation(write_library: WriteLibrary, tmp_path: Path) -> None:
    words = "“The northern shore will be closed to trawlers in June,” said Minister Ana Hoxha."
    folder = write_library({"press.txt": words, "note.txt": "The northern shore stays open to ferries all year."})
    update_index(Library(folder), tmp_path / "index", HashingEncoder())
    answer = Assistant(tmp_path / "index", HashingEncoder()).ask("When will the northern shore be closed to trawlers?")
    speakers = {citation.quote: citation.speaker for citation in (*answer.citations, *answer.nearest)}
    assert speakers[words] == "Ana Hoxha"
    assert speakers.get("The northern shore stays open to ferries all year.", "") == ""


@pytest.mark.skipif(os.name != "posix", reason="rights as POSIX knows them")
@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_a_problem_of_its_own(write_library: WriteLibrary) -> None:
    folder = write_library({"a.txt": TEXT, "b.txt": TEXT})
    (folder / "a.txt").chmod(0)
    readings = list(Library(folder).read_all(["a.txt", "b.txt"]))
    assert reasons(readings[0]) == {"a.txt": "it cannot be read: Permission denied"}
    assert names(readings[1]) == ["b.txt"]
