"""A transcript in Markdown.

What enters: a transcript. What leaves: Markdown with footnotes, as GitHub, Pandoc and Obsidian read them. It deliberately lets
no text of a document act as markup.
"""

from collections.abc import Iterator

from assistant.proof.footnotes import markdown_footnote
from assistant.proof.markdown_text import markdown_text
from assistant.proof.transcript import REPEATS, Exchange, Exhibit, Transcript


def transcript_markdown(transcript: Transcript) -> str:
    """The transcript as CommonMark with footnotes; blocks are set apart by one blank line."""
    blocks = [f"# {markdown_text(transcript.title)}"]
    for exchange in transcript.exchanges:
        blocks.extend(_exchange(exchange))
    blocks.extend(markdown_footnote(exhibit.cited, str(exhibit.note)) for exhibit in transcript.exhibits)
    return "\n\n".join(blocks) + "\n"


def _exchange(exchange: Exchange) -> Iterator[str]:
    yield f"## {markdown_text(exchange.question)}"
    yield from (markdown_text(remark) for remark in exchange.remarks)
    for quote in exchange.quotes:
        yield _quote(quote)
        for repeat in exchange.repeats.get(quote.note, ()):
            yield REPEATS
            yield _quote(repeat)


def _quote(exhibit: Exhibit) -> str:
    return f"> “{markdown_text(exhibit.words)}”[^{exhibit.note}]\n>\n> *{markdown_text(exhibit.status)}*"
