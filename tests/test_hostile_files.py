"""Files made to do harm: nothing runs, nothing is fetched, no other file is shown, and each costs a reason and little time.

Everything is read as the program does, in processes of its own, while a server of this test waits for a request that must
not come.
"""

import io
import threading
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from pdf_fixtures import Sheet, lines, pdf
from test_file_reading import mail, word, workbook

from corpus.document import Document
from corpus.errors import DocumentError
from corpus.file_reading import FileReading, read_file
from corpus.isolation import FileReaders, Limits, Request
from corpus.library import Library

SENTENCE = "The ferry leaves at nine from the second pier."
SECRET = "Nobody may read this sentence."
LIMITS = Limits(seconds=30.0)
WriteLibrary = Callable[[Mapping[str, str | bytes]], Path]


@pytest.fixture(scope="module")
def requests() -> Iterator[list[str]]:
    """The addresses of a server on this machine that were asked for; its own address is the first."""
    asked: list[str] = []

    class Heard(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(SECRET.encode())

        do_POST = do_HEAD = do_GET  # noqa: N815

        def log_message(self, format: str, *arguments: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Heard) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        asked.append(f"http://127.0.0.1:{server.server_port}")
        yield asked
        server.shutdown()


@pytest.fixture(scope="module")
def readers() -> Iterator[FileReaders]:
    with FileReaders(LIMITS, 1) as readers:
        yield readers


Read = Callable[[str, bytes], FileReading]


@pytest.fixture
def read(readers: FileReaders, tmp_path: Path) -> Read:
    def read(name: str, content: bytes) -> FileReading:
        path = tmp_path / name
        path.write_bytes(content)
        return next(readers.read_all([Request(name, path)]))

    return read


def said(reading: FileReading) -> str:
    """All that a person may come to see of a file."""
    facts = [f"{document.title}\n{document.author}\n{document.publisher}\n{document.text}" for document in reading.documents]
    return "\n".join([*facts, *(f"{problem.document_id}\n{problem.reason}" for problem in reading.problems)])


def assert_refused(reading: FileReading, *reasons: str) -> None:
    assert not reading.documents
    assert any(reason in problem.reason for problem in reading.problems for reason in reasons), reading.problems
    assert "its reader failed" not in said(reading)


def quotes(document: Document) -> str:
    return "\n".join(document.text[span.start : span.end] for span in document.sentences)


# Containers -------------------------------------------------------------------------------------------------------------

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
T = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
)
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
)


def relations(*pairs: tuple[str, str, bool]) -> str:
    inside = "".join(
        f'<Relationship Id="r{number}" Type="{R}/{kind}" Target="{target}"{" TargetMode=" + chr(34) + "External" + chr(34) if outside else ""}/>'
        for number, (kind, target, outside) in enumerate(pairs, 1)
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inside}</Relationships>'


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def docx(body: str, before: str = "", **more: str) -> bytes:
    document = f"{before}<w:document {W} xmlns:r='{R}'><w:body>{body}</w:body></w:document>"
    main = {"[Content_Types].xml": TYPES, "_rels/.rels": relations(("officeDocument", "word/document.xml", False)), "word/document.xml": document}
    return zipped(main | more)


def xlsx(strings: str, before: str = "", sheet: str = "", **more: str) -> bytes:
    rows = sheet or '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>1</v></c></row>'
    return zipped(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": relations(("officeDocument", "xl/workbook.xml", False)),
            "xl/workbook.xml": f'<workbook {S} xmlns:r="{R}"><sheets><sheet name="Budget" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relations(("worksheet", "worksheets/sheet1.xml", False), ("sharedStrings", "sharedStrings.xml", False)),
            "xl/worksheets/sheet1.xml": f"<worksheet {S}><sheetData>{rows}</sheetData></worksheet>",
            "xl/sharedStrings.xml": f"{before}<sst {S}><si><t>{strings}</t></si></sst>",
        }
        | more
    )


