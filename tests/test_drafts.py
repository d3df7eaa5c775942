"""Drafts: finding quotations, judging them, and writing the verdicts into a copy."""

import io
import zipfile
from collections.abc import Mapping
from types import SimpleNamespace

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from saved_answers import text_document

from assistant.proof.draft import CheckedQuotation, Draft, Quotation, check_draft, looks_like_title, stated_source
from assistant.proof.draft_annotation import annotated_markdown, remark
from assistant.proof.draft_comments import commented_docx
from assistant.proof.draft_docx import docx_draft
from assistant.proof.draft_html import html_draft
from assistant.proof.draft_marks import markdown_draft, plain_draft, plain_markdown
from assistant.proof.draft_quotations import CLOSING, quotations
from corpus.document import Document
from corpus.errors import DocumentError, StoredIndexError
from corpus.office.docx import read_docx

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LAKE = (
    "Lake meeting\n\nThe ministers agreed to close the northern shore to trawlers from June to August. "
    "Patrol boats of both countries will watch the closed waters together.\n\nA second ferry will sail between the two harbours every morning.\n"
)
HARBOUR = "Note on the harbour\n\nThe harbour master counted 412 vessels in February. Fines were raised to 300 crowns last spring.\n"
CLOSE = "The ministers agreed to close the northern shore to trawlers from June to August."


