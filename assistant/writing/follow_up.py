"""A follow-up rewritten by a model into a question that stands alone.

What enters: a question, the questions before it, and a writer. What leaves: the rewritten question, or the one that the rules
of `assistant.conversation` make, wherever the model fails or adds a name, a number or a subject that nobody asked about. It
deliberately is searched like any question and shown to the person who asked.
"""

import logging
from collections.abc import Sequence

from assistant.conversation import leans, standalone
from assistant.question import subject_words
from assistant.writing.form import MAX_CHARACTERS, harmful
from assistant.writing.prompts import follow_up_messages
from assistant.writing.wording import unset, words_of
from assistant.writing.writer import Usage, Writer, WriterError
from index.words import fold, stems, words

# A question is short; a model that goes on is answering.
_MAX_TOKENS = 80
# So many of the last questions are what a follow-up leans on.
_EARLIER = 6
_log = logging.getLogger("assistant.writing")


def rewritten(question: str, history: Sequence[str], writer: Writer) -> str:
    """The question to search: by the model where it keeps to the conversation, else by rules."""
    by_rules = standalone(question, history)
    if not history or not leans(question):
        return by_rules
    try:
        pieces = writer.stream(follow_up_messages(question, list(history)[-_EARLIER:]), _MAX_TOKENS)
        text = "".join(piece for piece in pieces if not isinstance(piece, Usage))
    except WriterError:
        return by_rules
    except Exception as error:  # whatever a model's library raises, the rules stand
        _log.warning("a writer failed", extra={"measured": {"error": type(error).__name__}})
        return by_rules
    proposed = _first_line(text)
    return proposed if keeps_to(proposed, [*history, question]) else by_rules


def keeps_to(proposed: str, conversation: Sequence[str]) -> bool:
    """Whether a rewritten question is one, and names nothing the conversation does not."""
    if not proposed.endswith("?") or len(proposed) > MAX_CHARACTERS or proposed.count("?") > 1 or harmful(proposed):
        return False
    said = [word for line in conversation for word in words_of(unset(line))]
    known = {word.lower for word in said} | {word.stem for word in said} | set(stems([word for line in conversation for word in words(line)]))
    return all(fold(word) in known or stem in known for word in subject_words(proposed) for stem in stems([word]))


def _first_line(text: str) -> str:
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return " ".join(line.strip("\"“”' ").split())