def odt(body: str, before: str = "") -> bytes:
    content = f"{before}<office:document-content {T}><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def epub(body: str, before: str = "") -> bytes:
    container = (
        '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="b.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata/>'
        '<manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine></package>'
    )
    page = f'{before}<html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html>'
    return zipped({"mimetype": "application/epub+zip", "META-INF/container.xml": container, "b.opf": package, "a.xhtml": page})


def pptx(body: str, before: str = "") -> bytes:
    shape = f"<p:sp><p:txBody><a:p><a:r><a:t>{body}</a:t></a:r></a:p></p:txBody></p:sp>"
    return zipped(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": relations(("officeDocument", "ppt/presentation.xml", False)),
            "ppt/presentation.xml": f'<p:presentation {A} xmlns:r="{R}"><p:sldIdLst><p:sldId id="256" r:id="r1"/></p:sldIdLst></p:presentation>',
            "ppt/_rels/presentation.xml.rels": relations(("slide", "slides/slide1.xml", False)),
            "ppt/slides/slide1.xml": f"{before}<p:sld {A}><p:cSld><p:spTree>{shape}</p:spTree></p:cSld></p:sld>",
        }
    )


def paragraph(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


MADE: dict[str, Callable[[str, str], bytes]] = {
    "a.docx": lambda words, before: docx(paragraph(words), before),
    "a.xlsx": xlsx,
    "a.odt": lambda words, before: odt(f"<text:p>{words}</text:p>", before),
    "a.epub": lambda words, before: epub(f"<p>{words}</p>", before),
    "a.pptx": pptx,
}


@pytest.mark.parametrize("name", MADE)
def test_the_files_of_these_tests_are_sound_where_no_harm_is_added(read: Read, name: str) -> None:
    reading = read(name, MADE[name](SENTENCE, ""))
    assert SENTENCE in quotes(reading.documents[0])
    assert not reading.problems


# Bombs ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MADE)
def test_a_part_that_unpacks_to_a_thousand_times_its_size_is_refused(read: Read, name: str) -> None:
    content = MADE[name](SENTENCE + " " * 20_000_000, "")
    assert len(content) < 50_000
    started = time.perf_counter()
    assert_refused(read(name, content), "it looks made to exhaust the machine", "no slide of it holds words")
    assert time.perf_counter() - started < 10


LAUGHS = '<!DOCTYPE x [<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)) + "]>"


@pytest.mark.parametrize("name", MADE)
def test_entities_that_grow_without_end_grow_not_at_all(read: Read, name: str) -> None:
    started = time.perf_counter()
    reading = read(name, MADE[name](f"{SENTENCE} &a11;", LAUGHS))
    assert time.perf_counter() - started < 10
    assert "haha" not in said(reading)
    assert reading.documents or reading.problems


@pytest.mark.parametrize("page", ["<svg><text>&a11;</text></svg>", "<p>&a11;</p>"])
def test_entities_of_a_page_grow_not_at_all(read: Read, page: str) -> None:
    words = "<p>The ferry leaves at nine from the second pier, and the last one comes back at ten.</p>"
    reading = read("a.html", f"{LAUGHS}<html><body><article>{words}{page}</article></body></html>".encode())
    assert "haha" not in said(reading)
    assert reading.documents or "it holds no HTML" in said(reading)


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("scheme", ["file", "http"])
def test_an_entity_shows_no_other_file(read: Read, name: str, scheme: str, tmp_path: Path, requests: list[str]) -> None:
    (tmp_path / "secret.txt").write_text(SECRET)
    address = f"{requests[0]}/secret" if scheme == "http" else (tmp_path / "secret.txt").as_uri()
    before = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{address}"><!ENTITY % p SYSTEM "{address}">%p;]>'
    reading = read(name, MADE[name](f"{SENTENCE} &e;", before))
    assert SECRET not in said(reading)
    assert len(requests) == 1


def test_an_entity_of_a_page_shows_no_other_file(read: Read, tmp_path: Path, requests: list[str]) -> None:
    (tmp_path / "secret.txt").write_text(SECRET)
    words = "<p>The ferry leaves at nine from the second pier, and the last one comes back at ten. &e;</p>"
    before = f'<!DOCTYPE html [<!ENTITY e SYSTEM "{(tmp_path / "secret.txt").as_uri()}"><!ENTITY f SYSTEM "{requests[0]}/secret">]>'
    for name in ("a.html", "a.xhtml", "a.md"):
        assert SECRET not in said(read(name, f"{before}<html><body><article>{words}<p>&f;</p></article></body></html>".encode()))
    assert len(requests) == 1


def nested_mail(depth: int) -> bytes:
    content = mail(body=SENTENCE)
    for _ in range(depth):
        outer = EmailMessage()
        outer["Subject"] = "Forwarded"
        outer.set_content("See below.")
        outer.add_attachment(content, maintype="application", subtype="octet-stream", filename="inner.eml")
        content = outer.as_bytes()
    return content


def test_mail_in_mail_without_end_is_read_as_deep_as_mail_goes(read: Read) -> None:
    reading = read("mail.eml", nested_mail(12))
    assert 1 <= len(reading.documents) <= 4
    assert any("take it out and add it by itself" in problem.reason for problem in reading.problems)


def test_parts_in_parts_without_end_are_read_in_time(read: Read) -> None:
    depth = 3000
    head = b"Subject: Deep\r\n" + b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (level, level) for level in range(depth)
    )
    started = time.perf_counter()
    reading = read("mail.eml", head + b"Content-Type: text/plain\r\n\r\n" + SENTENCE.encode())
    assert time.perf_counter() - started < 15
    assert reading.problems or reading.documents
    assert "its reader failed" not in said(reading)


