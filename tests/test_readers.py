"""What readers make of files as people have them: encodings, titles, dates, furniture, signatures, wrapped lines, headings."""

import codecs

import pytest

from corpus.dates import stated_date
from corpus.decoding import decode
from corpus.document import Document
from corpus.errors import DocumentError
from corpus.furniture import MAX_FURNITURE_CHARACTERS, is_furniture
from corpus.passages import split_passages
from corpus.readers import read_document
from corpus.sentences import sentence_spans

PROSE = "The two governments will share pictures of every boat that leaves the northern harbour at night."
MORE = "A joint office opens in Struga before the end of the year, with eleven officers from each side."


def sentences(document: Document) -> list[str]:
    return [" ".join(document.text[span.start : span.end].split()) for span in document.sentences]


def blocks(document: Document, kind: str) -> list[str]:
    return [" ".join(document.text[block.start : block.end].split()) for block in document.blocks if block.kind == kind]


def text_file(*paragraphs: str, name: str = "note.txt") -> Document:
    return read_document(name, "\n\n".join(paragraphs).encode())


# Encodings --------------------------------------------------------------------------------------------------------------

BALKAN = (
    "Ministri su se složili da će zajednička služba u Šapcu čuvati đake, a ćuprija će biti osvetljena. Đorđe je rekao da je četvrti most najduži."
)
WESTERN = "The “Année de l’été” report – signed in Malmö by José Müller – names two façades and a fee of 300 € for each stand."
FRENCH = "The “Fête du lac” report – signed at Orléans by Benoît Lefèvre – names naïve forecasts and a fee of 300 € for each crêpe stand."


@pytest.mark.parametrize(
    ("text", "encoding", "mark"),
    [
        (BALKAN, "utf-8", b""),
        (BALKAN, "utf-8", codecs.BOM_UTF8),
        (BALKAN, "utf-16-le", codecs.BOM_UTF16_LE),
        (BALKAN, "utf-16-be", codecs.BOM_UTF16_BE),
        (BALKAN, "utf-32-le", codecs.BOM_UTF32_LE),
        (BALKAN, "cp1250", b""),
        (WESTERN, "utf-8", b""),
        (WESTERN, "cp1252", b""),
        pytest.param(
            FRENCH,
            "cp1252",
            b"",
            marks=pytest.mark.xfail(
                strict=True, reason="charset-normalizer finds cp1250 and cp1252 equally good and takes the first: ê is read as ę"
            ),
        ),
        ("Министрите се договорија за заеднички патроли на езерото. Новата служба ќе почне со работа во јануари.", "cp1251", b""),
    ],
)
def test_letters_survive_every_encoding(text: str, encoding: str, mark: bytes) -> None:
    document = read_document("note.txt", mark + text.encode(encoding))
    assert document.text == ("\ufeff" if mark else "") + text
    assert " ".join(sentences(document)) == text


def test_offsets_into_a_utf8_file_are_offsets_into_the_file() -> None:
    content = "\ufeffПрва.\r\n\r\nThe second line is quoted.\r\n".encode()
    document = read_document("note.txt", content)
    span = document.sentences[-1]
    assert content.decode()[span.start : span.end] == "The second line is quoted."


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), b"PK\x03\x04\0\0\0\0" * 20, bytes(range(256)), b"text with a \0 in it"]
)
@pytest.mark.parametrize("name", ["note.txt", "note.md"])
def test_binary_files_are_refused_with_what_to_do(name: str, content: bytes) -> None:
    with pytest.raises(DocumentError, match=r"its bytes are not text in any known encoding; save it as UTF-8 text and add it again"):
        read_document(name, content)


def test_a_text_that_was_cut_off_is_refused_with_the_place() -> None:
    with pytest.raises(DocumentError, match=r"cut off or damaged: byte .* is not valid utf-16-le; save it again as UTF-8 text"):
        decode(codecs.BOM_UTF16_LE + "abc".encode("utf-16-le") + b"\x20")


