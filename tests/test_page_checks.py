"""What the Check tab writes as HTML and hands out, without a browser: verdicts, marks, escaping, copies, and what stays behind."""

import base64
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from page_stand_in import StandInAssistant, StandInLibrary
from test_page_rendering import HOSTILE, Reader

from assistant.proof.word_document import Paragraph, word_document
from ui.page import proof_phrases as phrases
from ui.page.check_places import in_order, marked, quoted_spans
from ui.page.checking import MAX_CHARACTERS, CheckHandlers, Findings
from ui.page.conversation import Turn, read_opened
from ui.page.downloads import Download, render_download
from ui.page.keeping import WORD, KeepingHandlers
from ui.page.source_panel import SourceHandlers

FILES = {
    "harbour.txt": b"Title: The harbour report\nPublisher: Harbour office\n\n"
    b"The harbour counted 412 vessels in February. Most vessels carried timber.\n",
    "market.txt": b"Title: The winter market\n\nThe market opens on Saturday and sells cheese, bread and candles.\n",
    "hostile.txt": f"Title: {HOSTILE}\n\nWalruses wrote this long sentence {HOSTILE} about candles.\n".encode(),
}


def handlers(files: dict[str, bytes] = FILES) -> tuple[CheckHandlers, StandInAssistant]:
    assistant = StandInAssistant(StandInLibrary(dict(files)))
    return CheckHandlers(assistant, lambda index: assistant), assistant


def last(steps: Sequence[Findings]) -> Findings:
    return steps[-1]


def checked(text: str) -> Findings:
    return last(list(handlers()[0].text(text)))


def dropped(folder: Path, name: str, content: bytes, check: CheckHandlers | None = None) -> Findings:
    """What a dropped file gives; nothing of it stays."""
    path = folder / name
    path.write_bytes(content)
    found = last(list((check or handlers()[0]).file(path)))
    assert not path.exists()
    return found


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("“The harbour counted 412 vessels in February.”", "exact"),
        ("“[t]he harbour counted 412 vessels in February”", "equivalent"),
        ("“The harbour counted 421 vessels in February.”", "altered"),
        ("“Seventeen penguins negotiated the harbour treaty.”", "not_found"),
        ("They call it “cheese”.", "too_short"),
        ("> The harbour counted 412 vessels in February.\n> — The winter market", "wrong_document"),
    ],
)
def test_every_verdict_is_shown_in_words(text: str, kind: str) -> None:
    shown = checked(text).shown
    assert f'class="finding {kind}"' in shown
    assert phrases.VERDICTS[kind] in Reader(shown).text
    assert phrases.MEANINGS[kind] in Reader(shown).text


def test_what_differs_is_marked_and_the_place_opens() -> None:
    found = checked("“The harbour counted 421 vessels in February.”")
    assert Reader(found.shown).marked == "421412"
    opened = read_opened(found.places, {"turn": 0, "number": 1})
    assert opened is not None
    assert opened.document_id == "harbour.txt"
    _, assistant = handlers()
    source = SourceHandlers(assistant, assistant.library).source(found.places, {"turn": 0, "number": 1})
    assert Reader(source).marked == "The harbour counted 412 vessels in February"
    assert read_opened(found.places, {"turn": 0, "number": 2}) is None


def test_a_hostile_text_and_a_hostile_document_are_escaped() -> None:
    words = f"Walruses wrote this long sentence {HOSTILE} about"
    read = Reader(checked(f"> {words} pens and pencils.").shown)
    assert not {"img", "script", "a"} & set(read.elements)
    assert words.split("<", maxsplit=1)[0] in read.text
    assert HOSTILE in read.text


def test_counts_come_first() -> None:
    read = Reader(checked("“Most vessels carried timber.” “The harbour counted 421 vessels in February.”").shown)
    assert read.text.startswith("2 quotations, 1 to correct1 exact1 altered")


def test_a_text_without_quotations_and_one_that_is_too_long_are_told_apart() -> None:
    assert phrases.NO_QUOTATIONS in checked("Nothing is quoted.").shown
    assert phrases.too_long(MAX_CHARACTERS + 1, MAX_CHARACTERS) in checked("x" * (MAX_CHARACTERS + 1)).shown
    assert phrases.NOTHING_TO_CHECK in checked(" \n").shown


