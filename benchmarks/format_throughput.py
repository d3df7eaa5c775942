"""How fast each format is read, beside the plain library alone: the text without landmarks, sentences, speakers or a process.

    python benchmarks/format_throughput.py [--folder FOLDER] [--repeats N] [--json FILE]

Files are made here, of the same sentences in every format; `--folder` adds real files of these formats. Three columns: the
library alone, this program in its own process, and this program as it reads a folder, a process of its own included. The best
of N runs counts, after one that warms up; processor seconds for the first two, wall-clock seconds for the last.
"""

import argparse
import io
import json
import platform
import tempfile
import time
from collections.abc import Callable, Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import cast

import docx
import pypdfium2
import trafilatura
from fpdf import FPDF
from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from corpus.file_reading import read_file
from corpus.isolation import FileReaders, Request

PARAGRAPHS = 1_500
SENTENCES = (
    "The ministers of both countries agreed on {} to close the northern shore to trawlers from June to August.",
    "Patrol boats will watch the closed waters, said Ana Hoxha, and a fine of {} crowns was set.",
    "A second ferry sails between the two harbours every morning and carries {} cars.",
)


def paragraph(number: int) -> str:
    return " ".join(sentence.format(number) for sentence in SENTENCES)


def pdf_file() -> bytes:
    made = FPDF()
    made.set_font("helvetica", size=11)
    made.add_page()
    for number in range(PARAGRAPHS):
        made.multi_cell(0, 5, paragraph(number))
        made.ln(4)
    return bytes(made.output())


def docx_file() -> bytes:
    made, target = docx.Document(), io.BytesIO()
    for number in range(PARAGRAPHS):
        if number % 20 == 0:
            made.add_heading(f"Section {number // 20 + 1}", 1)
        made.add_paragraph(paragraph(number))
    made.save(target)
    return target.getvalue()


def xlsx_file() -> bytes:
    made, target = Workbook(), io.BytesIO()
    assert made.active is not None
    made.active.append(["Port", "Day", "Boats", "Remark"])
    for number in range(4 * PARAGRAPHS):
        made.active.append([f"Port {number % 40}", f"2023-05-{number % 28 + 1:02}", number, SENTENCES[number % 3].format(number)])
    made.save(target)
    return target.getvalue()


def html_file() -> bytes:
    body = "".join(f"<h2>Section {number // 20 + 1}</h2>" * (number % 20 == 0) + f"<p>{paragraph(number)}</p>" for number in range(PARAGRAPHS))
    return f"<html><head><title>Lake</title></head><body><nav><a href='/'>Home</a></nav><article><h1>Lake</h1>{body}</article></body></html>".encode()


def eml_file() -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"], message["Date"] = "Lake", "Ana Hoxha <ana@example.org>", "Wed, 4 Oct 2023 09:00:00 +0200"
    message.set_content("\n\n".join(map(paragraph, range(PARAGRAPHS))))
    return message.as_bytes()


def plain_pdf(content: bytes) -> int:
    with pypdfium2.PdfDocument(content) as opened:
        return sum(len(page.get_textpage().get_text_range()) for page in opened)


def plain_docx(content: bytes) -> int:
    return sum(len(read.text) for read in docx.Document(io.BytesIO(content)).paragraphs)


def plain_xlsx(content: bytes) -> int:
    opened = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return sum(len(row) for name in opened.sheet_names for row in opened.get_sheet_by_name(name).iter_rows())


def plain_html(content: bytes) -> int:
    return len(trafilatura.extract(content.decode()) or "")


def plain_eml(content: bytes) -> int:
    body = cast(EmailMessage, message_from_bytes(content, policy=policy.default)).get_body(("plain", "html"))
    return len(body.get_content()) if body is not None else 0


FORMATS: dict[str, tuple[str, Callable[[], bytes], Callable[[bytes], int]]] = {
    ".pdf": ("pypdfium2, get_text_range", pdf_file, plain_pdf),
    ".docx": ("python-docx, paragraphs", docx_file, plain_docx),
    ".xlsx": ("python-calamine, rows", xlsx_file, plain_xlsx),
    ".html": ("trafilatura, extract", html_file, plain_html),
    ".eml": ("email, get_body", eml_file, plain_eml),
}


def best(run: Callable[[], object], repeats: int, clock: Callable[[], float]) -> float:
    run()
    found = []
    for _ in range(repeats):
        started = clock()
        run()
        found.append(clock() - started)
    return min(found)


def in_a_process(path: Path, readers: FileReaders) -> None:
    for reading in readers.read_all([Request(path.name, path)]):
        assert reading.documents, reading.problems


def measured(path: Path, repeats: int) -> dict[str, object]:
    content = path.read_bytes()
    library, _, plain = FORMATS[path.suffix]
    document = read_file(path.name, content).documents[0]
    alone = best(lambda: plain(content), repeats, time.process_time)
    here = best(lambda: read_file(path.name, content), repeats, time.process_time)
    with FileReaders(processes=1) as readers:
        apart = best(lambda: in_a_process(path, readers), repeats, time.perf_counter)
    return {
        "file": path.name,
        "library": library,
        "megabytes": round(len(content) / 1e6, 3),
        "characters": len(document.text),
        "pages": len(document.pages) if document.page_kind == "page" else 0,
        "library_seconds": round(alone, 4),
        "program_seconds": round(here, 4),
        "process_seconds": round(apart, 4),
        "times_the_library": round(here / alone, 1) if alone else 0,
    }


def shown(row: dict[str, object]) -> str:
    amount, unit = (float(str(row["pages"])), "pages/s") if row["pages"] else (float(str(row["characters"])) / 1e6, "M characters/s")
    rates = (amount / max(float(str(row[name])), 1e-6) for name in ("library_seconds", "program_seconds", "process_seconds"))
    return (
        f"{str(row['file'])[:44]:44} {row['library']!s:27}" + "".join(f"{rate:10.1f}" for rate in rates) + f"  {unit:15} ×{row['times_the_library']}"
    )


def files(folder: Path | None, made: Path) -> Sequence[Path]:
    for suffix, (_, make, _) in FORMATS.items():
        (made / f"made{suffix}").write_bytes(make())
    real = [path for path in sorted(folder.iterdir()) if path.suffix in FORMATS] if folder else []
    return [*sorted(made.iterdir()), *real]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    rows = []
    print(f"{'file':44} {'library':27}{'library':>10}{'program':>10}{'process':>10}")
    with tempfile.TemporaryDirectory() as made:
        for path in files(arguments.folder, Path(made)):
            try:
                rows.append(measured(path, arguments.repeats))
            except Exception as error:  # each library refuses some real files in its own way
                print(f"{path.name[:44]:44} not measured: {type(error).__name__}: {str(error)[:80]}")
                continue
            print(shown(rows[-1]), flush=True)
    if arguments.json:
        record = {"machine": platform.processor() or platform.machine(), "python": platform.python_version(), "rows": rows}
        arguments.json.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
