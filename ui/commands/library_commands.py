"""The commands `rapporteur add` and `rapporteur documents`.

What enters: files, addresses, options. What leaves: files in the documents folder, and lists. It deliberately reads no
document itself: the library does, in processes of their own.
"""

import getpass
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.errors import DocumentError, RapporteurError
from ui.commands.options import IndexOption, JsonOption, ModelOption, PasswordOption
from ui.commands.output import print_json
from ui.settings import load_settings

if TYPE_CHECKING:
    from corpus.library import Library

Sources = Annotated[list[str], typer.Argument(metavar="FILE|ADDRESS…", help="Files, or web addresses (https://…) whose page is stored.")]
ProblemsOption = Annotated[bool, typer.Option("--problems", help="Only the files that were not read, or only in part.")]


def add(
    sources: Sources,
    index_folder: IndexOption = None,
    model: ModelOption = None,
    ask_password: PasswordOption = False,
    as_json: JsonOption = False,
) -> None:
    """Copy files or web pages into the documents folder and bring the index in line."""
    from corpus.kept_reader import SECONDS_TO_WAIT
    from corpus.library import Library
    from index.build import documents_folder
    from index.chosen_encoder import chosen_encoder
    from index.model import default_cache
    from ui.commands import terminal
    from ui.whole_update import update_all

    settings = load_settings(index=index_folder, model=model)
    folder = documents_folder(settings.index)
    if folder is None:
        raise RapporteurError(f"there is no index in {settings.index} yet; name the folder of documents first: rapporteur index FOLDER")
    library = Library(folder, asked_passwords() if ask_password else (), keep_reader=SECONDS_TO_WAIT)
    refused = 0
    with closing(library):
        for source in sources:
            try:
                document_id = _added(library, source)
            except DocumentError as error:
                refused += 1
                terminal.errors().print(f"rapporteur: {terminal.printable(str(error))}", markup=False, style="red")
            else:
                terminal.errors().print(f"added {terminal.printable(document_id)}", markup=False)
    with terminal.progress_bar() as progress:
        encoder = chosen_encoder(settings.chosen_model, default_cache(), settings.index, settings.milvus)
        report = update_all(library, settings.index, encoder, progress, settings.milvus)
    if as_json:
        print_json(report)
    else:
        terminal.show_report(terminal.console(), report)
    if refused:
        raise typer.Exit(1)


def documents(problems: ProblemsOption = False, as_json: JsonOption = False, index_folder: IndexOption = None) -> None:
    """List the documents in the index, and the files that could not be read."""
    from index.engine import open_engine
    from ui.commands import terminal
    from ui.forms import document_record, problem_record

    settings = load_settings(index=index_folder)
    opened = open_engine(settings.index, settings.milvus)
    noted = [problem for problem, _ in opened.problems()]
    if as_json:
        for summary in () if problems else opened.documents():
            print_json(document_record(summary))
        for problem in noted:
            print_json(problem_record(problem))
    elif problems:
        terminal.show_problems(terminal.console(), noted)
        terminal.console().print(f"{len(noted):,} problems" if noted else "every file was read in full", style="dim")
    else:
        terminal.show_documents(terminal.console(), opened.documents(), noted)


def asked_passwords() -> tuple[str, ...]:
    """A password for encrypted files, typed without being shown; a line of standard input where there is no terminal."""
    typed = getpass.getpass("Password for encrypted files: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    return (typed,) if typed else ()


def _added(library: "Library", source: str) -> str:
    """Put one source into the library. Raises DocumentError when it cannot be fetched or read."""
    if source.startswith(("http://", "https://")):
        from corpus.web.fetching import fetch

        page = fetch(source)
        return library.add(page.name, page.content, source_url=page.address)
    path = Path(source)
    try:
        if path.exists() and not path.is_file():  # a folder, or a device whose bytes never end
            raise DocumentError(f"{source} is not an ordinary file; name the files themselves, or copy them into the documents folder")
        return library.add(path.name, path.read_bytes())
    except OSError as error:
        raise DocumentError(f"{source} cannot be read: {error.strerror or error}") from error
