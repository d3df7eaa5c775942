"""The command `rapporteur verify-quote`.

What enters: a quote, or one a line on standard input, and the document it is said to be from. What leaves: whether it stands
there, printed, and an exit status: 0 when every quote does, 1 otherwise. It needs no model. It deliberately decides nothing:
`assistant.proof.verifier` does.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.options import IndexOption, JsonOption
from ui.commands.output import print_json
from ui.commands.typed import as_text
from ui.forms import verdict_record
from ui.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console
    from rich.text import Text

    from assistant.proof.quote_verdict import QuoteVerdict

QuoteArgument = Annotated[str, typer.Argument(help="The quote; '-' reads one quote a line from standard input.")]
NamedOption = Annotated[
    str, typer.Option("--document", metavar="PATH", help="The document it is said to be from; the same words elsewhere do not count.")
]
_SAID = {
    "exact": ("stands word for word", "green"),
    "equivalent": ("stands, typesetting aside", "green"),
    "altered": ("does not stand: its words were changed", "bold red"),
    "wrong_document": ("stands in another document than the one named", "bold red"),
    "too_short": ("too short to say where it is from", "yellow"),
    "not_found": ("stands in no document", "bold red"),
}
_ALLOWED = {"ellipsis": "left out", "insertion": "put in", "case": "case", "stop": "final stop"}
# More places than this are counted and not listed.
_PLACES_SHOWN = 5


def verify_quote(quote: QuoteArgument, document: NamedOption = "", as_json: JsonOption = False, index_folder: IndexOption = None) -> None:
    """Check whether a quote stands in the documents, and mark what was changed; exit status 1 when it does not."""
    from assistant.proof.verifier import verify_quote as verified
    from index.engine import open_engine
    from index.quote_texts import QuoteTexts
    from ui.commands import terminal

    settings = load_settings(index=index_folder)
    texts = QuoteTexts(open_engine(settings.index, settings.milvus))
    if document:
        texts.document(document)  # a name that is not there is a mistake, and said at once
    all_stand = True
    for given in _given(quote):
        found = verified(given, texts, document)
        all_stand = all_stand and found.stands
        if as_json:
            print_json(verdict_record(found))
        else:
            show_verdict(terminal.console(), found)
    if not all_stand:
        raise typer.Exit(1)


def show_verdict(out: Console, found: QuoteVerdict) -> None:
    """Print a quote with what was changed marked, what the verdict is, and where it stands or stood."""
    from rich.text import Text

    from ui.commands.terminal import printable

    said, style = _SAID[found.verdict]
    out.print(_marked(found))
    out.print(Text(f"  {said}", style=style))
    for difference in found.differences:
        if difference.kind != "typesetting":
            kind = _ALLOWED.get(difference.kind, difference.kind.replace("_", " "))
            words = [f"“{printable(side)}”" if side else "nothing" for side in (difference.quoted, difference.found)]
            out.print(Text(f"  {kind}: {words[0]}, the document has {words[1]}"))
    if found.place:
        where = ", ".join(filter(None, (found.place.document_id, str(found.locator or ""))))
        out.print(Text(f"  {'nearest: ' if found.verdict == 'altered' else ''}{printable(where)}", style="dim"))
    _show_others(out, found)


def _show_others(out: Console, found: QuoteVerdict) -> None:
    from rich.text import Text

    from ui.commands.terminal import printable

    for other in found.other_places[:_PLACES_SHOWN]:
        out.print(Text(f"  also in {printable(other.document_id)}, characters {other.start:,} to {other.end:,}", style="dim"))
    if (more := len(found.other_places) - _PLACES_SHOWN) > 0:
        out.print(Text(f"  and in {more:,} more places", style="dim"))


def _marked(found: QuoteVerdict) -> Text:
    """The quote with the words that differ between »«, and in red where there is colour."""
    from rich.text import Text

    from ui.commands.terminal import printable, printable_part

    text, last = Text("“"), 0
    changed = sorted({(each.quote_start, each.quote_end) for each in found.differences if found.verdict == "altered" and each.quote_end})
    for start, end in changed:
        if start < last:
            continue
        text.append(printable_part(found.quote[last:start]))
        text.append(f"»{printable(found.quote[start:end])}«", style="bold red")
        last = end
    text.append(printable_part(found.quote[last:]))
    return text.append("”")


def _given(quote: str) -> Iterator[str]:
    """The quotes to check: the one given, or the lines of standard input that are not empty."""
    if quote != "-":
        yield as_text(quote)
        return
    for line in sys.stdin.buffer:
        if typed := as_text(line).strip():
            yield typed
