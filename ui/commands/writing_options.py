"""The written answer on the command line: its options, its writer, its lines.

What enters: what a person set. What leaves: a desk that writes, and lines above which the quotes already stand. It deliberately
opens no model where none was asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.errors import RapporteurError

if TYPE_CHECKING:
    from rich.console import Console

    from assistant.assistant import Assistant
    from assistant.writing.answering import WrittenEnd, WrittenSentence
    from assistant.writing.desk import WritingDesk
    from ui.settings import Settings

WriterOption = Annotated[
    str | None,
    typer.Option("--writer", metavar="URL|FILE.gguf", help="Language model that writes above the quotes. (default: none)", show_default=False),
]
WriterModelOption = Annotated[
    str | None, typer.Option("--writer-model", metavar="NAME", help="The model's name at that address. (default: its first)", show_default=False)
]
WriterBeyondOption = Annotated[
    bool | None,
    typer.Option("--writer-beyond", help="Allow a writer on another machine: questions and quotes are sent there.", show_default=False),
]
WriteOption = Annotated[bool, typer.Option("--write", help="Also write a short answer from the quotes, with the writer that is set.")]


def writing_desk(settings: Settings, assistant: Assistant) -> WritingDesk | None:
    """The desk that writes with the writer that is set; None where none is. Raises WriterError."""
    if not settings.writer:
        return None
    from assistant.writing.desk import WritingDesk
    from assistant.writing.opening import WriterChoice, open_writer

    choice = WriterChoice(settings.writer, settings.writer_model, settings.writer_key, settings.writer_beyond)
    return WritingDesk(open_writer(choice), lambda: assistant.encoder, settings.writer_shows)


def wanted_desk(settings: Settings, assistant: Assistant) -> WritingDesk:
    """The desk, where a written answer was asked for. Raises RapporteurError where no writer is set."""
    desk = writing_desk(settings, assistant)
    if desk is None:
        raise RapporteurError("--write needs a writer: name one with --writer URL or --writer FILE.gguf, or set it as `writer`")
    return desk


def show_written(out: Console, events: Iterable[WrittenSentence | WrittenEnd], host: str) -> None:
    """Print written sentences as they pass; those that failed struck out, with the reason."""
    from rich.text import Text

    from assistant.writing.answering import WrittenEnd
    from ui.commands.terminal import printable
    from ui.writing_forms import LABEL, WITHHELD, cost, sent_to

    out.print(Text(f"\n{LABEL} {sent_to(host)}".rstrip(), style="italic"))
    for event in events:
        if isinstance(event, WrittenEnd):
            if event.problem:
                out.print(Text(printable(f"No more is written: {event.problem}." if event.shown else f"Nothing is written: {event.problem}.")))
            out.print(Text(printable(cost(event)), style="dim"))
        elif event.verdict.passed:
            out.print(Text(printable(event.text)))
        else:
            reason = f" – {printable(event.verdict.reason)}"
            text = Text(printable(event.text), style="strike dim") if event.text else Text(WITHHELD, style="dim")
            out.print(Text.assemble(("not shown as an answer: ", "yellow"), text, (reason, "yellow")))
