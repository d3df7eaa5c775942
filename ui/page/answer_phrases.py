"""The words around an answer: its order, more of it, why a quote was chosen, what helped; beside those in `ui.page.phrases`.

What enters: counts, names and figures to set into sentences. What leaves: plain strings, never HTML. It deliberately holds no logic
beyond singular and plural.
"""

from ui.page.phrases import count

ORDER = "Order"
ORDERS = {"relevance": "Best first", "oldest": "Oldest first", "newest": "Newest first"}
UNDATED_LAST = "Undated documents come last."

SHOW_MORE = "Show more quotes"
FURTHER = "Further quotes, which fit the question less closely"
NO_MORE = "No further quote fits this question."

COPY_LINK = "Copy link"

NOT_HELPFUL = "Not helpful"
ANSWER_NOT_HELPFUL = "This answer is not helpful"
NOTED = "Marked as not helpful. Press again to take it back."
TAKEN_BACK = "No longer marked as not helpful."

WHY = "Why this quote"
WORDS_FOUND = "The question’s words in it"
WORDS_NEAR = "Only in its title or headings"
WORDS_MISSING = "Not in it"
NO_WORDS = "none"
SCORE = "How it was scored"
MEASURED = "Measured"
COUNTS = "Counts"
TOTAL = "Score"
SCORE_NOTE = "The score ranks the quotes of this one question. It does not say how true they are."
NO_SCORE = "Its score was not kept."
PARTS = {
    "late": "How near its words come in meaning to the question’s",
    "coverage": "The question’s words in it, rare ones weighing more",
    "coverage_near": "The same with the sentences beside it, the title and the headings",
    "passage": "How well the passage it stands in fits",
    "answer_type": "Shows the kind of thing that is asked for",
}
SHARES = ("coverage", "coverage_near")
YES, NO = "yes", "no"


def ordered_by(order: str, undated: int) -> str:
    """What a screen reader says when the order has changed."""
    last = f" {UNDATED_LAST}" if undated and order != "relevance" else ""
    return f"{ORDERS[order]}.{last}"


def added(quotes: int) -> str:
    """What a screen reader says when more quotes have come."""
    return f"{count(quotes, 'further quote', 'further quotes')}." if quotes else NO_MORE


def copy_link(number: int) -> str:
    """The name, for a screen reader, of the button that copies the address of the original."""
    return f"{COPY_LINK} to quote {number}"


def not_helpful(number: int) -> str:
    """The name, for a screen reader, of the button that marks a quote."""
    return f"{NOT_HELPFUL}: quote {number}"


def of_quote(number: int) -> str:
    """What follows a name for a screen reader, to tell the quotes apart."""
    return f" (quote {number})"


def quoted_words(found: tuple[str, ...]) -> str:
    """Words of a question, each in quotation marks."""
    return ", ".join(f"“{word}”" for word in found) or NO_WORDS


def measured(name: str, value: float) -> str:
    """What was measured of one part, as people read it."""
    if name == "answer_type":
        return YES if value else NO
    return f"{value:.0%}".replace("%", " %") if name in SHARES else f"{value:.2f}"


def counted(value: float) -> str:
    """What a part adds to the score."""
    return f"{value:.3f}"
