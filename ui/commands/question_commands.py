"""The commands `rapporteur ask` and `rapporteur search`.

What enters: a question or a query, and which documents it is asked of. What leaves: answers and rankings, printed. It
deliberately decides nothing: the assistant answers.
"""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpus.errors import QuestionError, RapporteurError
from ui.commands.filter_options import filtered
from ui.commands.options import IndexOption, JsonOption, ModelOption
from ui.commands.output import print_json, require_place, write_file
from ui.commands.typed import as_text
from ui.commands.writing_options import (
    TranslateOption,
    Wanted,
    WriteOption,
    WriterBeyondOption,
    WriterModelOption,
    WriterOption,
    show_sending,
    show_translation,
    show_written,
    wanted,
)
from ui.settings import load_settings

if TYPE_CHECKING:
    from assistant.answer import Answer
    from assistant.assistant import Assistant
    from index.filters import Filter

SaveOption = Annotated[
    Path | None,
    typer.Option("--save", metavar="FILE", help="Keep the answer in FILE, to check later with `rapporteur verify FILE`.", show_default=False),
]


@filtered
def ask(
    *,
    question: Annotated[str, typer.Argument(help="The question; '-' reads one question a line from standard input.")],
    as_json: JsonOption = False,
    quotes: Annotated[
        int | None, typer.Option("--quotes", metavar="N", min=1, help="At most so many quotes. (default: 5)", show_default=False)
    ] = None,
    where: "Filter",
    save: SaveOption = None,
    why: Annotated[bool, typer.Option("--why", help="Say of each quote why it was chosen.")] = False,
    write: WriteOption = False,
    translate: TranslateOption = False,
    writer: WriterOption = None,
    writer_model: WriterModelOption = None,
    writer_beyond: WriterBeyondOption = None,
    index_folder: IndexOption = None,
    model: ModelOption = None,
) -> None:
    """Answer a question with verbatim quotes, or say that the documents do not answer."""
    from assistant.assistant import Assistant

    if save is not None and question == "-":
        raise RapporteurError("--save keeps one answer; ask one question, or leave it out")
    require_place(save)
    chosen: dict[str, Any] = {"writer": writer, "writer_model": writer_model, "writer_beyond": writer_beyond}
    settings = load_settings(index=index_folder, model=model, quotes=quotes, **chosen)
    assistant = Assistant.open(settings.index, model=settings.chosen_model, milvus=settings.milvus)
    # Naming a writer asks it to write, unless it is named to translate.
    asked_of = wanted(settings, written=write or (writer is not None and not translate), translated=translate)

    def answered(asked: str) -> "Answer":
        return assistant.ask(asked, quotes=settings.quotes, where=where)

    if question != "-":
        answer = answered(as_text(question))
        _show(answer, as_json, why, asked_of)
        if save is not None:
            _save(save, answer, assistant, where, settings.quotes)
        return
    for line in sys.stdin.buffer:
        _show_one_of_many(as_text(line).rstrip("\r\n"), answered, as_json, why, asked_of)


def _save(path: Path, answer: "Answer", assistant: "Assistant", where: "Filter", quotes: int) -> None:
    """Keep an answer in a file. Raises RapporteurError when it cannot be written."""
    from datetime import UTC, datetime
    from importlib.metadata import version

    from assistant.proof.answer_file import Circumstances, Program, saved_answer, written

    index = assistant.index
    moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    program = Program.of(version("rapporteur"), index.recipe)
    write_file(path, written(saved_answer(answer, index, Circumstances(moment, program, where, quotes))))


def _show(answer: "Answer", as_json: bool, why: bool, asked_of: Wanted) -> None:
    """Print an answer, its quotes first, and what a writer makes of them."""
    desk = asked_of.desk
    if as_json:
        from ui.forms import answer_record
        from ui.translation_forms import translation_records
        from ui.writing_forms import written_record

        written = {"written": written_record(desk.write(answer))} if desk and asked_of.written else {}
        translations = {"translations": translation_records(answer, desk)} if desk and asked_of.translated else {}
        print_json(answer_record(answer, why=why) | written | translations)
        return
    from ui.commands import terminal

    out = terminal.console()
    below = partial(show_translation, out, answer, translator=desk) if desk and asked_of.translated else None
    if below is not None and desk is not None:
        show_sending(out, answer, desk.sends_to)
    terminal.show_answer(out, answer, why=why, below=below)
    if desk is not None and asked_of.written and answer.citations:
        show_written(terminal.console(), desk.write(answer), desk.sends_to)


def _show_one_of_many(asked: str, answered: "Callable[[str], Answer]", as_json: bool, why: bool, asked_of: Wanted) -> None:
    """A line's answer, or what is wrong with the line; for people below its question, and without blank lines."""
    from ui.commands import terminal

    if not as_json and not asked.strip():
        return
    if not as_json:
        terminal.show_question(terminal.console(), asked)
    try:
        _show(answered(asked), as_json, why, asked_of)
    except QuestionError as error:
        if as_json:
            print_json({"question": asked, "abstained": True, "citations": [], "nearest": [], "timings_ms": {}, "error": str(error)})
        else:
            terminal.show_refused(terminal.console(), str(error))


@filtered
def search(
    *,
    query: Annotated[str, typer.Argument(help="What to search for.")],
    as_json: JsonOption = False,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, help="So many passages.")] = 10,
    where: "Filter",
    index_folder: IndexOption = None,
    model: ModelOption = None,
) -> None:
    """List the best passages for a query, with the parts of their scores."""
    from assistant.assistant import Assistant
    from assistant.question import read_question
    from ui.commands import terminal
    from ui.forms import passage_record

    settings = load_settings(index=index_folder, model=model)
    assistant = Assistant.open(settings.index, model=settings.chosen_model, milvus=settings.milvus)
    searched = read_question(as_text(query)).text
    index, encoder = assistant.in_force  # held, so that ranking and texts come from one generation whatever is built meanwhile
    ranking = index.search(searched, encoder, limit=limit, where=where)
    texts = [index.document(ranked.passage.document_id).text[ranked.passage.start : ranked.passage.end] for ranked in ranking]
    if as_json:
        for rank, (ranked, text) in enumerate(zip(ranking, texts), 1):
            print_json(passage_record(rank, ranked, text))
    else:
        terminal.show_ranking(terminal.console(), ranking, dict(zip(ranking, texts)).__getitem__)