# Titles, dates, publishers ----------------------------------------------------------------------------------------------


def test_front_matter_states_title_date_publisher_language_and_source() -> None:
    matter = "title: 'Lake: the talks'\ndate: 2021-05-04\npublisher: Lake Secretariat\nlanguage: sq\nsource: https://example.org/lake\ntags: [a, b]"
    document = read_document("note.md", f"---\n{matter}\n---\n\n{PROSE}\n".encode())
    assert (document.title, document.date, document.publisher) == ("Lake: the talks", "2021-05-04", "Lake Secretariat")
    assert (document.language, document.source_url) == ("sq", "https://example.org/lake")
    assert sentences(document) == [PROSE]
    assert document.text.startswith(f"---\n{matter}\n")


@pytest.mark.parametrize(
    "matter",
    [
        "title: [",
        "- a\n- b",
        "just words",
        "",
        "date: 2023-02-30",
        "title:\n  nested: 1",
        "? [1]\n: x",
        "key: !!timestamp x",
        "a: *nowhere",
        "\ttab: 1",
    ],
)
def test_front_matter_that_says_nothing_stops_nothing(matter: str) -> None:
    document = read_document("note.md", f"---\n{matter}\n---\n\n{PROSE}\n".encode())
    assert PROSE in sentences(document)
    assert (document.title, document.date) == ("", "")


def test_a_first_heading_is_the_title_and_a_stated_title_wins() -> None:
    assert read_document("a.md", f"# The lake talks\n\n{PROSE}\n\n# Annex\n\n{MORE}".encode()).title == "The lake talks"
    stated = read_document("a.md", f"---\ntitle: Stated\n---\n# The lake talks\n\n{PROSE}".encode())
    assert stated.title == "Stated"
    assert blocks(stated, "title") == ["The lake talks"]


def test_a_plain_text_title_stands_before_the_prose() -> None:
    document = text_file("Statement on the lake patrols", "Published 29 November 2023", PROSE, MORE)
    assert (document.title, document.date) == ("Statement on the lake patrols", "2023-11-29")
    assert blocks(document, "title") == ["Statement on the lake patrols"]
    assert "Published 29 November 2023" in sentences(document)  # it answers "when was it published?"
    assert document.title not in sentences(document)


def test_a_speech_without_a_title_begins_with_its_first_sentence() -> None:
    document = text_file(
        "Dear colleagues,",
        "Thank you for coming to the lake in such weather. " + PROSE,
        "I will be short today, and I hope that my friend will be shorter.",
    )
    assert document.title == ""
    assert document.name == "note.txt"
    assert "Thank you for coming to the lake in such weather." in sentences(document)


def test_labels_name_publisher_and_source() -> None:
    document = text_file(
        "Statement on the lake patrols", PROSE, MORE, "Publisher: Lake Secretariat\nDate: 4 May 2021\nSource: https://example.org/lake."
    )
    assert (document.publisher, document.source_url) == ("Lake Secretariat", "https://example.org/lake")


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Published 29 November 2023", "2023-11-29"),
        ("Tirana, 14 Sept. 2023", "2023-09-14"),
        ("the 3rd of May, 2021", "2021-05-03"),
        ("November 29, 2023", "2023-11-29"),
        ("2023-11-29T10:00:00Z", "2023-11-29"),
        ("in November 2023", "2023-11"),
        ("Issued on 1st Aug 1999.", "1999-08-01"),
        ("03/04/2023", ""),
        ("3.4.2023", ""),
        ("31 February 2023", "2023-02"),
        ("2023-13-01", ""),
        ("29 November", ""),
        ("12023-11-29", ""),
        ("no date at all", ""),
    ],
)
def test_only_full_and_unambiguous_dates_are_read(text: str, date: str) -> None:
    assert stated_date(text) == date


