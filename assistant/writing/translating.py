"""A quote in the words of another language, by a writer.

What enters: a citation, the language its question was asked in, and a writer. What leaves: a `Translation` with a text that passed the
check, or with the one plain line why there is none. Whatever the writer does, the quote stands as it is. It deliberately gives a writer
no quote that speaks to it, and logs neither quote nor translation.
"""

import logging
import re
from contextlib import closing

from assistant.answer import Citation
from assistant.translation import Translation, asked_language
from assistant.writing.instructions import instructs
from assistant.writing.prompts import inert, translation_messages
from assistant.writing.translation_check import judged, longest
from assistant.writing.writer import CONTEXT_TOKENS, Usage, Writer, WriterError
from corpus.language import language_name

# Tokens a letter of a translation takes at most, in the tokenizers in use and languages with marks on their letters.
_TOKENS_PER_LETTER = 0.6
# "Translation:", "Here is the English translation:": what models put before it although they are told not to.
_PREFACE = re.compile(r"^(?:(?:here is|this is)\s+)?(?:(?:the|an?)\s+)?(?:\w+\s+)?translation(?:\s+(?:in|into|to)\s+\w+)?\s*:\s*", re.IGNORECASE)
_QUOTATION_MARKS = '"“”„«»‟'
_log = logging.getLogger("assistant.writing")


def translated(citation: Citation, asked_in: str, writer: Writer) -> Translation:
    """What a writer makes of a quote in its question's language. Raises nothing that a writer raises."""
    target = asked_language(asked_in)

    def made(text: str = "", problem: str = "", remark: str = "") -> Translation:
        return Translation(citation.number, text, target, writer.name, problem, remark)

    if instructs(citation.quote):
        return made(problem="the quote speaks to a language model, and is given to none")
    try:
        text = _written(citation, target, writer)
    except WriterError as error:
        return made(problem=str(error))
    except Exception as error:  # whatever a model's library raises, the quote stands
        _log.warning("a writer failed", extra={"measured": {"error": type(error).__name__}})
        return made(problem="the writer failed")
    found = judged(inert(citation.quote), text, citation.language, target)
    return made(problem=found.problem) if found.problem else made(text, remark=found.remark)


def _written(citation: Citation, target: str, writer: Writer) -> str:
    """What the writer writes, on one line, without what it says about it. Raises WriterError."""
    passage = inert(citation.quote)
    messages = translation_messages(passage, language_name(citation.language), language_name(target))
    limit = longest(passage)
    tokens = int(limit * _TOKENS_PER_LETTER) + 1
    if writer.count(messages).tokens + tokens > CONTEXT_TOKENS:
        raise WriterError("the quote is too long for the writer")
    text = ""
    pieces = writer.stream(messages, tokens)
    with closing(pieces):  # type: ignore[type-var]  # a generator; closing it stops the model
        for piece in pieces:
            text += "" if isinstance(piece, Usage) else piece
            if len(text) > 2 * limit:  # it runs on, and is found too long
                break
    line = _PREFACE.sub("", re.sub(r"[ \t\r\n]+", " ", text).strip())
    return line if passage[:1] in _QUOTATION_MARKS else _unquoted(line)


def _unquoted(line: str) -> str:
    """A text without the quotation marks that stand around all of it."""
    inner = line[1:-1]
    around = len(line) > 2 and line[0] in _QUOTATION_MARKS and line[-1] in _QUOTATION_MARKS
    return inner.strip() if around and not any(mark in inner for mark in _QUOTATION_MARKS) else line
