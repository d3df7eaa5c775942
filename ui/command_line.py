"""The command `rapporteur`.

What enters: arguments, standard input, the environment. What leaves: lines, JSON, an exit status: 0 done, 1 an error said in
one line, 2 wrong usage, 130 interrupted. Everything heavy is imported inside the command that needs it, so that `--help`
is instant. It deliberately holds no logic of its own.
"""

import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.errors import QuestionError, RapporteurError
from ui.evaluation_command import evaluate
from ui.options import DocumentOption, IndexOption, JsonOption, ModelOption
from ui.output import escape_what_cannot_be_written, print_json
from ui.settings import Settings, load_settings

if TYPE_CHECKING:
    from assistant.answer import Answer
    from assistant.assistant import Assistant

app = typer.Typer(
    name="rapporteur",
    help="Answers questions about a folder of documents with verbatim quotes, each cited to its exact place, or says that they do not answer.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """Run the command line; an error becomes one line and an exit status."""
    escape_what_cannot_be_written()
    try:
        app()
    except RapporteurError as error:
        from ui.terminal import errors, printable

        errors().print(f"rapporteur: {printable(str(error))}", markup=False, style="red")
        sys.exit(1)
    except BrokenPipeError:  # the reader of our output left
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(130)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"rapporteur {version('rapporteur')}")
        raise typer.Exit


@app.callback()
def _root(version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False) -> None: ...


@app.command()
def index(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[FOLDER]", help="The folder of documents. (default: the one indexed last)", show_default=False)
    ] = None,
    index_folder: IndexOption = None,
    model: ModelOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring the index in line with a folder of documents: added, changed and removed files."""
    from corpus.library import Library
    from index.build import documents_folder, update_index
    from index.encoder import OnnxEncoder
    from index.model import default_cache
    from ui import terminal

    settings = load_settings(index=index_folder, model=model)
    source = folder or documents_folder(settings.index)
    if source is None:
        raise RapporteurError(f"there is no index in {settings.index} yet; name the folder of documents: rapporteur index FOLDER")
    library = Library(source)
    with terminal.progress_bar() as progress:
        progress("Opening the encoder", 0, 1)
        encoder = OnnxEncoder.open(settings.model, default_cache())
        progress("Opening the encoder", 1, 1)
        report = update_index(library, settings.index, encoder, progress)
    if as_json:
        print_json(report)
    else:
        terminal.show_report(terminal.console(), report)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question; '-' reads one question a line from standard input.")],
    as_json: JsonOption = False,
    quotes: Annotated[
        int | None, typer.Option("--quotes", metavar="N", min=1, help="At most so many quotes. (default: 5)", show_default=False)
    ] = None,
    document: DocumentOption = None,
    index_folder: IndexOption = None,
    model: ModelOption = None,
) -> None:
    """Answer a question with verbatim quotes, or say that the documents do not answer."""
    settings = load_settings(index=index_folder, model=model, quotes=quotes)
    assistant = _assistant(settings)

    def answered(asked: str) -> "Answer":
        return assistant.ask(asked, quotes=settings.quotes, documents=document)

    if question != "-":
        _show(answered(_as_text(os.fsencode(question))), as_json)
        return
    for line in sys.stdin.buffer:
        _show_one_of_many(_as_text(line).rstrip("\r\n"), answered, as_json)


def _show(answer: "Answer", as_json: bool) -> None:
    if as_json:
        from ui.forms import answer_record

        print_json(answer_record(answer))
    else:
        from ui import terminal

        terminal.show_answer(terminal.console(), answer)


