"""What happens on the Check tab, without any widget.

What enters: a text, or a file with one, or a saved answer. What leaves: `Html` as a stream, the places that were found, so that
they can be opened, and the annotated copy. One open index answers for one text. It deliberately judges nothing
(`assistant.proof` does) and keeps nothing: an uploaded file is deleted once it is read.
"""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePath

from assistant.proof.answer_file import FORM
from assistant.proof.answer_file_reading import read_answer
from assistant.proof.draft import CheckedQuotation, Draft, check_draft
from assistant.proof.draft_files import annotated, read_draft
from assistant.proof.draft_marks import plain_draft
from assistant.proof.draft_quotations import quotations
from assistant.proof.quote_verdict import Texts
from assistant.proof.recheck import rechecked
from assistant.proof.recheck_sources import IndexDocuments
from corpus.errors import RapporteurError
from index.quote_texts import QuoteTexts
from ui.backend import AnswersQuestions, OpenIndex
from ui.page import proof_phrases as phrases
from ui.page.check_places import Documents, placed, verdict_places
from ui.page.check_rendering import render_checked, render_nothing, render_problem, render_working
from ui.page.conversation import Conversation
from ui.page.downloads import Download, render_refused
from ui.page.keeping import WORD, kept
from ui.page.markup import Html
from ui.page.phrases import UNEXPECTED
from ui.page.recheck_rendering import recheck_places, render_rechecked

# A book has so many; more would hold up those who check a letter.
MAX_CHARACTERS = 1_000_000
MAX_BYTES = 50_000_000
SECONDS_BETWEEN_STATES = 0.3
_WORD_SUFFIXES = {".docx": WORD, ".docm": "application/vnd.ms-word.document.macroEnabled.12"}

OpenTexts = Callable[[OpenIndex], Texts]


@dataclass(frozen=True, slots=True)
class Findings:
    """What a check found: as it is shown, its places as a conversation of one turn, and the annotated copy where there is one."""

    shown: Html
    places: Conversation = ()
    copy: Download | None = None


def index_texts(index: OpenIndex) -> Texts:
    """The documents of an open index, found by a quote's words."""
    return QuoteTexts(index)


@dataclass(frozen=True, slots=True)
class CheckHandlers:
    """The plain functions behind the tab's widgets."""

    assistant: AnswersQuestions
    texts: OpenTexts = index_texts

    def text(self, typed: str) -> Iterator[Findings]:
        """Check a text as it was pasted; a saved answer may be pasted too."""
        if not typed.strip():
            yield Findings(render_problem(phrases.NOTHING_TO_CHECK))
        elif typed.lstrip().startswith("{") and FORM in typed[:300]:
            yield from _told(self._answer(typed.encode("utf-8", "replace")))
        else:
            yield from _told(self._draft("", typed.encode("utf-8", "replace"), partial(plain_draft, typed)))

    def file(self, path: Path) -> Iterator[Findings]:
        """Check an uploaded file, a saved answer or a text; the copy that the upload left is deleted."""
        try:
            yield from _told(self._file(path), path.name)
        finally:
            path.unlink(missing_ok=True)

    def annotated(self, copy: Download | None) -> Html:
        """The annotated copy of the text that was checked last."""
        return kept(lambda: copy) if copy is not None else render_refused(phrases.NO_COPY)

    def _file(self, path: Path) -> Iterator[Findings]:
        if path.stat().st_size > MAX_BYTES:
            raise RapporteurError(phrases.too_big(MAX_BYTES))
        content = path.read_bytes()
        if path.suffix.lower() == ".json" or FORM.encode() in content[:300]:
            yield from self._answer(content)
        else:
            yield from self._draft(path.name, content, partial(read_draft, path, content))

    def _draft(self, name: str, content: bytes, read: Callable[[], Draft]) -> Iterator[Findings]:
        yield Findings(render_working(phrases.READING))
        draft = read()
        if len(draft.text) > MAX_CHARACTERS:
            raise RapporteurError(phrases.too_long(len(draft.text), MAX_CHARACTERS))
        found, texts, named = quotations(draft), self.texts(self.assistant.index), self.assistant.documents()
        checked: list[CheckedQuotation] = []
        told = 0.0
        for quotation in found:
            if time.monotonic() - told > SECONDS_BETWEEN_STATES:
                told = time.monotonic()
                yield Findings(render_working(phrases.CHECKING, len(checked), len(found)))
            checked.extend(check_draft([quotation], texts, named))
        if not checked:
            yield Findings(render_nothing(phrases.NO_QUOTATIONS))
            return
        documents = Documents(texts.document)
        copy = _copy(name, content, draft, tuple(checked), documents)
        yield Findings(render_checked(checked, documents), placed(verdict_places(checked), documents), copy)

    def _answer(self, content: bytes) -> Iterator[Findings]:
        yield Findings(render_working(phrases.CHECKING_ANSWER))
        answer, whole = read_answer(content)
        recipe, program = self.assistant.index.recipe, answer.program
        alike = (program.reader_version, program.libraries) == (recipe.reader_version, recipe.libraries)
        found = rechecked((*answer.citations, *answer.nearest), IndexDocuments(self.assistant), same_reader=alike)
        documents = Documents(self.assistant.document)
        yield Findings(render_rechecked(answer, whole, found, documents), placed(recheck_places(found), documents))


def _told(steps: Iterator[Findings], name: str = "") -> Iterator[Findings]:
    """The steps of a check, or one sentence where they end early."""
    try:
        yield from steps
    except RapporteurError as error:
        yield Findings(render_problem(phrases.not_checked(name, str(error)) if name else str(error)))
    except Exception:
        logging.getLogger(__name__).exception("a text could not be checked")
        yield Findings(render_problem(UNEXPECTED))


def _copy(name: str, content: bytes, draft: Draft, checked: tuple[CheckedQuotation, ...], documents: Documents) -> Download:
    """The text with a remark at each quotation: a Word document where it came as one, else Markdown."""
    source = PurePath(name)
    suffix = source.suffix.lower() if source.suffix.lower() in _WORD_SUFFIXES else ".md"
    output = Path(f"{source.stem or 'text'}-checked{suffix}")
    return Download(output.name, _WORD_SUFFIXES.get(suffix, "text/markdown"), annotated(output, content, draft, checked, documents))
