"""The command `rapporteur`.

What enters: arguments, standard input, the environment. What leaves: lines, JSON, an exit status: 0 done, 1 an error said in
one line, 2 wrong usage, 130 interrupted. Everything heavy is imported inside the command that needs it, so that `--help`
is instant. It deliberately holds no logic of its own.
"""

import os
import sys
from functools import partial
from typing import Annotated, Any

import typer

from corpus.errors import RapporteurError
from ui.commands.across_commands import compare, differences, timeline
from ui.commands.check_command import check
from ui.commands.describe_command import describe
from ui.commands.evaluation_command import evaluate
from ui.commands.export_command import export
from ui.commands.feedback_command import feedback
from ui.commands.index_command import index
from ui.commands.library_commands import add, documents
from ui.commands.mcp_command import mcp
from ui.commands.options import EncoderOption, IndexOption, JsonOption, ModelOption, UsersOption
from ui.commands.output import escape_what_cannot_be_written, print_json
from ui.commands.question_commands import ask, search
from ui.commands.statistics_command import statistics
from ui.commands.user_commands import access_of, user_app
from ui.commands.verify_command import verify
from ui.commands.verify_quote_command import verify_quote
from ui.commands.writing_options import WriterBeyondOption, WriterModelOption, WriterOption, writing_desk
from ui.logs import LogFormat, write_logs
from ui.settings import load_settings

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
    # Read when numpy is imported. Its products here are too small to share out: two threads of OpenBLAS that wait for each other on a busy
    # machine made a question of 0.1 s take 8 s.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    escape_what_cannot_be_written()
    try:
        app()
    except RapporteurError as error:
        from ui.commands.terminal import errors, printable

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
def _root(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
    log_format: Annotated[
        LogFormat | None, typer.Option("--log-format", help="Log counts and times on standard error, as text or JSON lines.", show_default=False)
    ] = None,
) -> None:
    write_logs(log_format)


app.command()(index)
app.command()(ask)
app.command()(search)
app.command()(compare)
app.command()(timeline)
app.command()(differences)
app.command()(export)
app.command()(verify)
app.command("verify-quote")(verify_quote)
app.command()(check)


@app.command()
def serve(
    index_folder: IndexOption = None,
    model: ModelOption = None,
    encoder_name: EncoderOption = None,
    host: Annotated[str | None, typer.Option("--host", help="Address to listen on. (default: 127.0.0.1)", show_default=False)] = None,
    port: Annotated[int | None, typer.Option("--port", help="Port to listen on. (default: 7860)", show_default=False)] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")] = True,
    users: UsersOption = None,
    address: Annotated[
        str | None, typer.Option("--address", help="What people type to reach the page behind a proxy, e.g. https://documents.example.")
    ] = None,
    without_users: Annotated[bool, typer.Option("--without-users", help="Let everyone who reaches the page ask, add and remove.")] = False,
    writer: WriterOption = None,
    writer_model: WriterModelOption = None,
    writer_beyond: WriterBeyondOption = None,
) -> None:
    """Open the page: ask, read the sources, keep the library."""
    from assistant.assistant import Assistant
    from corpus.kept_reader import SECONDS_TO_WAIT
    from corpus.library import Library
    from index.build import documents_folder

    chosen: dict[str, Any] = {"writer": writer, "writer_model": writer_model, "writer_beyond": writer_beyond}
    settings = load_settings(index=index_folder, model=model, encoder=encoder_name, host=host, port=port, users=users, address=address, **chosen)
    access = access_of(settings, without_users)
    assistant = Assistant.open(settings.index, model=settings.chosen_model, milvus=settings.milvus)
    source = documents_folder(settings.index)
    if source is None:
        raise RapporteurError(f"the documents folder of {settings.index} is not known; run `rapporteur index FOLDER` first")
    library = Library(source, keep_reader=SECONDS_TO_WAIT)
    from ui.stopping import left_soon, private_uploads

    with left_soon(), private_uploads():  # first, since Gradio asks where uploads go when it is imported
        from ui import serving
        from ui.commands import terminal

        build = partial(
            serving.build_page,
            assistant,
            library,
            settings.index,
            quotes=settings.quotes,
            milvus=settings.milvus,
            desk=writing_desk(settings),
        )
        serving.serve(build, host=settings.host, port=settings.port, open_browser=browser, access=access, announce=terminal.announce)


app.command()(add)
app.command()(describe)
app.command()(documents)
app.command()(statistics)
app.command()(mcp)
app.command()(evaluate)
app.command()(feedback)
app.add_typer(user_app)


@app.command()
def doctor(
    index_folder: IndexOption = None,
    model: ModelOption = None,
    repair: Annotated[bool, typer.Option("--repair", help="Build again what is damaged, from the documents.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Check the model's checksum, the index's files, and versions; exit status 1 when something is wrong."""
    from ui.commands import terminal
    from ui.commands.doctor import examine, mend, show_findings

    settings = load_settings(index=index_folder, model=model)
    findings = examine(settings)
    if repair and not all(finding.sound for finding in findings):
        with terminal.progress_bar() as progress:
            mend(settings, progress)
        findings = examine(settings)
    if as_json:
        for finding in findings:
            print_json(finding)
    else:
        show_findings(terminal.console(), findings)
    if not all(finding.sound for finding in findings):
        raise typer.Exit(1)


if __name__ == "__main__":
    main()
