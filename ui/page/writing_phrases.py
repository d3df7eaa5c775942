"""The words of a written answer.

What enters: names and counts. What leaves: sentences for people. It deliberately holds no markup.
"""

from assistant.writing.answering import WrittenEnd

HEADING = "Written answer"
LABEL = "Written by a language model from the quotes below, each sentence checked against them. Rely on the quotes."
WRITING = "Writing…"
STRUCK = "Not carried by the quotes:"


def sent_to(host: str) -> str:
    """Where questions and quotes go."""
    return f"Questions and quotes are sent to {host}."


def left_out(number: int) -> str:
    """That sentences were not shown."""
    return "A sentence was left out" if number == 1 else f"{number} sentences were left out"


def nothing_written(end: WrittenEnd) -> str:
    """Why there is no more, in one line."""
    return f"{'No more is written' if end.shown else 'Nothing is written'}: {end.problem}."


def citation(number: int) -> str:
    """What a screen reader says of a citation's number."""
    return f"Quote {number}"