def test_files_in_files_in_files_end(read: Read) -> None:
    content = word(SENTENCE)
    for _ in range(8):
        content = docx(paragraph(SENTENCE), **{"word/embeddings/inner.docx": content.decode("latin-1").encode("latin-1")})  # type: ignore[arg-type]
    reading = read("a.docx", content)
    assert 1 <= len(reading.documents) <= 4
    assert reading.documents[0].text == SENTENCE


def test_an_archive_that_is_called_a_document_is_refused(read: Read) -> None:
    inner = b"x" * 1000
    for _ in range(20):
        inner = zipped({"inner.zip": inner})
    for name in ("a.docx", "a.xlsx", "a.epub", "a.odt"):
        assert_refused(read(name, inner), "missing", "not the kind of file", "damaged", "holds no", "is no ")


@pytest.mark.parametrize("member", ["../../escape.xml", "/etc/escape.xml", "word/../../escape.xml", "C:\\escape.xml"])
def test_no_member_of_an_archive_is_written_anywhere(read: Read, tmp_path: Path, member: str) -> None:
    reading = read("a.docx", docx(paragraph(SENTENCE), **{member: SECRET}))
    assert reading.documents[0].text == SENTENCE
    assert [path.name for path in tmp_path.rglob("*")] == ["a.docx"]
    assert not list(tmp_path.parent.glob("escape*"))


# Things that run or are fetched -----------------------------------------------------------------------------------------


