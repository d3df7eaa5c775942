"""Why a quote was chosen, in a terminal.

What enters: the reason of a citation. What leaves: lines below the quote. It deliberately explains the figures that ranked the quote and
adds no opinion.
"""

from rich.console import Console
from rich.text import Text

from assistant.answer import Reason
from ui.commands.terminal import printable
from ui.page import answer_phrases as phrases


def show_reason(out: Console, reason: Reason) -> None:
    """Print the question's words that a quote holds or lacks, and the parts of its score."""
    lines = [f"{phrases.WORDS_FOUND}: {phrases.quoted_words(reason.found)}"]
    lines += [f"{phrases.WORDS_NEAR}: {phrases.quoted_words(reason.near)}"] if reason.near else []
    lines += [f"{phrases.WORDS_MISSING}: {phrases.quoted_words(reason.missing)}"] if reason.missing else []
    for part in reason.parts:
        lines.append(f"{phrases.counted(part.counted)} {phrases.PARTS[part.name]}: {phrases.measured(part.name, part.value)}")
    if reason.parts:
        lines.append(f"{phrases.counted(reason.score)} {phrases.TOTAL}")
    for line in lines:
        out.print(Text(f"    {printable(line)}", style="dim"))
