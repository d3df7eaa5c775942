"""Adding files on the Library tab: what the script needs for it, and what became of the files.

What enters: the kinds of files that can be read, and what a browser reports. What leaves: `Html`. It deliberately takes no file:
the script sends each to the service (`POST /api/v1/documents`), one after another, where its name and folder are made safe.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.listing import MAX_FILE_BYTES
from ui.page import library_phrases as words
from ui.page import phrases
from ui.page.markup import Html, element, join

# Where the script sends files, below the page's own address.
ADDRESS = "api/v1/documents"
# So many files that were not added are named; more are a folder of something else.
NAMED = 100
# A name or a reason longer than this was not written by this program.
MOST_CHARACTERS = 400


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What became of files that were sent: how many came, how many were there, and which were not taken, each with why."""

    added: int = 0
    there: int = 0
    refused: tuple[tuple[str, str], ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()


def render_adding(suffixes: Sequence[str]) -> Html:
    """Where files and folders are dropped or chosen, and the place where it is said how far the sending is."""
    files = _chooser(words.CHOOSE_FILES, multiple=True, accept=",".join(suffixes))
    folder = _chooser(words.CHOOSE_FOLDER, webkitdirectory=True, multiple=True)
    drop = element(
        "div",
        element("p", words.DROP_HERE, class_="drop-words"),
        element("div", element("span", files, id="upload"), element("span", folder, id="upload-folder"), class_="choosers"),
        class_="drop",
    )
    progress = element(
        "div",
        element("p", class_="stage", role="status"),
        element("progress", max=1, value=0, aria_label=phrases.ADDING),
        element("button", words.STOP, type="button", class_="quiet", data_stop=True),
        class_="sending",
        hidden=True,
    )
    outcomes = element("ul", class_="outcomes", aria_label=words.OUTCOMES, hidden=True)
    told = {f"data_words_{name.replace('-', '_')}": sentence for name, sentence in words.ADDING.items()}
    return element(
        "div",
        drop,
        progress,
        outcomes,
        class_="adding",
        data_address=ADDRESS,
        data_suffixes=" ".join(suffixes),
        data_most_bytes=MAX_FILE_BYTES,
        **told,
    )


def read_outcomes(data: object) -> Outcomes:
    """What a browser reports of files it sent; what does not have the form is left out."""
    if not isinstance(data, Mapping):
        return Outcomes()
    return Outcomes(_number(data.get("added")), _number(data.get("there")), _pairs(data.get("refused")), _pairs(data.get("renamed")))


def render_outcomes(outcomes: Outcomes) -> Html:
    """What became of the files, in words; nothing where there were none."""
    said = [words.added(outcomes.added)] if outcomes.added else []
    said += [words.already_there(outcomes.there)] if outcomes.there else []
    said += [phrases.kept_as(name, document_id) for name, document_id in outcomes.renamed[:NAMED]]
    parts = [element("p", sentence, class_="note", dir="auto") for sentence in said]
    if outcomes.refused:
        shown = [element("li", element("span", name, class_="file", dir="auto"), " ", why) for name, why in outcomes.refused[:NAMED]]
        if more := len(outcomes.refused) - len(shown):
            shown.append(element("li", words.and_more(more)))
        heading = element("p", words.refused(len(outcomes.refused)))
        parts.append(element("div", heading, element("ul", *shown), class_="refused"))
    return join(parts)


def _chooser(name: str, **attributes: str | bool) -> Html:
    return element("label", element("input", type="file", class_="visually-hidden", **attributes), name, class_="chooser")


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1_000_000 else 0


def _pairs(value: object) -> tuple[tuple[str, str], ...]:
    """Pairs of words, each of bounded length."""
    pairs = value[:10_000] if isinstance(value, list) else []
    return tuple(
        (str(pair[0])[:MOST_CHARACTERS], str(pair[1])[:MOST_CHARACTERS])
        for pair in pairs
        if isinstance(pair, list) and len(pair) == 2 and all(isinstance(word, str) for word in pair)
    )
