"""The command `rapporteur describe`.

What enters: a document of the index and facts as a person types them. What leaves: the facts beside its file, and an index that has
followed. It deliberately never writes to the document itself.
"""

from typing import Annotated

import typer

from corpus.errors import RapporteurError
from ui.commands.options import IndexOption, JsonOption, ModelOption
from ui.commands.output import print_json
from ui.settings import load_settings

Document = Annotated[str, typer.Argument(metavar="DOCUMENT", help="Its path below the documents folder, as `rapporteur documents` lists it.")]


def describe(
    document: Document,
    title: Annotated[str | None, typer.Option("--title", metavar="WORDS", help="Its title.", show_default=False)] = None,
    date: Annotated[str | None, typer.Option("--date", metavar="DATE", help="Its date: 2023-11-29, 2023-11, 2023.", show_default=False)] = None,
    publisher: Annotated[str | None, typer.Option("--publisher", metavar="NAME", help="Its publisher.", show_default=False)] = None,
    author: Annotated[str | None, typer.Option("--author", metavar="NAME", help="Its author.", show_default=False)] = None,
    language: Annotated[str | None, typer.Option("--language", metavar="CODE", help="Its language, e.g. en.", show_default=False)] = None,
    source_url: Annotated[str | None, typer.Option("--source-url", metavar="ADDRESS", help="Where it was published.", show_default=False)] = None,
    index_folder: IndexOption = None,
    model: ModelOption = None,
    as_json: JsonOption = False,
) -> None:
    """State facts of a document beside its file; "" takes one back. Without options, show what is stated."""
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
    typed = {"title": title, "date": date, "publisher": publisher, "author": author, "language": language, "source_url": source_url}
    changes = {name: words for name, words in typed.items() if words is not None}
    library = Library(folder)
    given = library.describe(document, changes)
    if changes:
        with terminal.progress_bar() as progress:
            encoder = chosen_encoder(settings.chosen_model, default_cache(), settings.index, settings.milvus)
            update_all(library, settings.index, encoder, progress, settings.milvus)
    if as_json:
        print_json({"document_id": document, "given": given})
        return
    for name, words in given.items():
        terminal.console().print(f"{name}: {terminal.printable(words)}", markup=False, highlight=False)
    if not given:
        terminal.console().print("nothing is stated of it: what it says itself holds", style="dim")