def _show_one_of_many(asked: str, answered: "Callable[[str], Answer]", as_json: bool) -> None:
    """A line's answer, or what is wrong with the line; for people below its question, and without blank lines."""
    from ui import terminal

    if not as_json and not asked.strip():
        return
    if not as_json:
        terminal.show_question(terminal.console(), asked)
    try:
        _show(answered(asked), as_json)
    except QuestionError as error:
        if as_json:
            print_json({"question": asked, "abstained": True, "citations": [], "nearest": [], "timings_ms": {}, "error": str(error)})
        else:
            terminal.show_refused(terminal.console(), str(error))


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="What to search for.")],
    as_json: JsonOption = False,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, help="So many passages.")] = 10,
    document: DocumentOption = None,
    index_folder: IndexOption = None,
    model: ModelOption = None,
) -> None:
    """List the best passages for a query, with the parts of their scores."""
    from assistant.question import read_question
    from ui import terminal
    from ui.forms import passage_record

    assistant = _assistant(load_settings(index=index_folder, model=model))
    searched = read_question(_as_text(os.fsencode(query))).text
    index = assistant.index  # held, so that ranking and texts come from one generation whatever is built meanwhile
    ranking = index.search(searched, assistant.encoder, limit=limit, documents=document)
    texts = [index.document(ranked.passage.document_id).text[ranked.passage.start : ranked.passage.end] for ranked in ranking]
    if as_json:
        for rank, (ranked, text) in enumerate(zip(ranking, texts), 1):
            print_json(passage_record(rank, ranked, text))
    else:
        terminal.show_ranking(terminal.console(), ranking, dict(zip(ranking, texts)).__getitem__)


@app.command()
def serve(
    index_folder: IndexOption = None,
    model: ModelOption = None,
    host: Annotated[str | None, typer.Option("--host", help="Address to listen on. (default: 127.0.0.1)", show_default=False)] = None,
    port: Annotated[int | None, typer.Option("--port", help="Port to listen on. (default: 7860)", show_default=False)] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")] = True,
) -> None:
    """Open the page: ask, read the sources, keep the library."""
    from corpus.library import Library
    from index.build import documents_folder

    settings = load_settings(index=index_folder, model=model, host=host, port=port)
    assistant = _assistant(settings)
    source = documents_folder(settings.index)
    if source is None:
        raise RapporteurError(f"the documents folder of {settings.index} is not known; run `rapporteur index FOLDER` first")
    library = Library(source)
    from ui import page, terminal

    build = partial(page.build_page, assistant, library, settings.index, quotes=settings.quotes)
    page.serve(build, host=settings.host, port=settings.port, open_browser=browser, announce=terminal.announce)


@app.command()
def documents(as_json: JsonOption = False, index_folder: IndexOption = None) -> None:
    """List the documents in the index, and the files that could not be read."""
    from index.passage_index import PassageIndex
    from ui import terminal
    from ui.forms import document_record, problem_record

    opened = PassageIndex.open(load_settings(index=index_folder).index)
    if as_json:
        for summary in opened.documents():
            print_json(document_record(summary))
        for document_id, reason in opened.store.problems():
            print_json(problem_record(document_id, reason))
    else:
        terminal.show_documents(terminal.console(), opened.documents(), opened.store.problems())


app.command()(evaluate)


@app.command()
def doctor(index_folder: IndexOption = None, model: ModelOption = None, as_json: JsonOption = False) -> None:
    """Check the model's checksum, the index's files, and versions; exit status 1 when something is wrong."""
    from ui import terminal
    from ui.doctor import examine, show_findings

    findings = examine(load_settings(index=index_folder, model=model))
    if as_json:
        for finding in findings:
            print_json(finding)
    else:
        show_findings(terminal.console(), findings)
    if not all(finding.sound for finding in findings):
        raise typer.Exit(1)


def _assistant(settings: Settings) -> "Assistant":
    from assistant.assistant import Assistant

    return Assistant.open(settings.index, model=settings.model)


def _as_text(typed: bytes) -> str:
    """What was typed, bytes that are not UTF-8 replaced: they can be neither searched nor printed."""
    return typed.decode("utf-8", "replace")


if __name__ == "__main__":
    main()
