"""Keeping an answer, or a whole conversation.

What enters: the turns of a conversation and what a browser asks for. What leaves: files for the browser, or one sentence saying
why there is none. It reads the clock, because an answer file says when it was saved; it deliberately writes nothing.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version

from assistant.answer import Answer, Citation
from assistant.proof.answer_file import Circumstances, Program, saved_answer, written
from assistant.proof.transcript import Transcript, transcript
from assistant.proof.transcript_html import transcript_html
from assistant.proof.transcript_markdown import transcript_markdown
from assistant.proof.transcript_word import transcript_word
from corpus.errors import RapporteurError
from ui.backend import AnswersQuestions
from ui.page import proof_phrases as phrases
from ui.page.conversation import Conversation, read_turn
from ui.page.conversation_phrases import NOTHING_STANDS
from ui.page.downloads import Download, render_download, render_refused
from ui.page.markup import Html
from ui.page.phrases import UNEXPECTED

ANSWER_FILE = "answer.json"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXPORTS: Mapping[str, tuple[str, str, Callable[[Transcript], bytes]]] = {
    "markdown": ("conversation.md", "text/markdown", lambda shown: transcript_markdown(shown).encode()),
    "word": ("conversation.docx", WORD, transcript_word),
    "html": ("conversation.html", "text/html", lambda shown: transcript_html(shown).encode()),
}


@dataclass(frozen=True, slots=True)
class KeepingHandlers:
    """What happens when something is to be kept, without any widget; `quotes` is the most an answer may have."""

    assistant: AnswersQuestions
    quotes: int

    def answer(self, conversation: Conversation, data: object) -> Html:
        """The answer file of one turn of the conversation."""
        return kept(lambda: self._answer(conversation, data))

    def conversation(self, conversation: Conversation, data: object) -> Html:
        """The whole conversation, each quote compared with its document now."""
        return kept(lambda: self._conversation(conversation, data))

    def _answer(self, conversation: Conversation, data: object) -> Download:
        place = read_turn(data)
        turn = conversation[place] if 0 <= place < len(conversation) else None
        if turn is None or turn.answer is None:
            raise RapporteurError(phrases.NOTHING_TO_KEEP)
        if not turn.answer.citations and not turn.answer.abstained:
            raise RapporteurError(NOTHING_STANDS)
        program = Program.of(version("rapporteur"), self.assistant.index.recipe)
        circumstances = Circumstances(moment(), program, turn.scope.where, self.quotes)
        return Download(ANSWER_FILE, "application/json", written(saved_answer(numbered(turn.answer), self.assistant, circumstances)))

    def _conversation(self, conversation: Conversation, data: object) -> Download:
        form = data.get("form") if isinstance(data, Mapping) else None
        answers = [turn.answer for turn in conversation if turn.answer is not None]
        if not isinstance(form, str) or form not in EXPORTS or not answers:
            raise RapporteurError(phrases.NOTHING_TO_KEEP)
        name, media_type, write = EXPORTS[form]
        return Download(name, media_type, write(transcript(answers, self.assistant)))


def moment() -> str:
    """Now, ISO 8601 in UTC."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def numbered(answer: Answer) -> Answer:
    """An answer whose citations are numbered 1, 2, 3 …: of one that was kept, some may have gone since."""
    numbers = {citation.number: number for number, citation in enumerate(answer.citations, 1)}
    if all(old == new for old, new in numbers.items()):
        return answer
    return replace(answer, citations=tuple(_renumbered(citation, numbers) for citation in answer.citations))


def _renumbered(citation: Citation, numbers: Mapping[int, int]) -> Citation:
    of = citation.duplicate_of
    also = tuple(numbers[other] for other in citation.also_in if other in numbers)
    return replace(citation, number=numbers[citation.number], also_in=also, duplicate_of=numbers.get(of) if of is not None else None)


def kept(made: Callable[[], Download]) -> Html:
    """A file for the browser, or one sentence where it could not be made."""
    try:
        return render_download(made())
    except RapporteurError as error:
        return render_refused(str(error))
    except Exception:
        logging.getLogger(__name__).exception("a file could not be made")
        return render_refused(UNEXPECTED)
