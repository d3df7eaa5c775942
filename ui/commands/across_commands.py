"""The commands `rapporteur compare`, `rapporteur timeline` and `rapporteur differences`.

What enters: questions or a subject, and which documents are meant. What leaves: what was found across them, printed, or written as
CSV or as a Word document. It deliberately decides nothing: `assistant.across` does.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpus.errors import RapporteurError
from ui.commands.filter_options import filtered
from ui.commands.options import IndexOption, JsonOption, ModelOption
from ui.commands.output import print_json, require_place, write_file
from ui.commands.typed import as_text
from ui.settings import load_settings

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from corpus.document import Document
    from index.filters import Filter

FileOption = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write to FILE: a table (.csv) or a Word document (.docx).", show_default=False),
]
QuotesOption = Annotated[int, typer.Option("--quotes", metavar="N", min=1, max=5, help="At most so many quotes of a document.")]
SubjectArgument = Annotated[str, typer.Argument(help="A subject in a few words, or a question.", show_default=False)]
SUFFIXES = (".csv", ".docx")


@filtered
def compare(
    *,
    questions: Annotated[list[str], typer.Argument(metavar="QUESTION...", help="Questions, at most 5; each is a column.", show_default=False)],
    as_json: JsonOption = False,
    output: FileOption = None,
    quotes: QuotesOption = 2,
    where: "Filter",
    index_folder: IndexOption = None,
    model: ModelOption = None,
) -> None:
    """Put questions to each document: its quotes, or that it says nothing."""
    from assistant.across.facade import Across
    from assistant.across.spreadsheet import comparison_csv
    from assistant.across.word_export import comparison_docx
    from ui.across_records import comparison_record
    from ui.commands.across_terminal import show_comparison

    assistant = _opened(output, index_folder, model)
    found = Across(assistant).compare(list(map(as_text, questions)), where, quotes=quotes)
    _give(found, output, as_json, assistant, (comparison_record, comparison_csv, comparison_docx, show_comparison))


@filtered
def timeline(
    *,
    subject: SubjectArgument,
    as_json: JsonOption = False,
    output: FileOption = None,
    quotes: QuotesOption = 2,
    where: "Filter",
    index_folder: IndexOption = None,
    model: ModelOption = None,
) -> None:
    """Quotes on a subject, ordered by the dates of their documents."""
    from assistant.across.facade import Across
    from assistant.across.spreadsheet import timeline_csv
    from assistant.across.word_export import timeline_docx
    from ui.across_records import timeline_record
    from ui.commands.across_terminal import show_timeline

    assistant = _opened(output, index_folder, model)
    found = Across(assistant).timeline(as_text(subject), where, quotes=quotes)
    _give(found, output, as_json, assistant, (timeline_record, timeline_csv, timeline_docx, show_timeline))


@filtered
def differences(
    *,
    subject: SubjectArgument,
    as_json: JsonOption = False,
    output: FileOption = None,
    where: "Filter",
    index_folder: IndexOption = None,
    model: ModelOption = None,
) -> None:
    """Statements on a subject that differ in a number, a date, a negation or a commitment, side by side."""
    from assistant.across.facade import Across
    from assistant.across.spreadsheet import differences_csv
    from assistant.across.word_export import differences_docx
    from ui.across_records import differences_record
    from ui.commands.across_terminal import show_differences

    assistant = _opened(output, index_folder, model)
    found = Across(assistant).differences(as_text(subject), where)
    _give(found, output, as_json, assistant, (differences_record, differences_csv, differences_docx, show_differences))


Forms = tuple[Callable[[Any], Any], Callable[[Any], bytes], "Callable[[Any, Callable[[str], Document]], bytes]", Callable[[Any], None]]


def _opened(output: Path | None, index_folder: Path | None, model: Path | None) -> "Assistant":
    """The assistant; before it is opened, what can be known to be wrong with the file is said."""
    from assistant.assistant import Assistant

    if output is not None and output.suffix.lower() not in SUFFIXES:
        raise RapporteurError(f"{output} is neither a table nor a Word document; name a file that ends in {' or '.join(SUFFIXES)}")
    require_place(output)
    settings = load_settings(index=index_folder, model=model)
    return Assistant.open(settings.index, model=settings.chosen_model, milvus=settings.milvus)


def _give(found: Any, output: Path | None, as_json: bool, assistant: "Assistant", forms: Forms) -> None:
    """Print what was found, or write it to a file."""
    record, table, word, show = forms
    if output is not None:
        write_file(output, table(found) if output.suffix.lower() == ".csv" else word(found, assistant.document))
    if as_json:
        print_json(record(found))
    elif output is None:
        show(found)
