"""One person's page without a browser: the stand-in assistant, a store of conversations, and the handlers between them.

What enters: texts of documents. What leaves: questions asked, kept and opened again. It deliberately draws nothing.
"""

from pathlib import Path

from page_stand_in import StandInAssistant, StandInLibrary

from assistant.conversations.store import ConversationStore
from ui.page.asking import AskHandlers
from ui.page.conversation import Conversation, Turn
from ui.page.conversation_keeping import Asker, ConversationHandlers

HARBOUR = "Title: The harbour\n\nThe harbour counted 412 vessels in February. Most vessels carried timber to the old harbour.\n"
FERRY = "Title: The ferry\n\nThe ferry vessels leave the harbour at noon.\n"
QUESTION = "How many vessels did the harbour count in February?"
ME = Asker("")


class Desk:
    """A person's page, with what stands behind it."""

    def __init__(self, folder: Path, **texts: str) -> None:
        self.library = StandInLibrary({f"{name}.txt": text.encode() for name, text in texts.items()})
        self.assistant = StandInAssistant(self.library)
        self.store = ConversationStore(folder)
        self.asking = AskHandlers(self.assistant, 5)
        self.handlers = ConversationHandlers(self.assistant, self.store, 5)

    def ask(self, question: str, before: Conversation = (), asker: Asker = ME) -> tuple[Conversation, Asker]:
        *_, (_, conversation) = self.asking.ask(question, before)
        return conversation, Asker(asker.owner, self.handlers.kept(asker, conversation[-1]).conversation_id)

    def change(self, **texts: str | None) -> None:
        for name, text in texts.items():
            self.library.files.pop(f"{name}.txt", None)
            if text is not None:
                self.library.files[f"{name}.txt"] = text.encode()
        self.assistant.update(lambda stage, done, total: None)

    def reopened(self, asker: Asker) -> Turn:
        return self.handlers.opened(asker, asker.open_id).conversation[-1]

    def assert_sound(self, turn: Turn) -> None:
        """Every citation's quote stands word for word where it says, and what it says of the document the document says."""
        assert turn.answer is not None
        for citation in (*turn.answer.citations, *turn.answer.nearest):
            document = self.assistant.document(citation.evidence.document_id)
            assert document.text[citation.evidence.start : citation.evidence.end] == citation.quote
            assert (citation.title, citation.date, citation.place) == (
                document.title,
                document.date,
                document.locator(citation.evidence.start, citation.evidence.end),
            )
