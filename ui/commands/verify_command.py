"""The command `rapporteur verify`.

What enters: an answer file and a folder of documents. What leaves: what became of each citation, printed, and an exit status.
It needs neither the index nor the model. It deliberately decides nothing: `assistant.proof.recheck` does.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.errors import RapporteurError
from ui.commands.options import IndexOption, JsonOption
from ui.commands.output import print_json
from ui.settings import load_settings

if TYPE_CHECKING:
    from rich.console import Console

    from assistant.proof.answer_file import Program, SavedAnswer, SavedLocator
    from assistant.proof.recheck import Recheck

AnswerArgument = Annotated[Path, typer.Argument(metavar="ANSWER.json", help="An answer saved with `rapporteur ask … --save`.")]
FolderOption = Annotated[
    Path | None,
    typer.Option("--documents", metavar="FOLDER", help="The documents to check against. (default: the folder indexed last)", show_default=False),
]
BROKEN_SEAL = "its seal is broken: the file was changed after it was saved, so nothing it says of itself is vouched for"
_STYLES = {"same": "green", "moved": "yellow", "changed": "red", "gone": "red"}


def verify(answer_file: AnswerArgument, documents: FolderOption = None, as_json: JsonOption = False, index_folder: IndexOption = None) -> None:
    """Check the quotes of a saved answer against the documents; exit status 1 when one no longer stands word for word."""
    from assistant.proof.answer_file_reading import read_answer
    from assistant.proof.recheck import rechecked
    from assistant.proof.recheck_sources import FolderDocuments
    from corpus.library import Library
    from ui.commands import terminal

    try:
        answer, whole = read_answer(answer_file.read_bytes())
    except (OSError, RapporteurError) as error:
        reason = f"it cannot be read: {error.strerror or error}" if isinstance(error, OSError) else str(error)
        raise RapporteurError(f"{answer_file}: {reason}") from error
    out = terminal.console()
    if as_json:
        print_json(_head(answer_file, answer, whole))
    else:
        _show_head(out, answer, whole)
    citations = (*answer.citations, *answer.nearest)
    library = Library(documents or _indexed_folder(index_folder))
    source = FolderDocuments(library, [citation.document for citation in citations])
    rechecks = rechecked(citations, source, same_reader=_reads_alike(answer.program))
    for place, recheck in enumerate(rechecks):
        if as_json:
            print_json({"list": "citations" if place < len(answer.citations) else "nearest", **recheck_record(recheck)})
        else:
            show_recheck(out, recheck)
    if not as_json:
        _show_sum(out, rechecks)
    if not whole or not all(recheck.holds for recheck in rechecks):
        raise typer.Exit(1)


def _indexed_folder(index_folder: Path | None) -> Path:
    from index.build import documents_folder

    settings = load_settings(index=index_folder)
    folder = documents_folder(settings.index)
    if folder is None:
        raise RapporteurError(f"there is no index in {settings.index} that names a folder of documents; name the folder with --documents FOLDER")
    return folder


def _reads_alike(program: "Program") -> bool:
    """Whether the texts are read now by the same versions as then."""
    from importlib.metadata import PackageNotFoundError, version

    from corpus.readers import READER_VERSION

    def installed(name: str) -> str:
        try:
            return version(name)
        except PackageNotFoundError:
            return ""

    stated = [library.rpartition(" ") for library in program.libraries.split(", ") if library]
    return program.reader_version == READER_VERSION and all(installed(name) == wanted for name, _, wanted in stated)


def recheck_record(recheck: "Recheck") -> dict[str, object]:
    """A recheck as `verify --json` prints it; where the quote was, and where it is."""
    citation = recheck.citation
    was = {"document_id": citation.document.document_id, "start": citation.start, "end": citation.end, "locator": citation.locator.words}
    return {
        "number": citation.number,
        "status": recheck.status,
        "quote": citation.quote,
        "was": was,
        "document_id": recheck.document_id or None,
        "start": recheck.span.start if recheck.span else None,
        "end": recheck.span.end if recheck.span else None,
        "locator": _words(recheck.locator),
        "found": recheck.found or None,
        "differences": list(recheck.differences),
        "remarks": list(recheck.remarks),
        "elsewhere": list(recheck.elsewhere),
    }


def _words(place: "SavedLocator | None") -> str | None:
    return place.words if place else None


def _head(path: Path, answer: "SavedAnswer", whole: bool) -> dict[str, object]:
    return {
        "answer": str(path),
        "question": answer.question,
        "saved": answer.saved,
        "certainty": answer.certainty,
        "seal": "whole" if whole else "broken",
    }


def _show_head(out: "Console", answer: "SavedAnswer", whole: bool) -> None:
    from rich.text import Text

    from ui.commands.terminal import printable

    if not whole:
        out.print(Text(BROKEN_SEAL, style="bold red"))
    out.print(Text(f"Question: {printable(answer.question)}", style="bold cyan"))
    out.print(Text(f"saved {answer.saved}, seal {'whole' if whole else 'broken'}", style="dim"))


def show_recheck(out: "Console", recheck: "Recheck") -> None:
    """Print what became of one citation."""
    from rich.text import Text

    from assistant.proof.draft_annotation import difference_words
    from ui.commands.terminal import printable

    citation = recheck.citation
    out.print(Text.assemble((f"\n[{citation.number}] ", "bold cyan"), (recheck.status, _STYLES[recheck.status]), f"  “{printable(citation.quote)}”"))
    lines = [f"{citation.document.document_id}, {citation.locator.words}, characters {citation.start}–{citation.end}"]
    if recheck.span and recheck.status != "same":
        place = f"{recheck.document_id}, {_words(recheck.locator)}, characters {recheck.span.start}–{recheck.span.end}"
        lines = [f"was: {lines[0]}", f"now: {place}"]
    if recheck.status == "changed" and recheck.found:
        lines.append(f"reads now: “{recheck.found}”")
    lines.extend(map(difference_words, recheck.differences))
    lines.extend(recheck.remarks)
    lines.extend(f"also at: {place.document_id}, characters {place.start}–{place.end}" for place in recheck.elsewhere)
    for line in lines:
        out.print(Text(f"    {printable(line)}", style="dim"))


def _show_sum(out: "Console", rechecks: "tuple[Recheck, ...]") -> None:
    from rich.text import Text

    counts = [(status, sum(recheck.status == status for recheck in rechecks)) for status in _STYLES]
    said = ", ".join(f"{count} {status}" for status, count in counts if count)
    out.print(Text(f"\n{said or 'no quote to check'}", style="dim"))
