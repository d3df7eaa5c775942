"""The written answer on the command line: its options, its writer, its lines.

What enters: what a person set. What leaves: a desk that writes, and lines above which the quotes already stand. It deliberately
opens no model where none was asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.errors import RapporteurError

if TYPE_CHECKING:
    from rich.console import Console

    from assistant.answer import Answer, Citation
    from assistant.translation import TranslatesQuotes
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
TranslateOption = Annotated[
    bool, typer.Option("--translate", help="Below each quote in another language than the question's, a machine translation by that writer.")
]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The desk, and what is wanted of it; no desk where nothing is."""

    desk: WritingDesk | None = None
    written: bool = False
    translated: bool = False


def writing_desk(settings: Settings) -> WritingDesk | None:
    """The desk that writes with the writer that is set; None where none is. Raises WriterError."""
    if not settings.writer:
        return None
    from assistant.writing.desk import WritingDesk
    from assistant.writing.opening import WriterChoice, open_writer

    choice = WriterChoice(settings.writer, settings.writer_model, settings.writer_key, settings.writer_beyond)
    return WritingDesk(open_writer(choice), settings.writer_shows)


def wanted(settings: Settings, *, written: bool, translated: bool) -> Wanted:
    """The desk, where something was asked of it. Raises RapporteurError where no writer is set."""
    if not (written or translated):
        return Wanted()
    desk = writing_desk(settings)
    if desk is None:
        option = "--write" if written else "--translate"
        raise RapporteurError(f"{option} needs a writer: name one with --writer URL or --writer FILE.gguf, or set it as `writer`")
    return Wanted(desk, written, translated)


def show_sending(out: Console, answer: Answer, host: str) -> None:
    """Say where quotes go to be translated, before any does; nothing when none leaves this machine."""
    from rich.text import Text

    from assistant.translation import to_translate
    from ui.translation_forms import sends_quotes

    if host and to_translate(answer):
        out.print(Text(sends_quotes(host), style="italic"))


def show_translation(out: Console, answer: Answer, citation: Citation, translator: TranslatesQuotes) -> None:
    """Print below a quote in another language what a writer makes of it, labelled; nothing below any other."""
    from rich.padding import Padding
    from rich.text import Text

    from assistant.translation import to_translate
    from ui.commands.terminal import printable
    from ui.translation_forms import label, none_shown

    if citation not in to_translate(answer):
        return
    translation = translator.translation(citation, answer.language)
    lines = [none_shown(translation)] if translation.problem else [f"{label(translation)}:", translation.text]
    for line in lines:
        text = Text(printable(line), style="dim italic")
        out.print(Padding(text, (0, 0, 0, 8)) if out.is_terminal else Text("        ") + text)


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
