"""What a person must be told of the pages of a PDF, or of a picture.

What enters: pages as they were read. What leaves: sentences on what was not read or deserves suspicion, and the reason when
nothing was read at all. It deliberately judges no text.
"""

from collections.abc import Sequence
from itertools import groupby

from corpus.pdf.page import PageText

COMPARE = "may be wrong, accented letters above all; compare {} with the original"
OTHER_LETTERS = "Cyrillic, Greek and Arabic letters cannot be recognised"
SCAN_AGAIN = f"if it shows some, scan it again at 300 dots per inch, in focus, and add that; {OTHER_LETTERS}"
SCANNED = "no text layer: its pages are pictures, as a scan makes them"
TOO_LONG = "it took too long; split the file and add the parts"


def ranges(numbers: Sequence[int]) -> str:
    """Page numbers in words: "page 3", "pages 1, 4–7"."""
    spans: list[str] = []
    for _, group in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        members = [number for _, number in group]
        spans.append(str(members[0]) if len(members) == 1 else f"{members[0]}–{members[-1]}")
    return f"{'page' if len(numbers) == 1 else 'pages'} {', '.join(spans)}"


def remarks_on(pages: Sequence[PageText]) -> list[str]:
    """What of the pages was recognised, was not read, or deserves suspicion."""
    said = (
        ([page.number for page in pages if page.fault == "late"], f"was not recognised: {TOO_LONG}", f"were not recognised: {TOO_LONG}"),
        ([page.number for page in pages if page.fault == "damaged"], "could not be read", "could not be read"),
        (
            [page.number for page in pages if page.fault == "wordless"],
            "is a picture in which no words were recognised",
            "are pictures in which no words were recognised",
        ),
        ([page.number for page in pages if page.fault == "picture" and not page.pieces], "has no text layer", "have no text layer"),
        ([page.number for page in pages if page.fault == "picture" and page.pieces], "has hardly any text layer", "have hardly any text layer"),
        (
            [page.number for page in pages if page.fault == "garbled"],
            "is written in fonts that do not say which letters they draw: its text is garbled",
            "are written in fonts that do not say which letters they draw: their text is garbled",
        ),
        (
            [page.number for page in pages if page.hidden],
            "has hidden text, which is kept out of quotes",
            "have hidden text, which is kept out of quotes",
        ),
    )
    found = [f"{ranges(numbers)} {one if len(numbers) == 1 else many}" for numbers, one, many in said if numbers]
    return [*_recognised(pages), *_left_out(pages), *found]


def _recognised(pages: Sequence[PageText]) -> list[str]:
    numbers = [page.number for page in pages if page.boxes]
    if not numbers:
        return []
    if all(page.boxes for page in pages if page.pieces):
        return [f"its words were recognised from {'a picture' if len(numbers) == 1 else 'pictures'} and {COMPARE.format('them')}"]
    were, them = ("was recognised from a picture", "it") if len(numbers) == 1 else ("were recognised from pictures", "them")
    return [f"{ranges(numbers)} {were} and {COMPARE.format(them)}"]


def _left_out(pages: Sequence[PageText]) -> list[str]:
    """How many lines of which pages were too uncertain to give."""
    total = sum(page.left_out for page in pages)
    if not total:
        return []
    where = f" ({', '.join(f'{page.left_out} on page {page.number}' for page in pages if page.left_out)})" if len(pages) > 1 else ""
    lines, are = ("line was", "is") if total == 1 else ("lines were", "are")
    return [f"{total} {lines} too unclear to recognise and {are} left out{where}; {OTHER_LETTERS}"]


def why_empty(pages: Sequence[PageText], can_recognise: bool) -> str:
    """Why pages give no text at all; `can_recognise` says that something was there to recognise pictures."""
    faults = {page.fault for page in pages}
    if faults == {"damaged"}:
        return "none of its pages can be read; open it in a PDF program, save it again and add that"
    if "picture" in faults:
        advice = (
            "the extra `ocr`, which would recognise them, is installed and does not load here: install what it misses"
            if can_recognise
            else "install the `ocr` extra (pip install 'rapporteur[ocr]') to have them recognised"
        )
        return f"{SCANNED}; {advice}, or run it through a program that adds a text layer and add that"
    if "late" in faults:
        return f"{SCANNED}, and none was recognised: {TOO_LONG}"
    if "wordless" in faults:
        return f"no words were recognised in its pages, which are pictures; {SCAN_AGAIN}"
    if any(page.hidden for page in pages):
        return "all of its text is hidden from a reader; if it should be read, save it with visible text and add that"
    return "its pages are empty; check that it is the right file"
