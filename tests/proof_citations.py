"""Citations for the tests of exported forms: documents in memory, and answers that quote them as the program would."""

from collections.abc import Sequence
from dataclasses import replace

from page_stand_in import read

from assistant.answer import Answer, Certainty, Citation, Evidence
from assistant.proof.answer_file import Circumstances, Program, SavedAnswer, saved_answer
from assistant.proof.cited import Cited, cited
from corpus.document import Document

HOSTILE = "<img src=x onerror=alert(1)>]]> & *_[a](javascript:b)_* \\ $x$ {b} %~^# `c` | \u202ed\u202c \x07"
SHORE = "اتفق الوزراء على إغلاق الشاطئ الشمالي."
DOCUMENTS = (
    "harbour.txt|Title: The harbour\nPublisher: Harbour office\nDate: 2023-11-29\nSource: https://example.org/harbour\nLanguage: en\n\n"
    "# Traffic\n\nThe harbour counted 412 vessels in February. Most vessels carried timber.\n",
    "copy.txt|Title: The harbour, again\nDate: 2023-11\n\nThe harbour counted 412 vessels in February.\n",
    "atlas.pdf|Title: The atlas\nPublisher: Map room\nDate: 2022\nAuthor: Surveyor, Ada; Royal Office of Maps\n"
    "Speaker: Ada Surveyor\nPrinted: i,ii,iii,iv\n"
    "Source: https://example.org/atlas.pdf\n\nSurveyors measured the glacier.\n\n\x0cThe delegates agreed to share\x0call their maps.\n",
    "letter.eml|Title: The letter\nAuthor: rama@example.org\n\nThe courier carried a parcel.\n",
    f"shore.txt|Language: ar\n\n{SHORE}\n",
    f"hostile.txt|Title: {HOSTILE}\nPublisher: {HOSTILE}\nAuthor: {HOSTILE}\nLanguage: {HOSTILE}\nSource: javascript:alert(1)\n\n"
    f"Walruses wrote {HOSTILE} here.\n",
)
_KINDS = {"letter.eml": "message/rfc822"}


class Shelf:
    """Documents by their names."""

    def __init__(self) -> None:
        files = (file.partition("|")[::2] for file in DOCUMENTS)
        read_files = (read(name, content.encode()) for name, content in files)
        self.documents = {
            document.document_id: replace(document, media_type=_KINDS.get(document.document_id, document.media_type)) for document in read_files
        }

    def document(self, document_id: str) -> Document:
        return self.documents[document_id]

    def cite(self, number: int, document_id: str, words: str, *, also_in: tuple[int, ...] = (), duplicate_of: int | None = None) -> Citation:
        """A citation of the first place of some words."""
        document = self.documents[document_id]
        start = document.text.index(words)
        end = start + len(words)
        return Citation(
            number=number,
            evidence=Evidence(document_id, start, end, 1.0),
            quote=words,
            title=document.title,
            publisher=document.publisher,
            date=document.date,
            place=document.locator(start, end),
            source_url=document.source_url,
            also_in=also_in,
            duplicate_of=duplicate_of,
            author=document.author,
            speaker=document.speaker(start, end),
        )

    def cited(self, document_id: str, words: str, number: int = 1) -> Cited:
        return cited(self.cite(number, document_id, words), self.documents[document_id])


def answer(question: str, certainty: Certainty, citations: Sequence[Citation], *, query: str = "", uncovered: tuple[str, ...] = ()) -> Answer:
    silent = certainty == "silent"
    return Answer(question, query or question, () if silent else tuple(citations), tuple(citations) if silent else (), certainty, 0.5, uncovered)


def conversation(shelf: Shelf) -> list[Answer]:
    """Four questions: one answered, with a repeat; one perhaps; one with nothing but the nearest; one about a hostile document."""
    vessels = "The harbour counted 412 vessels in February."
    return [
        answer("How many vessels?", "answers", [
            shelf.cite(1, "harbour.txt", vessels, also_in=(3,)),
            shelf.cite(2, "atlas.pdf", "The delegates agreed to share\x0call their maps."),
            shelf.cite(3, "copy.txt", vessels, duplicate_of=1),
        ]),
        answer("And the shore?", "perhaps", [shelf.cite(1, "shore.txt", SHORE)], query="Who closed the shore?", uncovered=("who",)),
        answer("What do zebras eat?", "silent", [shelf.cite(1, "letter.eml", "The courier carried a parcel.")], uncovered=("zebras", "eat")),
        answer(f"What did walruses write? {HOSTILE}", "answers", [shelf.cite(1, "hostile.txt", f"Walruses wrote {HOSTILE} here.")]),
    ]  # fmt: skip


def saved(shelf: Shelf) -> list[SavedAnswer]:
    """The same conversation as answer files."""
    circumstances = Circumstances("2026-02-03T04:05:06Z", Program("0.1.0", 1, 1, "encoder", 1000, "libraries"))
    return [saved_answer(one, shelf, circumstances) for one in conversation(shelf)]