def test_an_ambiguous_date_line_is_left_alone() -> None:
    document = text_file("Statement on the lake patrols", "Published 03/04/2023", PROSE)
    assert document.date == ""
    assert "Published 03/04/2023" in document.text


def test_a_date_in_the_prose_is_not_the_date_of_the_document() -> None:
    assert text_file("Statement on the lake patrols", f"{PROSE} The next meeting is on 5 May 2030.", MORE).date == ""


# Web pages --------------------------------------------------------------------------------------------------------------

PAGE = f"""<!doctype html><html lang="en-GB"><head><title>Lake patrols | Lake Secretariat</title>
<meta property="og:title" content="Lake patrols begin"><meta property="og:site_name" content="Lake Secretariat">
<meta property="article:published_time" content="2021-05-04T09:30:00+02:00"><link rel="canonical" href="https://example.org/lake">
<script>var ferry = "The script must never be quoted, whatever it says about the boats.";</script></head><body>
<nav><a href="/">Home</a> <a href="/news">News</a></nav>
<div class="cookie-banner">We use cookies to improve your visit. Accept all cookies.</div>
<article><h1>Lake patrols begin</h1><p>{PROSE}</p><h2>The office</h2><p>{MORE}</p>
<ul><li>Boats stay in harbour on Sundays, whatever the weather may be on the lake.</li>
<li>Nets are sealed during the closed season from June to August.</li></ul>
<table><tr><th>Harbour</th><th>Boats</th></tr><tr><td>Struga</td><td>14 boats counted</td></tr></table>
<p>Picture: A boat at dusk</p><h3>Related posts</h3><p>The winter market opens</p></article>
<footer>© 2021 Lake Secretariat. All rights reserved.</footer></body></html>"""


def test_a_page_states_its_metadata_and_gives_its_article() -> None:
    document = read_document("page.html", PAGE.encode())
    assert (document.title, document.publisher, document.date) == ("Lake patrols begin", "Lake Secretariat", "2021-05-04")
    assert (document.language, document.source_url, document.media_type) == ("en", "https://example.org/lake", "text/html")
    found = sentences(document)
    assert PROSE in found
    assert MORE in found
    assert "Nets are sealed during the closed season from June to August." in found
    assert any("Struga" in sentence and "14 boats counted" in sentence for sentence in found)
    office = document.locator(document.text.index(MORE))
    assert office.headings == ("The office",)


@pytest.mark.parametrize(
    "never", ["script", "cookies", "rights reserved", "Picture:", "Related posts", "winter market", "Home", "Lake patrols begin"]
)
def test_of_a_page_nothing_but_the_article_is_quotable(never: str) -> None:
    assert not [sentence for sentence in sentences(read_document("page.html", PAGE.encode())) if never in sentence]


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1250", "utf-16"])
def test_a_page_in_another_encoding_keeps_its_letters(encoding: str) -> None:
    head = f"<!doctype html><html><head><meta charset='{encoding}'><title>Most</title></head>"
    page = f"{head}<body><article><p>{BALKAN}</p><p>{BALKAN[::-1]}</p></article></body></html>"
    assert BALKAN in " ".join(sentences(read_document("page.html", page.encode(encoding))))


@pytest.mark.parametrize(
    "page", ["<html><body></body></html>", "<html><body><nav><a href='/'>Home</a></nav></body></html>", "no tags at all", "\0\0\0"]
)
def test_a_page_without_an_article_is_refused_with_what_to_do(page: str) -> None:
    with pytest.raises(
        DocumentError, match=r"save its text as .txt or .md and add that|check that the file is a saved web page|leave it out|save it as UTF-8"
    ):
        read_document("page.html", page.encode())


# Furniture --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["note.txt", "note.md"])
@pytest.mark.parametrize(
    "furniture",
    [
        "Document View",
        "Related posts",
        "Picture: The harbour at dusk",
        "Photo by Ana Ilieva",
        "Share this article",
        "Read more about the lake",
        "© 2021 Lake Secretariat",
        "Tags: lake, boats",
        "Skip to content",
    ],
)
def test_furniture_is_never_among_the_sentences(name: str, furniture: str) -> None:
    document = text_file(PROSE, furniture, MORE, name=name)
    assert sentences(document) == [PROSE, MORE]
    assert furniture in blocks(document, "furniture")
    assert furniture in document.text


