"""The command `rapporteur statistics`.

What enters: the index. What leaves: what it holds, in numbers, for people or as JSON. It deliberately counts nothing itself:
`assistant.statistics` does.
"""

from typing import TYPE_CHECKING

from ui.commands.options import IndexOption, JsonOption
from ui.commands.output import print_json
from ui.settings import load_settings

if TYPE_CHECKING:
    from rich.console import Console

    from assistant.statistics import Group, Statistics

# Longer lists are not read in a terminal; --json has all.
LISTED = 12
BAR_WIDTH = 30


def statistics(as_json: JsonOption = False, index_folder: IndexOption = None) -> None:
    """Say what the library holds: documents by date, publisher, kind and language."""
    from assistant.statistics import counted_words, library_statistics
    from index.engine import open_engine
    from ui.commands import terminal

    settings = load_settings(index=index_folder)
    opened = open_engine(settings.index, settings.milvus)
    documents = opened.documents()
    found = library_statistics(documents, [problem for problem, _ in opened.problems()], counted_words(opened, documents))
    if as_json:
        print_json(found)
    else:
        _show(terminal.console(), found)


def _show(console: "Console", found: "Statistics") -> None:
    about = "" if found.words.exact else "about "
    dated = f", dated {found.first_date} to {found.last_date}" if found.first_date else ""
    console.print(f"{found.documents:,} documents in {found.files:,} files{dated}", style="bold", highlight=False)
    console.print(f"{found.passages:,} passages, {about}{found.words.number:,} words, {found.characters:,} characters", highlight=False)
    if found.not_read or found.read_in_part:
        console.print(f"{found.not_read:,} files were not read, {found.read_in_part:,} only in part", style="yellow", highlight=False)
    groups = (("year", found.years), ("publisher", found.publishers), ("kind", found.kinds), ("language", found.languages))
    for name, group in groups:
        _show_group(console, name, group)


def _show_group(console: "Console", name: str, group: "Group") -> None:
    from rich.table import Table

    from ui.commands.terminal import printable

    table = Table(box=None, title=f"by {name}", title_justify="left", title_style="bold", show_header=False, pad_edge=False)
    shown = group.counts[-LISTED:] if name == "year" else group.counts[:LISTED]
    most = max([count.documents for count in shown] or [1])
    for count in shown:
        table.add_row(printable(count.value), f"{count.documents:,}", "█" * max(1, round(BAR_WIDTH * count.documents / most)))
    if left := len(group.counts) - len(shown):
        table.add_row(f"… {left:,} more", "", "")
    if group.unstated:
        table.add_row("not stated", f"{group.unstated:,}", "", style="dim")
    console.print()
    console.print(table)