def test_a_page_runs_nothing_fetches_nothing_and_quotes_no_code(read: Read, requests: list[str]) -> None:
    here = requests[0]
    page = f"""<html><head><base href="{here}/"><meta http-equiv="refresh" content="0; url={here}/moved"><title>Ferries</title>
    <link rel="stylesheet" href="{here}/style.css"><link rel="import" href="{here}/i"><script src="{here}/s.js"></script>
    <script>fetch("{here}/run"); document.title = "owned"</script><style>@import "{here}/x.css"; p {{ background: url({here}/bg) }}</style></head>
    <body onload="fetch('{here}/onload')"><article><h1>Ferries</h1><p>The ferry leaves at nine from the second pier, and returns at ten.</p>
    <img src="{here}/pixel.png" onerror="alert(1)"><iframe src="{here}/frame" srcdoc="<p>{SECRET}</p>"></iframe>
    <object data="{here}/object"></object><embed src="{here}/embed"><video src="{here}/video" autoplay></video>
    <svg><use href="{here}/use#a"/><script>alert(2)</script></svg><a href="javascript:alert(3)" ping="{here}/ping">The timetable of the ferry</a>
    <form action="{here}/form"><input autofocus onfocus="alert(4)"></form><noscript><img src="{here}/noscript"></noscript>
    <p>Dogs travel for two crowns each way, and children under six travel for nothing at all.</p></article></body></html>"""
    for name in ("a.html", "a.xhtml", "a.htm"):
        reading = read(name, page.encode())
        shown = said(reading)
        assert "The ferry leaves at nine" in quotes(reading.documents[0])
        assert not [word for word in ("fetch(", "alert(", "owned", "@import", "onload", SECRET) if word in shown]
    assert len(requests) == 1


def actions(here: str) -> dict[str, str]:
    return {
        "javascript": f"/OpenAction<</S/JavaScript/JS(app.launchURL\\('{here}/js'\\); app.alert\\(1\\))>>",
        "launch": f"/OpenAction<</S/Launch/F(/bin/sh)/Win<</F(cmd.exe)/P(/c curl {here}/launch)>>>>",
        "address": f"/OpenAction<</S/URI/URI({here}/uri)>>",
        "form": f"/OpenAction<</S/SubmitForm/F<</FS/URL/F({here}/form)>>>>",
        "another file": f"/OpenAction<</S/GoToR/F<</FS/URL/F({here}/far.pdf)>>/D[0/Fit]>>",
        "names": f"/Names<</JavaScript<</Names[(run)<</S/JavaScript/JS(this.submitForm\\('{here}/names'\\))>>]>>>>",
        "closing": f"/AA<</WC<</S/JavaScript/JS(app.launchURL\\('{here}/aa'\\))>>>>",
        "reading a file": "/OpenAction<</S/ImportData/F(/etc/hostname)>>",
    }


@pytest.mark.parametrize("action", actions(""))
def test_no_action_of_a_pdf_runs(read: Read, requests: list[str], tmp_path: Path, action: str) -> None:
    content = pdf([Sheet(lines(SENTENCE))], catalog=actions(requests[0])[action])
    reading = read("a.pdf", content)
    assert quotes(reading.documents[0]) == SENTENCE
    assert "app." not in said(reading)
    with FileReaders(LIMITS, 1) as readers:
        document = reading.documents[0]
        place = {"document_id": "a.pdf", "file_id": "a.pdf", "path": str(tmp_path / "a.pdf"), "sha256": document.sha256}
        drawn = readers.ask({"task": "draw", "page": 1, "width": 200, "passwords": [], "media_type": document.media_type, **place})
    assert "png" in drawn
    assert len(requests) == 1


