"""Translations of quotes on the page, wired.

What enters: the conversation, and the quote whose button was pressed. What leaves: the conversation with the translation beneath its
quote, once it is there. What is made is put into the conversation as it is by then, which may have gone on meanwhile. It deliberately
translates nothing that nobody asked for, and changes no answer.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import Any

from assistant.answer import Citation
from assistant.translation import TranslatesQuotes, Translation, to_translate
from ui.page.conversation import Conversation, Turn, read_choice, replaced
from ui.page.look import AT_ONCE, CALMLY
from ui.page.markup import Html
from ui.page.offline_gradio import gr
from ui.page.rendering import render_conversation

# A model on this machine writes one text at a time anyway; more wait.
TRANSLATED_AT_ONCE = 2
# Of all pages together; what was made longer ago is made anew when it is asked for again.
_KEPT = 512
_Key = tuple[str, int, str]


@dataclass
class TranslationHandlers:
    """What happens to a quote that is to be translated, without any widget. Safe to use from several threads."""

    translator: TranslatesQuotes
    _made: "OrderedDict[_Key, Translation]" = field(default_factory=OrderedDict)
    _begun: set[_Key] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def toggled(self, conversation: Conversation, data: object) -> tuple[Html, Conversation]:
        """The conversation with a quote's translation awaited, or taken away again where it was shown."""
        choice = read_choice(data)
        turn = conversation[choice.turn] if choice and 0 <= choice.turn < len(conversation) else None
        citation = _translatable(turn).get(choice.number) if choice and turn else None
        if choice is None or turn is None or turn.translating is None or citation is None or choice.number in turn.translating.awaited():
            return render_conversation(conversation, (), ""), conversation
        before = turn.translating.made.get(choice.number)
        if before is not None and before.text:
            translating = turn.translating.without(choice.number)
        else:
            with self._lock:  # one that failed is tried again
                failed = self._made.get(_key(turn, citation))
                if failed is not None and failed.problem:
                    del self._made[_key(turn, citation)]
            translating = turn.translating.having(choice.number, None)
        after = replaced(conversation, choice.turn, replace(turn, translating=translating))
        return render_conversation(after, (), ""), after

    def make(self, conversation: Conversation) -> None:
        """Translate every quote that is awaited and that nobody translates already."""
        for turn in conversation:
            for citation in _awaited(turn):
                key = _key(turn, citation)
                with self._lock:
                    if key in self._begun or key in self._made:
                        continue
                    self._begun.add(key)
                try:
                    translation = self.translator.translation(citation, turn.answer.language if turn.answer else "")
                    with self._lock:
                        self._made[key] = translation
                        while len(self._made) > _KEPT:
                            self._made.popitem(last=False)
                finally:
                    with self._lock:
                        self._begun.discard(key)

    def merged(self, conversation: Conversation) -> tuple[Html, Conversation] | None:
        """The conversation with every awaited translation that is there; None where none is."""
        after = tuple(self._with_made(turn) for turn in conversation)
        return None if after == conversation else (render_conversation(after, (), ""), after)

    def _with_made(self, turn: Turn) -> Turn:
        translating = turn.translating
        for citation in _awaited(turn):
            with self._lock:
                translation = self._made.get(_key(turn, citation))
            if translation is not None and translating is not None:
                translating = translating.having(citation.number, translation)
        return turn if translating == turn.translating else replace(turn, translating=translating)


def _translatable(turn: Turn | None) -> dict[int, Citation]:
    return {citation.number: citation for citation in to_translate(turn.answer)} if turn and turn.answer else {}


def _awaited(turn: Turn) -> list[Citation]:
    found = _translatable(turn) if turn.translating else {}
    return [found[number] for number in turn.translating.awaited() if number in found] if turn.translating else []


def _key(turn: Turn, citation: Citation) -> _Key:
    """Whose translation it is: an id of a turn is known to its own page alone."""
    return turn.turn_id, citation.number, citation.quote


def wire_translations(handlers: TranslationHandlers, log: gr.HTML, conversation: gr.State) -> None:
    """Listen to the buttons beneath quotes, and show what was made."""

    def toggled(turns: Conversation, event: gr.EventData) -> tuple[Html, Conversation]:
        return handlers.toggled(turns, event._data)

    def merged(turns: Conversation) -> tuple[Any, Any]:
        return handlers.merged(turns) or (gr.skip(), gr.skip())

    shown = [log, conversation]
    pressed = log.translate(toggled, conversation, shown, trigger_mode="multiple", **AT_ONCE)
    # In the queue, where it counts as a question, waits its turn and may take its time.
    made = pressed.then(handlers.make, conversation, None, concurrency_limit=TRANSLATED_AT_ONCE, **CALMLY)
    made.then(merged, conversation, shown, **AT_ONCE)
    # A question that was answered meanwhile may have put back the conversation as it was before.
    log.change(merged, conversation, shown, trigger_mode="always_last", **AT_ONCE)
