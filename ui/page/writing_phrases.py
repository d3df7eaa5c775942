"""The words of a written answer.

What enters: names and counts. What leaves: sentences for people. It deliberately holds no markup.
"""

from assistant.writing.answering import WrittenEnd

HEADING = "Written answer"
LABEL = "Written by a language model from the quotes below, each sentence checked against them. Rely on the quotes."
WRITING = "Writing…"
WITHHELD = "A sentence was left out"
STRUCK = "Not carried by the quotes:"


def sent_to(host: str) -> str:
    """Where questions and quotes go."""
    return f"Questions and quotes are sent to {host}."


def nothing_written(end: WrittenEnd) -> str:
    """Why there is no more, in one line."""
    return f"{'No more is written' if end.shown else 'Nothing is written'}: {end.problem}."


def citation(number: int) -> str:
    """What a screen reader says of a citation's number."""
    return f"Quote {number}"