def test_long_texts_say_how_far_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.page.checking.SECONDS_BETWEEN_STATES", -1.0)
    steps = list(handlers()[0].text("“Most vessels carried timber.” " * 3))
    assert [re.findall(r"(\d) of (\d)", step.shown) for step in steps] == [[], [("0", "3")], [("1", "3")], [("2", "3")], []]


def test_a_word_document_comes_back_as_one(tmp_path: Path) -> None:
    content = word_document("Speech", [Paragraph("Normal", "He said “The harbour counted 421 vessels in February.” twice.")], [])
    found = dropped(tmp_path, "speech.docx", content)
    assert found.copy is not None
    assert (found.copy.name, found.copy.media_type) == ("speech-checked.docx", WORD)
    assert found.copy.content.startswith(b"PK")


def test_a_pasted_text_comes_back_as_markdown() -> None:
    copy = checked("“The harbour counted 421 vessels in February.”").copy
    assert copy is not None
    assert copy.name == "text-checked.md"
    assert copy.content.decode().startswith("“The harbour counted 421 vessels in February.”[^check-1]")
    assert phrases.downloaded(copy.name) in handlers()[0].annotated(copy)
    assert phrases.NO_COPY in handlers()[0].annotated(None)


def test_files_that_cannot_be_read_say_why_and_leave_nothing(tmp_path: Path) -> None:
    for name in ("speech.docx", "answer.json", "data.xyz", "page.html"):
        found = dropped(tmp_path, name, b"\0\1 no such thing")
        assert phrases.not_checked(name, "") in Reader(found.shown).text or phrases.NO_QUOTATIONS in found.shown
        assert found.copy is None
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_too_big_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.page.checking.MAX_BYTES", 10)
    assert phrases.too_big(10) in dropped(tmp_path, "speech.txt", b"x" * 11).shown


def saved(assistant: StandInAssistant) -> bytes:
    turn = Turn("", assistant.ask("How many vessels did the harbour count in February?"))
    shown = KeepingHandlers(assistant, 5).answer((turn,), {"turn": "0"})
    found = re.search('data-content="([^"]+)"', shown)
    assert found is not None
    return base64.b64decode(found[1])


@pytest.mark.parametrize(
    ("change", "statuses"),
    [
        (lambda files: files, {"same"}),
        (lambda files: files | {"harbour.txt": files["harbour.txt"] + b"\nOne more line.\n"}, {"moved"}),
        (lambda files: files | {"harbour.txt": files["harbour.txt"].replace(b"412", b"512")}, {"changed", "moved"}),
        (lambda files: {"market.txt": files["market.txt"]}, {"gone"}),
    ],
)
def test_a_saved_answer_is_followed(change, statuses: set[str], tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    content = saved(handlers()[1])
    after, _ = handlers(change(FILES))
    found = dropped(tmp_path, "answer.json", content, after)
    assert set(re.findall(r'class="finding (\w+)"', found.shown)) == statuses
    assert phrases.SEAL_WHOLE in found.shown
    pasted = last(list(after.text(content.decode())))
    assert pasted.shown == found.shown
    broken = dropped(tmp_path, "answer.json", content.replace(b"How many", b"How much"), after)
    assert phrases.SEAL_BROKEN in Reader(broken.shown).text


def test_keeping_needs_an_answer() -> None:
    _, assistant = handlers()
    keeping = KeepingHandlers(assistant, 5)
    for data in ({"turn": "0"}, {"turn": "-1"}, {"turn": "x"}, {}, None, [1]):
        assert phrases.NOTHING_TO_KEEP in keeping.answer((), data)
        assert phrases.NOTHING_TO_KEEP in keeping.conversation((), data)
    assert phrases.NOTHING_TO_KEEP in keeping.conversation((Turn("", assistant.ask("Which vessels?")),), {"form": "exe"})


def test_two_downloads_of_the_same_bytes_are_two() -> None:
    download = Download("a.txt", "text/plain", b"a")
    assert render_download(download) != render_download(download)


def test_marks_stay_inside_the_words() -> None:
    assert in_order("a b a b", ["b", "a", "z"]) == [(2, 3), (4, 5)]
    assert quoted_spans("a b", ()) == []
    assert marked("<b>", [(0, 1), (0, 2), (2, 99)]) == '<mark class="differs">&lt;</mark>b<mark class="differs">&gt;</mark>'
