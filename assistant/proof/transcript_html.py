"""A transcript as a web page of its own.

What enters: a transcript. What leaves: HTML that needs nothing else: no script, no picture, no font, no address but the links to
the originals. It is read on a screen, light or dark, and printed. It deliberately lets no text of a document act as markup,
and forbids by its own policy what it does not contain.
"""

from collections.abc import Iterator
from html import escape

from assistant.proof.footnotes import linked_footnote
from assistant.proof.transcript import NOTES, REPEATS, Exchange, Exhibit, Transcript
from assistant.proof.wording import language_tag

_STYLE = """
:root { color-scheme: light dark; --ink: #1b1b1f; --faint: #5c5c66; --ground: #fdfdfb; --rule: #8a6d1f; --link: #0b4f9e; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e6e1; --faint: #a9a7a1; --ground: #17181b; --rule: #d0ac4b; --link: #8ab8ff; }
}
body { margin: 0 auto; padding: 2rem 1.2rem 4rem; max-width: 42rem; background: var(--ground); color: var(--ink); font: 1.05rem/1.6 Georgia, serif; }
h1 { font-size: 1.5rem; line-height: 1.25; }
h2 { font-size: 1.2rem; line-height: 1.35; margin-top: 2.6rem; }
a { color: var(--link); overflow-wrap: anywhere; }
figure { margin: 1.2rem 0; break-inside: avoid; }
blockquote { margin: 0; padding-inline-start: 1rem; border-inline-start: 3px solid var(--rule); overflow-wrap: anywhere; }
figcaption, .remark, .repeat { color: var(--faint); font-size: .9rem; overflow-wrap: anywhere; }
.remark { color: inherit; font-weight: bold; }
sup a { text-decoration: none; padding: 0 .2em; }
ol { padding-inline-start: 1.6rem; font-size: .95rem; }
:target { outline: 2px solid var(--rule); outline-offset: 3px; }
@media print {
  :root { --ink: #000; --faint: #333; --ground: #fff; --rule: #888; --link: #000; }
  body { max-width: none; padding: 0; font-size: 11pt; }
  h2 { break-after: avoid; }
  li a[href^="http"]::after { content: " <" attr(href) ">"; font-size: .85em; }
}
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def transcript_html(transcript: Transcript) -> str:
    """The transcript as one HTML page in UTF-8."""
    notes = "".join(_note(exhibit) for exhibit in transcript.exhibits)
    sources = f'<section aria-labelledby="sources"><h2 id="sources">{NOTES}</h2>\n<ol>\n{notes}</ol></section>\n' if notes else ""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n<meta name="referrer" content="no-referrer">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(transcript.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{escape(transcript.title)}</h1>\n"
        f"{''.join(map(_exchange, transcript.exchanges))}{sources}</main>\n</body>\n</html>\n"
    )


def _exchange(exchange: Exchange) -> str:
    return f'<section>\n<h2 dir="auto">{escape(exchange.question)}</h2>\n{"".join(_below(exchange))}</section>\n'


def _below(exchange: Exchange) -> Iterator[str]:
    yield from (f'<p class="remark" dir="auto">{escape(remark)}</p>\n' for remark in exchange.remarks)
    for quote in exchange.quotes:
        yield _figure(quote)
        for repeat in exchange.repeats.get(quote.note, ()):
            yield f'<p class="repeat">{REPEATS}</p>\n{_figure(repeat)}'


def _figure(exhibit: Exhibit) -> str:
    cited, note = exhibit.cited, exhibit.note
    tag = language_tag(cited.document.language)
    language = f' lang="{tag}"' if tag else ""
    link = f' cite="{escape(cited.link)}"' if cited.link else ""
    mark = f'<sup><a id="quote-{note}" href="#source-{note}" aria-label="Source {note}">{note}</a></sup>'
    return (
        f"<figure>\n<blockquote{link}><p><bdi{language}>“{escape(exhibit.words)}”</bdi>{mark}</p></blockquote>\n"
        f"<figcaption>{escape(exhibit.status)}</figcaption>\n</figure>\n"
    )


def _note(exhibit: Exhibit) -> str:
    before, title, after = linked_footnote(exhibit.cited)
    link = exhibit.cited.link
    named = f'<a href="{escape(link)}" rel="noopener noreferrer">{escape(title)}</a>' if link else escape(title)
    back = f'<a href="#quote-{exhibit.note}" aria-label="Back to quote {exhibit.note}">↩</a>'
    return f'<li id="source-{exhibit.note}">{escape(before)}“<bdi>{named}</bdi>”{escape(after)} {back}</li>\n'
