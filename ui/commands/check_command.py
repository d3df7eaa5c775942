"""The command `rapporteur check`.

What enters: a draft and the index. What leaves: the verdict on each of its quotations, printed, an annotated copy where one is
asked for, and an exit status. It needs no model. It deliberately decides nothing: `assistant.proof` does.
"""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.errors import DocumentError, RapporteurError
from ui.commands.options import IndexOption, JsonOption
from ui.commands.output import print_json, require_place, write_file
from ui.settings import load_settings

if TYPE_CHECKING:
    from rich.console import Console

    from assistant.proof.draft import CheckedQuotation
    from assistant.proof.draft_annotation import DocumentOf
    from index.engine import PassageEngine

DraftArgument = Annotated[Path, typer.Argument(metavar="DRAFT", help="A text that quotes: .docx, .md, .txt, .html, .odt, .pdf …")]
OutputOption = Annotated[
    Path | None,
    typer.Option("--output", metavar="FILE", help="Write a copy annotated: .docx from .docx with comments, else Markdown.", show_default=False),
]
_STYLES = {"exact": "green", "equivalent": "green", "too_short": "dim"}


def check(draft: DraftArgument, output: OutputOption = None, as_json: JsonOption = False, index_folder: IndexOption = None) -> None:
    """Verify every quotation in a draft against the documents; exit status 1 when one is altered, misplaced or not found."""
    from assistant.proof.draft import check_draft
    from assistant.proof.draft_files import annotated, read_draft
    from assistant.proof.draft_quotations import quotations
    from index.engine import open_engine
    from index.quote_texts import QuoteTexts
    from ui.commands import terminal

    _check_output(draft, output)
    try:
        content = draft.read_bytes()
        read = read_draft(draft, content)
    except (OSError, DocumentError) as error:
        reason = f"it cannot be read: {error.strerror or error}" if isinstance(error, OSError) else str(error)
        raise RapporteurError(f"{draft}: {reason}") from error
    settings = load_settings(index=index_folder)
    index = open_engine(settings.index, settings.milvus)
    checked = check_draft(quotations(read), QuoteTexts(index), index.documents())
    if output is not None:
        write_file(output, annotated(output, content, read, checked, index.document))
    for number, one in enumerate(checked, 1):
        if as_json:
            print_json({"number": number, **quotation_record(one, index)})
        else:
            _show(terminal.console(), number, one, index.document)
    if not as_json:
        _show_sum(terminal.console(), checked)
    if any(one.fails for one in checked):
        raise typer.Exit(1)


def quotation_record(checked: "CheckedQuotation", index: "PassageEngine") -> dict[str, object]:
    """A quotation as `check --json` prints it; `start` and `end` are characters of the draft's text as read."""
    quotation, found = checked.quotation, checked.verdict
    place = found.place
    document = index.document(place.document_id) if place is not None else None
    return {
        "start": quotation.start,
        "end": quotation.end,
        "quote": quotation.words,
        "block": quotation.block,
        "closed": quotation.closed,
        "verdict": found.verdict,
        "title": checked.is_title,
        "fails": checked.fails,
        "stated": checked.stated or None,
        "place": asdict(place) if place is not None else None,
        "locator": str(found.locator) if found.locator is not None else None,
        "source": {"title": document.title, "publisher": document.publisher, "date": document.date} if document is not None else None,
        "differences": [asdict(difference) for difference in found.differences],
        "other_places": [asdict(other) for other in found.other_places],
    }


def _check_output(draft: Path, output: Path | None) -> None:
    from assistant.proof.draft_files import WORD_SUFFIXES

    require_place(output)
    if output is None:
        return
    if output.resolve() == draft.resolve():
        raise RapporteurError(f"{output} is the draft itself; name another file for the annotated copy")
    if output.suffix.lower() in WORD_SUFFIXES and output.suffix.lower() != draft.suffix.lower():
        raise RapporteurError(f"{output} can be a Word document only where the draft is one; name it .md")


def _show(out: "Console", number: int, checked: "CheckedQuotation", document_of: "DocumentOf") -> None:
    from rich.text import Text

    from assistant.proof.draft_annotation import remark
    from ui.commands.terminal import printable

    style = "dim" if checked.is_title else _STYLES.get(checked.verdict.verdict, "bold red")
    verdict = "title" if checked.is_title else checked.verdict.verdict.replace("_", " ")
    out.print(Text.assemble((f"[{number}] ", "bold cyan"), (verdict, style), f"  “{printable(checked.quotation.words)}”"))
    out.print(Text(f"    {printable(remark(checked, document_of))}", style="dim"))


def _show_sum(out: "Console", checked: "tuple[CheckedQuotation, ...]") -> None:
    from rich.text import Text

    failing = sum(one.fails for one in checked)
    count = f"{len(checked)} quotation{'s' if len(checked) > 1 else ''}"
    said = f"{count}, {failing} to correct" if checked else "no quotation was found in the draft"
    out.print(Text(f"\n{said}", style="bold red" if failing else "dim"))
