"""Questions to begin with: about phrases that several documents share, never about empty words or what one text alone says."""

from assistant.suggestions import suggest
from corpus.document import Document
from corpus.file_reading import read_document


def note(name: str, text: str) -> Document:
    return read_document(f"{name}.txt", text.encode())


HARBOUR = note("harbour", "The ministers spoke of harbour patrols and of fishing rights. Harbour patrols sail at night, said Edda Storm.")
LAKE = note("lake", "New harbour patrols will cross the lake. The vast majority of boats keep fishing rights until the spring.")
BRIDGE = note("bridge", "The north bridge is closed to lorries. Fishing rights do not reach so far, and the vast majority agrees.")


def test_subjects_that_documents_share_become_questions() -> None:
    assert suggest([HARBOUR, LAKE, BRIDGE], 10) == [
        "What do the documents say about fishing rights?",
        "What do the documents say about harbour patrols?",
    ]


def test_a_name_has_its_article_where_the_texts_write_it() -> None:
    texts = [
        note("one", "They wrote to the Lake Council. The Lake Council met fishing crews from Lower Quay."),
        note("two", "A letter from the Lake Council reached Lower Quay. It asked fishing crews to wait."),
        note("three", "Lake Council minutes are kept at Lower Quay. The fishing crews may read them."),
    ]
    assert set(suggest(texts, 10)) == {
        "What do the documents say about the Lake Council?",
        "What do the documents say about Lower Quay?",
        "What do the documents say about fishing crews?",
    }


def test_no_more_than_asked_for() -> None:
    assert len(suggest([HARBOUR, LAKE, BRIDGE], 1)) == 1


def test_a_phrase_never_runs_across_punctuation_or_sentences() -> None:
    texts = [note(str(number), "They watched the night harbour. Patrols slept, boats drifted and the gulls kept quiet.") for number in range(3)]
    assert not any("harbour patrols" in question.lower() for question in suggest(texts, 50))


def test_a_single_document_gets_questions_about_what_it_repeats() -> None:
    assert suggest([HARBOUR], 5) == ["What do the documents say about harbour patrols?"]


def test_no_documents_give_no_suggestions() -> None:
    assert suggest([], 4) == []