class Library:
    """Two documents, as the verifier looks for quotes in them."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.held = {name: text_document(text, name) for name, text in texts.items()}

    def candidates(self, words: object) -> list[str]:
        return list(self.held)

    def document(self, document_id: str) -> Document:
        if document_id not in self.held:
            raise StoredIndexError(f"no {document_id}")
        return self.held[document_id]

    def check(self, draft: Draft) -> list[CheckedQuotation]:
        return list(check_draft(quotations(draft), self, list(self.held.values())))


LIBRARY = Library({"lake.txt": LAKE, "harbour.txt": HARBOUR})


def words_of(draft: Draft) -> list[str]:
    return [quotation.words for quotation in quotations(draft)]


def verdicts(draft: Draft) -> list[str]:
    return [one.verdict.verdict for one in LIBRARY.check(draft)]


# Finding quotations -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("opening", "closing"),
    ["“”", '""', "«»", "„“", "„”", "‹›", "»«", "›‹", "””", "‘’", "‚‘"],
    ids=" ".join,
)
def test_quotations_stand_between_marks_of_every_tradition(opening: str, closing: str) -> None:
    text = f"They wrote that {opening}the northern shore is closed to trawlers{closing}, and went home."
    (found,) = quotations(plain_draft(text))
    assert found.words == text[found.start : found.end] == "the northern shore is closed to trawlers"
    assert text[found.after - 1] == closing
    assert found.closed


@pytest.mark.parametrize(
    "text",
    [
        "The ministers’ boats and the harbour’s crane don’t move.",
        'In the ‘90s the pier was 5\' 10" long and 6" wide.',
        "The so-called ‘fast lane’ is slow.",
        "",
        "“”",
        "“ … ”",
    ],
)
def test_what_is_no_quotation_is_left_alone(text: str) -> None:
    assert words_of(plain_draft(text)) == []


def test_quotations_within_quotations_belong_to_the_outer_one() -> None:
    assert words_of(plain_draft("He wrote: “The so-called ‘closed waters’ and the “open” ones are one.” Then “more”.")) == [
        "The so-called ‘closed waters’ and the “open” ones are one.",
        "more",
    ]
    assert words_of(plain_draft('He wrote: "one quotation" and "another one".')) == ["one quotation", "another one"]


def test_french_quotations_may_have_spaces_inside() -> None:
    text = "Il dit «\u202fla rive nord est fermée\u202f» et « rien de plus »."
    found = quotations(plain_draft(text))
    assert [text[one.start : one.end] for one in found] == ["la rive nord est fermée", "rien de plus"]


def test_an_apostrophe_does_not_end_a_quotation() -> None:
    assert words_of(plain_draft("He said ‘the ministers’ boats didn’t leave the shore’ and left.")) == ["the ministers’ boats didn’t leave the shore"]


def test_a_quotation_may_run_over_lines_and_paragraphs() -> None:
    text = "They wrote:\n“The ministers agreed to close\nthe northern shore.\n\n“Patrol boats will watch.”\n\nAnd “no more”."
    first, last = quotations(plain_draft(text))
    assert first.words == "The ministers agreed to close the northern shore.\n\nPatrol boats will watch."
    assert text[first.start : first.end].startswith("The ministers") and text[first.start : first.end].endswith("watch.")
    assert last.words == "no more"


def test_a_quotation_that_nobody_closed_ends_with_its_paragraph_and_says_so() -> None:
    text = "He wrote “the northern shore is closed.\n\nThe next “paragraph is” another."
    first, second = quotations(plain_draft(text))
    assert (first.words, first.closed) == ("the northern shore is closed.", False)
    assert (second.words, second.closed) == ("paragraph is", True)
    (one, _) = LIBRARY.check(plain_draft(text))
    assert "no closing mark was found" in remark(one, LIBRARY.document)


def test_block_quotations_of_markdown_are_quotations() -> None:
    quoted = CLOSE.replace("northern ", "northern\n> ")
    text = f"They wrote:\n\n> {quoted}\n>\n> — Lake meeting, 2021\n\n> [!NOTE]\n> Not a quotation but a note of ours.\n\nThe end.\n"
    (found,) = quotations(markdown_draft(text))
    assert found.words.split() == CLOSE.split()
    assert found.block
    assert "Lake meeting" in found.source


def test_a_block_quotation_may_have_marks_of_its_own() -> None:
    assert words_of(markdown_draft(f"> “{CLOSE}”\n")) == [CLOSE]
    assert words_of(markdown_draft("> “One sentence,” he said, “and another.”\n")) == ["“One sentence,” he said, “and another.”"]


def test_code_tags_addresses_and_front_matter_of_markdown_are_not_read() -> None:
    text = (
        '---\ntitle: "A title of front matter"\n---\n\n```\nprint("a string of code")\n```\n\nSee `"inline code here"`, '
        '<a title="a title of a tag">it</a>, [it](x.md "a title of a link") and <!-- "a comment nobody sees" --> “the only quotation”.\n\n'
        '[ref]: x.md "a title of a reference"\n'
    )
    assert words_of(markdown_draft(text)) == ["the only quotation"]


def test_emphasis_links_and_note_marks_are_no_words() -> None:
    assert (
        plain_markdown("the **northern *shore*** is [closed](x.md)[^1], `now` \\*all\\* of <b>it</b>")
        == "the northern shore is closed, now *all* of it"
    )
    assert plain_markdown("file_name_of 2*3*4") == "file_name_of 2*3*4"


def test_lines_of_mail_that_begin_with_a_mark_are_quoted() -> None:
    draft = plain_draft(f"You wrote:\n> {CLOSE}\nThat is right.\n")
    assert words_of(draft) == [CLOSE]


def test_pages_are_read_whole() -> None:
    draft = html_draft(
        "<title>No “word of this one”</title><body><nav>“in the navigation”</nav><script>“in a script”</script>"
        f"<p>They <b>wrote “the\nnorthern</b> shore”<br>and <q>the southern one</q>."
        f"<blockquote><p>{CLOSE}</p><p>— Lake meeting</p></blockquote><ul><li>“an item</li></ul></body>".encode()
    )
    assert words_of(draft) == ["in the navigation", "the northern shore", "the southern one", CLOSE, "an item"]
    with pytest.raises(DocumentError, match="it holds no"):
        html_draft(b"<html><body><p> </p></body></html>")


MARKS = "".join(sorted({*CLOSING, *"".join(CLOSING.values()), *"’'>«\n\n `*[]()^:a b. —"}))


@given(st.one_of(st.text(alphabet=MARKS, max_size=80), st.text(max_size=80)), st.booleans())
def test_quotations_of_any_text_stand_in_it(text: str, markup: bool) -> None:
    draft = (markdown_draft if markup else plain_draft)(text)
    ends = [paragraph.end for paragraph in draft.paragraphs]
    assert ends == sorted(ends) and all(paragraph.start < paragraph.end <= len(text) for paragraph in draft.paragraphs)
    found = quotations(draft)
    assert [one.start for one in found] == sorted(one.start for one in found)
    for one in found:
        assert 0 <= one.start < one.end <= one.after <= len(text)
        assert any(map(str.isalnum, one.words))
        assert set("".join(one.words.split())) <= set(text)
    annotated = annotated_markdown(draft, LIBRARY.check(draft), LIBRARY.document)
    assert annotated.count("[^check-") == 2 * len(found)


WORDS = st.lists(st.sampled_from("shore lake boat vote pier crane closed open June the of".split()), min_size=5, max_size=12).map(" ".join)


@given(st.lists(st.tuples(WORDS, WORDS, st.sampled_from(["“”", '""', "«»", "„“", "‹›", "»«"])), min_size=1, max_size=4))
def test_every_quotation_of_an_honest_text_is_found(stretches: list[tuple[str, str, str]]) -> None:
    text = " ".join(f"{before} {marks[0]}{quoted}{marks[1]}" for before, quoted, marks in stretches)
    assert words_of(plain_draft(text)) == [quoted for _, quoted, _ in stretches]


# Judging them -----------------------------------------------------------------------------------------------------------


def test_verdicts_are_those_of_the_words() -> None:
    draft = plain_draft(
        f"They wrote “{CLOSE}” It was “Patrol  boats of both countries will watch the closed waters together”. "
        "They wrote “The ministers agreed to close the southern shore to trawlers from June to August.” "
        "They said “nobody ever wrote this sentence in any of these papers”. The “boats” sail."
    )
    assert verdicts(draft) == ["exact", "exact", "altered", "not_found", "too_short"]
    assert [one.fails for one in LIBRARY.check(draft)] == [False, False, True, True, False]


@pytest.mark.parametrize(
    "named",
    ["(harbour.txt)", "(Note on the harbour, 2022)", ", see harbour.txt, page 2"],
)
def test_a_quotation_of_another_document_than_the_one_named_is_told(named: str) -> None:
    (one,) = LIBRARY.check(plain_draft(f"They wrote “{CLOSE}” {named}."))
    assert (one.verdict.verdict, one.stated, one.fails) == ("wrong_document", "harbour.txt", True)
    assert remark(one, LIBRARY.document).startswith("In another document than the one named.")
    assert "[lake.txt]" in remark(one, LIBRARY.document)
    assert "named: harbour.txt" in remark(one, LIBRARY.document)


def test_a_footnote_of_markdown_names_the_source() -> None:
    (one,) = LIBRARY.check(markdown_draft(f"They wrote “{CLOSE}”[^a] and left.\n\n[^a]: Note on the harbour,\n    last page.\n"))
    assert (one.verdict.verdict, one.stated) == ("wrong_document", "harbour.txt")
    (one,) = LIBRARY.check(markdown_draft(f"They wrote “{CLOSE}”[^a] and left.\n\n[^a]: see lake.txt\n"))
    assert (one.verdict.verdict, one.stated) == ("exact", "lake.txt")


def test_words_that_name_several_documents_name_none() -> None:
    documents = list(LIBRARY.held.values())
    assert stated_source("both lake.txt and harbour.txt", documents) == ""
    assert stated_source("", documents) == ""
    assert stated_source("NOTE ON  THE HARBOUR", documents) == "harbour.txt"
    assert stated_source("Lake meeting", documents) == ""  # two words may be anything's


def test_titles_are_listed_and_do_not_fail() -> None:
    draft = plain_draft("The “Joint Communiqué on Cooperation in the Area of Migration” and “Note on the harbour” were read.")
    first, second = LIBRARY.check(draft)
    assert (first.verdict.verdict, first.is_title, first.fails) == ("not_found", True, False)
    assert not second.fails
    assert remark(first, LIBRARY.document).startswith("Taken for a title")
    assert looks_like_title("Convention on the Law of the Sea,")
    assert not looks_like_title("Ministers Agreed to Close the Shore.")
    assert not looks_like_title("The ministers agreed to close the shore")
    assert not looks_like_title("on the of")


def test_emphasis_in_the_draft_alters_nothing() -> None:
    (one,) = LIBRARY.check(markdown_draft(f"They wrote “{CLOSE.replace('northern shore', '**northern** _shore_')}”"))
    assert one.verdict.verdict == "exact"


# Annotated copies -------------------------------------------------------------------------------------------------------


def test_annotated_markdown_is_the_draft_with_footnotes() -> None:
    text = f"# Draft\n\nThey wrote “{CLOSE}” and “nobody ever wrote this *sentence* in these papers”.\n\n> {CLOSE.replace('June', 'July')}\n\nEnd.\n"
    draft = markdown_draft(text)
    annotated = annotated_markdown(draft, LIBRARY.check(draft), LIBRARY.document)
    body, _, notes = annotated.partition("\n\n[^check-1]:")
    assert f"“{CLOSE}”[^check-1] and" in body
    assert "papers”[^check-2]." in body
    assert "August.[^check-3]\n\nEnd." in body
    for number in (1, 2, 3):
        body = body.replace(f"[^check-{number}]", "")
    assert body == text.rstrip("\n")
    assert "Verified word for word. Lake meeting, paragraph 1 \\[lake.txt\\]." in notes
    assert "[^check-2]: Not found in the documents." in notes
    assert "date: quoted “July”, the source has “June”" in notes or "quoted “July”, the source has “June”" in notes


def test_what_a_document_says_stays_words_in_markdown() -> None:
    library = Library({"evil.txt": "Evil <b>title</b> [x](y)\n\nThe captain *painted* the lighthouse <img src=x> red in the autumn.\n"})
    draft = plain_draft("“The captain *painted* the lighthouse <img src=x> blue in the autumn.”")
    notes = annotated_markdown(draft, library.check(draft), library.document).partition("\n\n")[2]
    assert "<b>" not in notes.replace("\\<b\\>", "")
    assert "](y)" not in notes.replace("\\](y)", "")


def test_a_draft_annotated_twice_keeps_both_notes() -> None:
    draft = markdown_draft(f"“{CLOSE}”[^check-1]\n\n[^check-1]: Ours.\n")
    again = annotated_markdown(draft, LIBRARY.check(draft), LIBRARY.document)
    assert "[^check-1]: Ours." in again
    assert "[^checkx-1]: Verified" in again


# Word documents ---------------------------------------------------------------------------------------------------------


def word_document() -> bytes:
    document = docx.Document()
    document.add_heading("A draft", 1)
    paragraph = document.add_paragraph("They wrote “The ministers agreed to ")
    paragraph.add_run("close the northern").bold = True
    paragraph.add_run(" shore to trawlers from June to August.” That is all.")
    document.add_paragraph("Fines were raised to 500 crowns last spring.", style="Quote")
    cell = document.add_table(1, 2).rows[0].cells[1]
    cell.text = "“nobody ever wrote this sentence in any of these papers”"
    two = document.add_paragraph("“Patrol boats of both")
    two.add_run().add_tab()
    two.add_run("countries will watch the closed waters together.” and “boats”")
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def checked_word(content: bytes) -> tuple[list[CheckedQuotation], bytes]:
    checked = LIBRARY.check(docx_draft(content))
    remarks = [(one.quotation.start, one.quotation.end, remark(one, LIBRARY.document)) for one in checked]
    return checked, commented_docx(content, remarks)


def commented_words(content: bytes) -> dict[str, str]:
    """The words each comment stands at, by the comment's id, read from the XML."""
    root = etree.fromstring(zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml"))
    found: dict[str, str] = {}
    open_: set[str] = set()
    for element in root.iter():
        number = element.get(f"{W}id") or ""
        if element.tag == f"{W}commentRangeStart":
            open_.add(number)
            found[number] = ""
        elif element.tag == f"{W}commentRangeEnd":
            open_.remove(number)
        elif element.tag == f"{W}commentReference":
            assert number in found and number not in open_
        for one in open_ if element.tag in (f"{W}t", f"{W}tab", f"{W}br") else ():
            found[one] += element.text or " "
    assert not open_
    return found


def test_word_documents_are_read_and_judged() -> None:
    checked, _ = checked_word(word_document())
    assert [(one.verdict.verdict, one.quotation.block) for one in checked] == [
        ("exact", False),
        ("altered", True),
        ("not_found", False),
        ("exact", False),
        ("too_short", False),
    ]


def test_a_word_document_gets_a_comment_at_each_quotation() -> None:
    before = word_document()
    checked, after = checked_word(before)
    comments = list(docx.Document(io.BytesIO(after)).comments)
    assert [comment.author for comment in comments] == ["Rapporteur"] * 5
    assert comments[0].text.startswith("Verified word for word. Lake meeting")
    assert "quoted “500”, the source has “300”" in comments[1].text
    assert commented_words(after) == {str(number): one.quotation.words for number, one in enumerate(checked)}


def test_a_commented_word_document_says_what_it_said_before() -> None:
    before = word_document()
    after = checked_word(before)[1]
    assert read_docx(after).text == read_docx(before).text
    assert any("comments" in said for said in read_docx(after).remarks)
    opened = docx.Document(io.BytesIO(after))
    assert [run.bold for run in opened.paragraphs[1].runs if "northern" in run.text] == [True]
    assert [paragraph.text for paragraph in opened.paragraphs] == [paragraph.text for paragraph in docx.Document(io.BytesIO(before)).paragraphs]
    with zipfile.ZipFile(io.BytesIO(before)) as old, zipfile.ZipFile(io.BytesIO(after)) as new:
        assert set(new.namelist()) - set(old.namelist()) == {"word/comments.xml"}
        changed = {name for name in old.namelist() if old.read(name) != new.read(name)}
    assert changed == {"word/document.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"}


def test_comments_are_added_to_those_that_are_there() -> None:
    once = checked_word(word_document())[1]
    checked, twice = checked_word(once)
    assert [one.verdict.verdict for one in checked] == ["exact", "altered", "not_found", "exact", "too_short"]
    comments = list(docx.Document(io.BytesIO(twice)).comments)
    assert sorted(comment.comment_id for comment in comments) == list(range(10))
    assert len(commented_words(twice)) == 10


def test_the_same_word_document_gives_the_same_copy() -> None:
    content = word_document()
    assert checked_word(content)[1] == checked_word(content)[1]


NOTES = f"""<w:footnotes xmlns:w="{W[1:-1]}"><w:footnote w:id="7"><w:p><w:r><w:t xml:space="preserve">Note on the harbour. Compare “Fines were raised
to 900 crowns last spring.”</w:t></w:r></w:p></w:footnote></w:footnotes>"""
RELATION = '<Relationship Id="rIdNotes" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" Target="footnotes.xml"/>'


def with_parts(content: bytes, changes: Mapping[str, tuple[str, str]], **added: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            was, now = changes.get(name, ("", ""))
            text = old.read(name)
            assert was.encode() in text
            new.writestr(name, text.replace(was.encode(), now.encode(), 1) if was else text)
        for name, text in added.items():
            new.writestr(f"word/{name}.xml", text)
    return packed.getvalue()


def test_footnotes_of_a_word_document_name_sources_and_are_checked_themselves() -> None:
    reference = '<w:r><w:footnoteReference w:id="7"/></w:r>'
    saved = io.BytesIO()
    document = docx.Document()
    document.add_paragraph(f"They wrote “{CLOSE}”")
    document.save(saved)
    content = with_parts(
        saved.getvalue(),
        {
            "word/document.xml": ("August.”</w:t></w:r>", f"August.”</w:t></w:r>{reference}"),
            "word/_rels/document.xml.rels": ("</Rel", f"{RELATION}</Rel"),
        },
        footnotes=NOTES,
    )
    checked, after = checked_word(content)
    assert [(one.verdict.verdict, one.stated) for one in checked] == [("wrong_document", "harbour.txt"), ("altered", "")]
    assert commented_words(after) == {"0": CLOSE, "1": ""}  # Word takes no comments in notes: it stands at the reference
    assert [comment.text[:7] for comment in docx.Document(io.BytesIO(after)).comments] == ["In anot", "Altered"]


def test_deleted_words_of_a_word_document_are_not_quoted_and_inserted_ones_are() -> None:
    saved = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("They wrote “INSERTED.”")
    document.save(saved)
    change = 'w:id="50" w:author="A" w:date="2022-01-01T00:00:00Z"'
    content = with_parts(
        saved.getvalue(),
        {
            "word/document.xml": (
                "INSERTED.”</w:t></w:r>",
                f"</w:t></w:r><w:del {change}><w:r><w:delText>Nobody</w:delText></w:r></w:del><w:ins {change}><w:r><w:t>{CLOSE}”</w:t></w:r></w:ins>",
            )
        },
    )
    checked, after = checked_word(content)
    assert [(one.verdict.verdict, one.quotation.words) for one in checked] == [("exact", CLOSE)]
    assert commented_words(after) == {"0": CLOSE}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 and nothing more", b"not a zip", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600])
def test_what_is_no_word_document_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(DocumentError):
        docx_draft(content)


@given(st.integers(0, len(word_document()) - 1), st.integers(0, 255))
def test_a_damaged_word_document_is_refused_or_read(place: int, value: int) -> None:
    content = bytearray(word_document())
    content[place] = value
    try:
        checked_word(bytes(content))
    except DocumentError:
        return


@given(st.lists(st.sampled_from([*'“”"«»‘’', CLOSE, "Fines were raised", "shore ", "\t", "\n", " lake"]), min_size=1, max_size=14))
def test_comments_stand_at_the_words_they_are_about(pieces: list[str]) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph()
    for piece in pieces:
        paragraph.add_run(piece)
    document.add_paragraph("The end of this draft.")
    saved = io.BytesIO()
    document.save(saved)
    draft = docx_draft(saved.getvalue())
    found = quotations(draft)
    after = commented_docx(saved.getvalue(), [(one.start, one.end, "said") for one in found])
    assert docx_draft(after).text == draft.text
    marked = commented_words(after)
    assert [marked[str(number)].split() for number in range(len(found))] == [draft.text[one.start : one.end].split() for one in found]


def test_a_remark_names_the_places_that_say_the_same() -> None:
    library = Library({"a.txt": LAKE, "b.txt": LAKE})
    (one,) = library.check(plain_draft(f"“{CLOSE}”"))
    assert "also in b.txt" in remark(one, library.document)
    assert isinstance(one.quotation, Quotation)
    assert stated_source("a.txt", [SimpleNamespace(document_id="a.txt", title="")]) == "a.txt"
