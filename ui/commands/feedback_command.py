"""The command `rapporteur feedback`.

What enters: what people marked as not helpful, from the file beside the index. What leaves: a list, JSON, or a collection that
`rapporteur evaluate` reads. It deliberately changes nothing: judgements are made, and taken back, on the page.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.errors import RapporteurError
from ui.commands.options import IndexOption, JsonOption
from ui.commands.output import print_json
from ui.settings import load_settings

if TYPE_CHECKING:
    from assistant.feedback import Judgement
    from ui.settings import Settings

OutputOption = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FOLDER", help="Write a collection for `rapporteur evaluate` into FOLDER.", show_default=False),
]


def feedback(output: OutputOption = None, as_json: JsonOption = False, index_folder: IndexOption = None) -> None:
    """List what people marked as not helpful, or write it as questions to be measured by."""
    from assistant.feedback import FEEDBACK_FILE, Feedback

    if output is not None and as_json:
        raise RapporteurError("--json prints the judgements and --output writes a collection; leave one of them out")
    settings = load_settings(index=index_folder)
    judgements = Feedback(settings.index / FEEDBACK_FILE).judgements()
    if as_json:
        for judgement in judgements:
            print_json(judgement)
    elif output is not None:
        _write(output, judgements, settings)
    else:
        _show(judgements)


def _write(folder: Path, judgements: "list[Judgement]", settings: "Settings") -> None:
    from assistant.feedback_collection import Spans, feedback_questions
    from assistant.gold import write_collection
    from index.build import documents_folder
    from index.engine import open_engine

    documents = documents_folder(settings.index)
    if documents is None:
        raise RapporteurError("the documents folder is not known; index it first: rapporteur index FOLDER")
    if not judgements:
        raise RapporteurError("nothing was marked as not helpful yet; there is nothing to write")
    spans = Spans(open_engine(settings.index, settings.milvus).document)
    questions = feedback_questions(judgements, spans)
    write_collection(folder, documents, questions)
    typer.echo(f"{len(questions)} questions to look through: {folder / 'questions.jsonl'}")
    if spans.left_out:
        typer.echo(f"{spans.left_out} quotes were left out: their documents are gone or read otherwise now")


def _show(judgements: "list[Judgement]") -> None:
    from ui.commands import terminal

    out = terminal.console()
    if not judgements:
        typer.echo("Nothing was marked as not helpful.")
    for judgement in judgements:
        terminal.show_judgement(out, judgement)