def test_an_office_file_fetches_nothing_it_points_to(read: Read, requests: list[str], tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text(SECRET)
    here, near = requests[0], (tmp_path / "secret.txt").as_uri()
    field = '<w:p><w:fldSimple w:instr="{}"><w:r><w:t>{}</w:t></w:r></w:fldSimple></w:p>'
    body = field.format(f"INCLUDETEXT {near}", "kept") + field.format(f"DDEAUTO cmd /c curl {here}/dde", "dde") + paragraph(SENTENCE)
    outside = relations(
        ("attachedTemplate", f"{here}/t.dotm", True), ("image", f"{here}/i.png", True), ("subDocument", near, True), ("header", near, True)
    )
    reading = read("a.docx", docx(body + '<w:subDoc r:id="r3"/><w:altChunk r:id="r3"/>', **{"word/_rels/document.xml.rels": outside}))
    assert SENTENCE in quotes(reading.documents[0])
    assert SECRET not in said(reading)
    assert "curl" not in said(reading)
    frame = f'<text:p>{SENTENCE}<draw:frame><draw:image xlink:href="{here}/i.png"/><draw:object xlink:href="{near}"/></draw:frame></text:p>'
    section = f'<text:section><text:section-source xlink:href="{near}"/><text:p>{SENTENCE}</text:p></text:section>'
    assert SECRET not in said(read("a.odt", odt(frame + section)))
    images = f'<p>{SENTENCE}</p><img src="{here}/i.png"/><iframe src="{near}"/><script>alert(1)</script>'
    shown = said(read("a.epub", epub(images)))
    assert SENTENCE in shown
    assert "alert(" not in shown
    rich = f'{{\\rtf1\\ansi {SENTENCE}{{\\field{{\\*\\fldinst INCLUDEPICTURE "{here}/p"}}{{\\fldrslt}}}}{{\\*\\template {here}/t}}\\par}}'
    assert quotes(read("a.rtf", rich.encode()).documents[0]) == SENTENCE
    assert len(requests) == 1


def test_formulas_are_words(read: Read, requests: list[str]) -> None:
    formulas = [f'=WEBSERVICE("{requests[0]}/w")', "=cmd|' /C calc'!A0", f'=HYPERLINK("{requests[0]}/h";"x")', "@SUM(1+1)*cmd|' /C calc'!A0"]
    reading = read("a.csv", b"Name;Note\n" + "".join(f"row {number};{formula}\n" for number, formula in enumerate(formulas)).encode())
    assert "cmd|" in quotes(reading.documents[0])
    sheet = f'<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><f>WEBSERVICE("{requests[0]}/f")</f><v>7</v></c></row>'
    assert SENTENCE in quotes(read("a.xlsx", xlsx(SENTENCE, sheet=sheet)).documents[0])
    assert len(requests) == 1


def test_mail_fetches_nothing(read: Read, requests: list[str]) -> None:
    here = requests[0]
    message = EmailMessage()
    message["Subject"] = f'<img src="{here}/subject">'
    message["From"] = '"<script>alert(1)</script>" <ana@example.org>'
    message.set_content(f'<p>{SENTENCE}</p><img src="{here}/pixel"><script>alert(2)</script><style>@import "{here}/css"</style>', subtype="html")
    message.add_attachment(f"Content-Type: text/plain\r\n\r\n{here}/body".encode(), maintype="application", subtype="x-external", filename="link.url")
    reading = read("mail.eml", message.as_bytes())
    assert quotes(reading.documents[0]) == SENTENCE
    external = f'Subject: x\r\nContent-Type: message/external-body; access-type=URL; URL="{here}/body"\r\n\r\nContent-Type: text/plain\r\n\r\n'
    read("b.eml", external.encode())
    assert len(requests) == 1


# Length -----------------------------------------------------------------------------------------------------------------

LINE = "The ferry leaves at nine from pier {} and returns at ten.\n"


def seconds(name: str, content: bytes) -> float:
    started = time.process_time()
    reading = read_file(name, content)
    assert reading.documents, reading.problems
    return time.process_time() - started


@pytest.mark.parametrize(("name", "count"), [("a.txt", 100_000), ("a.md", 20_000), ("a.eml", 20_000), ("a.rtf", 20_000), ("a.html", 20_000)])
def test_many_lines_take_time_in_proportion(name: str, count: int) -> None:
    def made(count: int) -> bytes:
        text = "".join(LINE.format(number) for number in range(count))
        page = f"<html><body><article><p>{text.strip().replace(chr(10), '</p><p>')}</p></article></body></html>"
        rich = "{\\rtf1\\ansi " + text.replace("\n", "\\par ") + "}"
        return {"a.eml": f"Subject: Piers\n\n{text}", "a.rtf": rich, "a.html": page}.get(name, text).encode()

    read_file(name, made(100))  # what is imported is imported
    short, long = seconds(name, made(count // 4)), seconds(name, made(count))
    assert long < 20
    assert long < 4 * 2.5 * short + 0.5


@pytest.mark.parametrize(
    "words",
    [
        "The ferry leaves at nine from pier five and returns at ten. " * 20_000,
        "x" * 5_000_000,
        "č" * 1_000_000,
        "a." * 500_000,
        "1 " * 500_000,
        "Ana Hoxha said “no”, " * 20_000,
        "\t" * 300_000 + "The end.",
        "\r\n" * 300_000 + "The end.",
        "-" * 300_000 + " The end.",
        "[](" * 50_000 + " The end.",
        "<" * 200_000 + " The end.",
    ],
    ids=["sentences", "no spaces", "no spaces, accents", "full stops", "numbers", "speakers", "tabs", "line ends", "dashes", "links", "angles"],
)
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.eml", "a.rtf"])
def test_one_very_long_line_is_read_or_refused_in_time(name: str, words: str) -> None:
    head, foot = {
        "a.html": ("<html><body><article><p>The ferry leaves at nine from the pier.</p><p>", "</p></article></body></html>"),
        "a.eml": ("Subject: Piers\n\n", ""),
        "a.rtf": ("{\\rtf1\\ansi ", "}"),
    }.get(name, ("", ""))
    started = time.process_time()
    reading = read_file(name, f"{head}{words}{foot}".encode())
    assert time.process_time() - started < 10
    assert not [problem for problem in reading.problems if "its reader failed" in problem.reason]
    for document in reading.documents:
        assert all(span.end - span.start <= 2000 for span in document.sentences)


# Names ------------------------------------------------------------------------------------------------------------------

NAMES = [
    "two\nlines.txt",
    "<script>alert(1)<_script>.txt",
    '"><img src=x onerror=alert(1)>.txt',
    "\x1b]0;owned\x07.txt",
    "\u202etxt.exe.txt",
    "$(reboot).txt",
    "; rm -rf ~.txt",
    "--help.txt",
    "%00.txt",
    "{{7*7}}.txt",
    " .txt",
    "CON.txt",
    "a\u0000b.txt",
    "a\\b.txt",
    "[link](javascript:alert(1)).txt",
]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_added_gets_a_name_that_nothing_misreads(write_library: WriteLibrary, name: str) -> None:
    library = Library(write_library({}))
    stored = library.add(name, SENTENCE.encode())
    assert stored.isprintable()
    assert not set(stored) & set('<>"\\/:|?*$`;{}[]%\n\0')
    assert library.files()[0] == (stored,)
    assert library.read(stored).text == SENTENCE


def test_names_that_stand_in_a_folder_are_listed_as_they_are_and_read(write_library: WriteLibrary) -> None:
    names = [name for name in NAMES if "\0" not in name and "/" not in name]
    library = Library(write_library(dict.fromkeys(names, SENTENCE) | {"note.txt": SENTENCE}))
    readable, problems = library.files()
    assert set(readable) == {*names, "note.txt"}
    assert not problems
    readings = list(library.read_all(readable))
    assert [reading.documents[0].document_id for reading in readings] == list(readable)


def test_a_file_of_an_unknown_kind_runs_nothing_and_is_not_read(write_library: WriteLibrary) -> None:
    files = dict.fromkeys(("run.sh", "macro.vbs", "page.svg", "setup.exe", "link.url", "a.desktop"), b"#!/bin/sh\ntouch owned\n")
    library = Library(write_library(files))
    readable, problems = library.files()
    assert readable == ()
    assert {problem.document_id for problem in problems} == set(files)
    for name, content in files.items():
        with pytest.raises(DocumentError, match="no reader for this kind of file"):
            library.add(name, content)
    assert not list(library.folder.rglob("owned"))


def test_a_healthy_file_is_still_read_after_all_this(read: Read) -> None:
    assert SENTENCE in said(read("a.docx", word(SENTENCE)))
    assert "Item: Rope; Cost: 12" in said(read("a.xlsx", workbook()))
