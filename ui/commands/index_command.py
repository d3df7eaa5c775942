"""The command `rapporteur index`.

What enters: a folder and options. What leaves: an index in line with the folder, once or as files change, and what was done.
It deliberately decides nothing about documents.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.errors import RapporteurError
from ui.commands.library_commands import asked_passwords
from ui.commands.options import EncoderOption, IndexOption, JsonOption, ModelOption, PasswordOption
from ui.commands.output import print_json
from ui.settings import load_settings

if TYPE_CHECKING:
    from corpus.library import Library
    from index.build import BuildReport

Folder = Annotated[
    Path | None, typer.Argument(metavar="[FOLDER]", help="The folder of documents. (default: the one indexed last)", show_default=False)
]
WatchOption = Annotated[bool, typer.Option("--watch", help="Go on, and follow the folder as files change; Ctrl+C ends it.")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")]
# Files that are saved in one go come in one update.
_SETTLING_MS = 400


def index(
    folder: Folder = None,
    index_folder: IndexOption = None,
    model: ModelOption = None,
    encoder_name: EncoderOption = None,
    watch: WatchOption = False,
    dry_run: DryRunOption = False,
    ask_password: PasswordOption = False,
    as_json: JsonOption = False,
) -> None:
    """Bring the index in line with a folder of documents: added, changed and removed files."""
    from corpus.library import Library
    from index.build import documents_folder
    from index.chosen_encoder import chosen_encoder
    from index.engine import plan_engine
    from index.model import default_cache
    from ui.commands import terminal
    from ui.whole_update import update_all

    settings = load_settings(index=index_folder, model=model, encoder=encoder_name)
    source = folder or documents_folder(settings.index)
    if source is None:
        raise RapporteurError(f"there is no index in {settings.index} yet; name the folder of documents: rapporteur index FOLDER")
    library = Library(source, asked_passwords() if ask_password else ())
    with terminal.progress_bar() as progress:
        progress("Opening the encoder", 0, 1)
        encoder = chosen_encoder(settings.chosen_model, default_cache(), settings.index, settings.milvus)
        progress("Opening the encoder", 1, 1)
    if dry_run:
        plan = plan_engine(library, settings.index, encoder, settings.milvus)
        if as_json:
            print_json(
                {"added": plan.added, "changed": plan.changed, "removed": plan.removed, "unchanged": len(plan.known), "problems": plan.problems}
            )
        else:
            terminal.show_plan(terminal.console(), plan)
        return

    def update() -> None:
        with terminal.progress_bar() as progress:
            report = update_all(library, settings.index, encoder, progress, settings.milvus)
        _show(report, as_json)

    update()
    if watch:
        _follow(library, update)


def _show(report: "BuildReport", as_json: bool) -> None:
    if as_json:
        print_json(report)
    else:
        from ui.commands import terminal

        terminal.show_report(terminal.console(), report)


def _follow(library: "Library", update: Callable[[], None]) -> None:
    """Update whenever files changed; an update that fails is said, and the next change tries again."""
    from watchfiles import watch

    from ui.commands import terminal

    terminal.errors().print(f"following {terminal.printable(str(library.folder))}; Ctrl+C ends it", markup=False, style="dim")
    for _ in watch(library.folder, debounce=_SETTLING_MS, raise_interrupt=True):
        try:
            update()
        except RapporteurError as error:
            terminal.errors().print(f"rapporteur: {terminal.printable(str(error))}", markup=False, style="red")