@pytest.mark.parametrize("name", ["note.txt", "note.md"])
def test_short_lines_after_related_posts_are_furniture_too(name: str) -> None:
    document = text_file(PROSE, "Related posts", "The winter market opens", "Ten years of ferries", name=name)
    assert sentences(document) == [PROSE]


def test_prose_after_furniture_is_prose_again() -> None:
    assert MORE in sentences(text_file(PROSE, "Related posts", "The winter market opens", MORE))


@pytest.mark.parametrize(
    "sentence",
    [
        "Home affairs ministers met in Tirana.",
        "Print shops closed at noon.",
        "Searching boats is the harbour master's task.",
        "The picture: bleak.",
        "Next week the ministers meet again.",
        "Comments were invited until June.",
    ],
)
def test_a_real_sentence_is_no_furniture(sentence: str) -> None:
    assert not is_furniture(sentence)


def test_nothing_long_is_furniture() -> None:
    assert not is_furniture("Picture: " + "the harbour at dusk " * (MAX_FURNITURE_CHARACTERS // 10))


def test_a_signature_block_can_be_quoted() -> None:
    document = text_file(
        "Statement on the lake patrols",
        PROSE,
        MORE,
        "Done at Struga on 4 May 2021.",
        "For the Government of the North:\nAna Ilieva, Minister of Boats\nFor the Government of the South:\nBesnik Hoxha, Minister of Nets",
    )
    found = " ".join(sentences(document))
    for words in ("Done at Struga on 4 May 2021.", "Ana Ilieva, Minister of Boats", "Besnik Hoxha, Minister of Nets"):
        assert words in found


# Lines, headings, lists -------------------------------------------------------------------------------------------------

WRAPPED = [
    "The two governments will share pictures of",
    "every boat that leaves the northern harbour",
    "at night. A joint office opens in Struga",
    "before the end of the year.",
]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_hard_wrapped_lines_are_one_paragraph(newline: str) -> None:
    document = read_document("note.txt", newline.join(WRAPPED).encode())
    assert sentences(document) == [
        "The two governments will share pictures of every boat that leaves the northern harbour at night.",
        "A joint office opens in Struga before the end of the year.",
    ]
    assert len(document.blocks) == 1


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_long_lines_are_paragraphs_of_their_own(newline: str) -> None:
    document = read_document("note.txt", newline.join([PROSE, MORE]).encode())
    assert blocks(document, "paragraph") == [PROSE, MORE]


def test_numbered_headings_stand_over_their_paragraphs() -> None:
    document = text_file("Agreement on the lake", "1. Scope", PROSE, "2. Offices", "2.1 Struga", MORE)
    assert blocks(document, "heading") == ["1. Scope", "2. Offices", "2.1 Struga"]
    assert document.locator(document.text.index(PROSE)).headings == ("1. Scope",)
    assert document.locator(document.text.index(MORE)).headings == ("2. Offices", "2.1 Struga")
    assert str(document.locator(document.text.index(MORE))) == "2. Offices, 2.1 Struga, paragraph 2"
    assert sentences(document) == [PROSE, MORE]


def test_roman_and_lettered_headings() -> None:
    document = text_file("Agreement on the lake", "IV. Closing words", PROSE, "B. Offices", MORE)
    assert blocks(document, "heading") == ["IV. Closing words", "B. Offices"]


def test_markdown_headings_nest() -> None:
    document = read_document(
        "a.md", f"# Lake\n\n## Offices\n\n### Struga ###\n\n{PROSE}\n\n## Fees\n\n{MORE}\n\nSetext\n------\n\nThe last paragraph.".encode()
    )
    assert document.heading_path(document.text.index(PROSE)) == ("Offices", "Struga")
    assert document.heading_path(document.text.index(MORE)) == ("Fees",)
    assert document.heading_path(document.text.index("The last")) == ("Setext",)


def test_a_heading_of_two_lines_is_whole() -> None:
    document = read_document("a.md", f"A heading that\ngoes on\n------\n\n{PROSE}".encode())
    assert document.heading_path(document.text.index(PROSE)) == ("A heading that goes on",)


def test_markdown_emphasis_and_links_stay_in_the_quote() -> None:
    line = "The fee is **300 crowns** for a *single* boat, says [the list](https://example.org/fees)."
    assert sentences(read_document("a.md", f"{line}\n".encode())) == [line]


def test_markdown_code_raw_html_and_rules_are_never_quoted() -> None:
    hidden = "```\nlaunch the boats now please\n```\n\n    indented code is code as well\n\n<div>raw markup of a page</div>\n\n---"
    document = read_document("a.md", f"{PROSE}\n\n{hidden}\n\n{MORE}".encode())
    assert sentences(document) == [PROSE, MORE]


def test_markdown_lists_tables_and_quotes_are_paragraphs_without_their_marks() -> None:
    lists = "- Boats stay in harbour on Sundays.\n- Nets are sealed.\n\n1. Fees rise in May.\n\n> The minister said so."
    table = "| Harbour | Boats |\n|---|---|\n| Struga | 14 boats |"
    document = read_document("a.md", f"{lists}\n\n{table}\n".encode())
    found = sentences(document)
    assert found[:4] == ["Boats stay in harbour on Sundays.", "Nets are sealed.", "Fees rise in May.", "The minister said so."]
    assert "| Struga | 14 boats |" in found
    assert not [sentence for sentence in found if "---" in sentence]


# Sentences --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "expected",
    [
        ["Mr. Taulant Balla opened the meeting.", "Dr. Ana Ilieva closed it."],
        ["They met on 14 Sept. 2023 in Struga.", "It rained."],
        ["Annex No. 2 lists the fees.", "Art. 5 names the boats."],
        ["“We will act.”", "He sat down."],
        ["He said: “We met on the lake. We agreed.”", "Then he left."],
        ["Boats, nets, etc. are listed in the annex.", "Fees are not."],
        ["The U.S. delegation left early.", "Nobody minded."],
        ["It cost 3.5 million crowns.", "Was that too much?", "No!"],
        ["The J. K. Ferry Company agreed.", "It has two boats."],
    ],
)
def test_sentences_end_where_a_reader_would_end_them(expected: list[str]) -> None:
    text = " ".join(expected)
    assert [text[span.start : span.end] for span in sentence_spans(text, 0, len(text))] == expected


def test_a_number_alone_is_no_sentence() -> None:
    text = "1. The fee rises in May. 2. Nets are sealed in June."
    found = [text[span.start : span.end] for span in sentence_spans(text, 0, len(text))]
    assert "1." not in found
    assert "2." not in found


# Passages ---------------------------------------------------------------------------------------------------------------


def test_short_paragraphs_of_a_section_share_a_passage_and_sections_do_not() -> None:
    document = text_file("Agreement on the lake", "1. Scope", PROSE, MORE, "2. Offices", f"{PROSE} {MORE}")
    passages = split_passages(document)
    assert [document.text[passage.start : passage.end] for passage in passages] == [f"{PROSE}\n\n{MORE}", f"{PROSE} {MORE}"]
    assert [passage.heading_path for passage in passages] == [("1. Scope",), ("2. Offices",)]


def test_a_long_paragraph_is_split_evenly() -> None:
    document = text_file(" ".join([PROSE] * 20))
    lengths = [passage.end - passage.start for passage in split_passages(document, 900)]
    assert len(lengths) == -(-len(document.text) // 900)
    assert max(lengths) - min(lengths) <= 2 * len(PROSE)
