"""What readers make of files as people have them: encodings, titles, dates, furniture, signatures, wrapped lines, headings."""

import codecs
import textwrap
import time

import pytest

from corpus.dates import stated_date
from corpus.decoding import decode
from corpus.document import Document
from corpus.errors import DocumentError
from corpus.file_reading import read_document
from corpus.furniture import MAX_FURNITURE_CHARACTERS, is_furniture
from corpus.passages import split_passages
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
        (FRENCH, "cp1252", b""),
        ("Министрите се договорија за заеднички патроли на езерото. Новата служба ќе почне со работа во јануари.", "cp1251", b""),
    ],
)
def test_letters_survive_every_encoding(text: str, encoding: str, mark: bytes) -> None:
    document = read_document("note.txt", mark + text.encode(encoding))
    assert document.text == ("\ufeff" if mark else "") + text
    assert " ".join(sentences(document)) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("The ministers’ “joint office” in Struga opens in May … – it costs €400,000 a year.", "cp1252"),
        ("The fee is £400, or ½ of it for boats under 12 m² – see note¹ and the list³.", "cp1252"),
        ("Les ministres, réunis à Tirana, ont décidé … où les bateaux seront contrôlés après l’été.", "cp1252"),
        ("Die Minister prüfen die Größe der Änderung – „schön“, sagte Herr Müller.", "cp1252"),
        ("¿Qué pasó mañana? El señor José llegó con 20ºC al puerto; ¡adiós!", "cp1252"),
        ("La città è più bella: però il caffè è già pronto, così ha detto.", "cp1252"),
        ("A decisão não será tomada; as ações começam amanhã às três.", "cp1252"),
        ("Ministrene blev enige om at øge støtten til små både på søen.", "cp1252"),
        ("Nicole Pèrez, José Müller, Señor Núñez and Søren from Malmö met at Orléans – “good”.", "cp1252"),
        ("Ministri su se složili da će zajednička služba čuvati đake.", "cp1250"),
        ("To je slučaj – “početak” zajedničke odluke.", "cp1250"),
        ("Ministrowie zgodzili się, że łodzie będą kontrolowane każdej nocy. Żółta łódź.", "cp1250"),
        ("Ministři se dohodli, že lodě budou kontrolovány každou noc a příští rok.", "cp1250"),
        ("A miniszterek megegyeztek, hogy a hajókat minden éjjel ellenőrzik az erdő felől.", "cp1250"),
        ("Ministrat ranë dakord që çdo anije të kontrollohet – “po”.", "cp1250"),
        ("Bakanlar gölde ortak devriye için anlaştı. Yeni ofis ocakta çalışmaya başlayacak, dedi Ağaoğlu.", "cp1254"),
        ("Министрите ќе одлучат за „заеднички“ патроли – и тоа веднаш, со 20 чамци.", "cp1251"),
        ("Министри су се договорили. Ђорђе је рекао “да” – у Београду, на Њиховој лађи.", "cp1251"),
        ("Министры договорились о совместных патрулях на озере.", "koi8_r"),
        ("Οι υπουργοί συμφώνησαν για κοινές περιπολίες στη λίμνη.", "cp1253"),
        ("部长们同意在湖上联合巡逻。新办公室将于一月开始工作。", "gb18030"),
        ("部長們同意在湖上聯合巡邏。新辦公室將於一月開始工作。", "big5"),
    ],
)
def test_letters_of_old_code_pages_are_read_as_their_language_writes_them(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_a_damaged_utf8_text_is_refused_and_not_garbled() -> None:
    with pytest.raises(DocumentError, match=r"cut off or damaged: byte .* is not valid utf-8"):
        decode(BALKAN.encode() + b" \xe2\x80")


def test_offsets_into_a_utf8_file_are_offsets_into_the_file() -> None:
    content = "\ufeffПрва.\r\n\r\nThe second line is quoted.\r\n".encode()
    document = read_document("note.txt", content)
    span = document.sentences[-1]
    assert content.decode()[span.start : span.end] == "The second line is quoted."


@pytest.mark.parametrize("content", [b"\x7fELF\2\1\1\0" + bytes(range(256)), b"PK\x03\x04\0\0\0\0" * 20, bytes(range(256)), b"text with a \0 in it"])
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


@pytest.mark.parametrize(
    ("matter", "title", "date"),
    [
        ("title: Declaration: the next steps\ndate: 2021-05-04", "Declaration: the next steps", "2021-05-04"),
        ("title: 'Open\ndate: 2021-05-04", "Open", "2021-05-04"),
        ("title: A lake\nkey: *nowhere\ntags:\n  - a: b: c", "A lake", ""),
        ("\ntitle: A lake\n", "A lake", ""),
        ('title: "Boats \\ud83d\\ude00 \\ud83d"', "Boats 😀 ", ""),
        ('title: "Boats \\UFFFFFFFF"', "Boats \\UFFFFFFFF", ""),
    ],
)
def test_front_matter_that_is_not_quite_yaml_still_states_its_fields(matter: str, title: str, date: str) -> None:
    document = read_document("note.md", f"---\n{matter}\n---\n\n{PROSE}\n".encode())
    assert (document.title, document.date) == (title, date)
    assert sentences(document) == [PROSE]


@pytest.mark.parametrize("opening", ["", "Note: ", "The ministers agreed on two things: "])
def test_prose_between_two_rules_is_no_front_matter(opening: str) -> None:
    document = read_document("note.md", f"---\n\n{opening}{PROSE}\n\n---\n\n{MORE}\n".encode())
    assert sentences(document) == [opening + PROSE, MORE]


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


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Tirana, 16 October 2023", "2023-10-16"),
        ("Brussels, Wednesday, 4 May 2021", "2021-05-04"),
        ("16 October 2023", "2023-10-16"),
        ("Date: 4 May 2021", "2021-05-04"),
        ("Deadline for applications: 31 March 2030", ""),
        ("Deadline 31 March 2030", ""),
        ("Open until 31 March 2030", ""),
        ("Date of the next meeting: 5 May 2030", ""),
        ("The next meeting is on 5 May 2030", ""),
        ("Boats counted on 5 May 2020", ""),
    ],
)
def test_a_dateline_is_little_more_than_a_place_and_a_date(line: str, date: str) -> None:
    assert text_file("Statement on the lake patrols", line, PROSE, MORE).date == date


def test_a_title_states_the_date_unless_it_is_a_deadline() -> None:
    assert text_file("Statement of the lake ministers of both shores, made in Struga on 4 May 2021", PROSE).date == "2021-05-04"
    assert text_file("Statement of the lake ministers, 4 May 2021, on the patrols", PROSE).date == "2021-05-04"
    assert text_file("Declaration by the Chair of the lake meeting of the boat ministers, 4 May 2021", PROSE).date == "2021-05-04"
    assert text_file("Call for boats that are to be registered until Friday, 31 March 2030", PROSE).date == ""
    assert text_file("Call for boats with a deadline of 31 March 2030", PROSE).date == ""


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


def article(markup: str, head: str = "") -> Document:
    return read_document("page.html", f"<html><head>{head}</head><body><article><p>{PROSE}</p>{markup}<p>{MORE}</p></article></body></html>".encode())


def test_line_breaks_lists_and_cells_keep_words_apart() -> None:
    page = article(
        "<p>The members are:<br>Albania<br>Serbia</p><ul><li>Coast<ul><li>Struga</li><li>Ohrid</li></ul>and the islands</li></ul>"
        "<table><tr><td><p>Fees</p><p>and fines</p></td><td>300 crowns<br>a year</td></tr></table>"
    )
    assert blocks(page, "paragraph")[1:-1] == [
        "The members are: Albania Serbia",
        "Coast",
        "Struga",
        "Ohrid",
        "and the islands",
        "Fees and fines | 300 crowns a year",
    ]


def test_cells_that_hold_prose_are_paragraphs() -> None:
    page = article(f"<table><tr><td><p>{PROSE[:-1]} too.</p><p>{MORE[:-1]} too.</p></td><td>Menu of boats</td></tr></table>")
    assert blocks(page, "paragraph")[1:-1] == [f"{PROSE[:-1]} too.", f"{MORE[:-1]} too.", "Menu of boats"]


def test_words_after_a_paragraph_in_a_quote_are_kept() -> None:
    page = article("<blockquote><p>We will act.</p>said the minister on Monday.</blockquote>Nobody objected to her.")
    assert blocks(page, "paragraph")[1:3] == ["We will act.", "said the minister on Monday."]
    assert any("Nobody objected to her." in sentence for sentence in sentences(page))


def test_an_inline_quote_stays_in_its_sentence() -> None:
    assert "He said we act, today." in sentences(article("<div><h2>Talks</h2><p>He said <q>we act</q>, today.</p></div>"))


def test_a_title_of_several_pieces_is_whole_and_only_the_first_is_the_title() -> None:
    page = article(f"<h1>Joint <em>declaration</em><br>of Struga</h1><p>{PROSE[:-1]} again.</p><h1>Second part</h1><p>{MORE[:-1]} again.</p>")
    assert page.title == "Joint declaration of Struga"
    assert blocks(page, "title") == ["Joint declaration of Struga"]
    assert page.locator(page.text.index(f"{MORE[:-1]} again.")).headings == ("Second part",)


@pytest.mark.parametrize(
    ("markup", "date"),
    [
        ("<article><time datetime='2021-05-04'>4 May</time>{}</article>", "2021-05-04"),
        ("<main><header><time datetime='2021-05-04T10:00'>4 May</time></header>{}</main>", "2021-05-04"),
        ("<aside><time datetime='2001-01-01'>then</time></aside><article>{}</article>", ""),
        ("<article>{}<aside><time datetime='2001-01-01'>then</time></aside></article>", ""),
        ("<article>{}</article><div><time datetime='2001-01-01'>then</time></div>", ""),
        ("<article><time datetime='2021-99-99'>never</time>{}</article>", ""),
    ],
)
def test_only_a_time_in_the_article_is_its_date(markup: str, date: str) -> None:
    page = markup.format(f"<h1>Lake</h1><p>{PROSE}</p><p>{MORE}</p>")
    assert read_document("page.html", f"<html><body>{page}</body></html>".encode()).date == date


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
        "(c) notify every case within 30 days of its discovery;",
        "(c) notify every case within 30 days of its discovery",
        "(c) 30 days",
        "Copyright reform was agreed by the ministers on 3 May 2023.",
        "Copyright reform was agreed by the ministers",
        "Back to school programmes received 5 million euros in 2023.",
        "Back to school programmes received 5 million euros",
        "Sign up to the Convention by 31 December 2025.",
        "Sign up to the Convention",
        "Subscribe to the Convention on boats",
        "Topics: visa policy, border control, readmission",
        "More in-depth cooperation on asylum was agreed in Tirana.",
        "More on asylum was agreed in Tirana.",
        "Share of women in the patrols: 45 %",
        "Share: 45 %",
        "Next steps",
        "Home affairs",
        "Read more books than last year, said the minister.",
    ],
)
def test_a_real_sentence_is_no_furniture(sentence: str) -> None:
    assert not is_furniture(sentence)


@pytest.mark.parametrize(
    "notice",
    [
        "© Lake Secretariat. All texts may be copied with their source.",
        "(c) 2021 Lake Secretariat",
        "Copyright 2021 The Lake Secretariat, Struga.",
        "We use cookies to improve your visit to this site.",
        "Lake Secretariat 2021. All rights reserved.",
        "You may also be interested in:",
        "More from the Lake Secretariat",
        "Back to top",
        "Subscribe to our newsletter",
    ],
)
def test_notices_and_links_are_furniture_even_where_they_end_like_a_sentence(notice: str) -> None:
    assert is_furniture(notice)


@pytest.mark.parametrize("heading", ["Comments", "Tags", "Recommended", "Next"])
def test_a_heading_of_one_word_hides_nothing_under_it(heading: str) -> None:
    page = f"# Lake\n\n{PROSE}\n\n## {heading}\n\n- The fee is too high\n- Nets are too old\n\n## Struga\n\n{MORE}\n"
    document = read_document("a.md", page.encode())
    assert sentences(document) == [PROSE, "The fee is too high", "Nets are too old", MORE]
    assert document.heading_path(document.text.index("Nets are")) == (heading,)
    assert document.heading_path(document.text.index(MORE)) == ("Struga",)
    web = article(f"<h2>{heading}</h2><ul><li>The fee is too high</li></ul><h2>Struga</h2>")
    assert "The fee is too high" in sentences(web)


def test_a_heading_and_a_sentence_end_a_run_of_furniture() -> None:
    document = read_document("a.md", f"{PROSE}\n\n## Related posts\n\nThe winter market\n\n## Fees\n\nThe list of fees\n\n{MORE}\n".encode())
    assert sentences(document) == [PROSE, "The list of fees", MORE]
    assert sentences(text_file(PROSE, "Related posts", "The winter market", "The fee is 5 euros.")) == [PROSE, "The fee is 5 euros."]


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


def test_a_list_item_goes_on_where_its_lines_hang_in_the_margin() -> None:
    items = ["(a) laws on arms in line with the rules of the Union, by\n      2023;", "(b) practice that rests on evidence, by\n      2024;"]
    for gap in ("\n", "\n\n"):
        document = read_document("note.txt", f"The roadmap sets goals for every authority of the region.\n\n  {f'{gap}  '.join(items)}\n".encode())
        assert [document.text[block.start : block.end] for block in document.blocks][-2:] == items


@pytest.mark.parametrize("width", [40, 78, 118, 160])
def test_text_wrapped_at_any_width_is_one_paragraph(width: int) -> None:
    whole = " ".join([PROSE, MORE, "Nets are sealed from June, says the harbour master, and boats stay in harbour on Sundays."] * 3)
    document = read_document("note.txt", textwrap.fill(whole, width).encode())
    assert len(document.blocks) == 1
    assert " ".join(sentences(document)) == whole
    assert sentences(document)[0] == PROSE


@pytest.mark.parametrize(
    "lines",
    [
        [PROSE, MORE, PROSE[:-5] + "fall.", MORE],
        ["We thank you, and", "go on with a paragraph of its own that is very much longer than the line before it, and ends here."],
        ["harbour", "boats and nets of the northern villages", "nets", "the closed season, from June until August", "fees"],
    ],
)
def test_one_line_paragraphs_stay_apart(lines: list[str]) -> None:
    assert len(read_document("note.txt", "\n".join(lines).encode()).blocks) == len(lines)


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


def test_markdown_comments_scripts_and_rules_are_never_quoted() -> None:
    hidden = (
        "<!-- launch the boats\n\nnow -->\n\n<script>\nvar boats = 1;\n\nsail();\n</script>\n\n<div>\n<style>p {color: red}</style>\n</div>\n\n---"
    )
    document = read_document("a.md", f"{PROSE}\n\n{hidden}\n\n{MORE}".encode())
    assert sentences(document) == [PROSE, MORE]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_words_in_raw_html_indented_lines_and_fences_can_be_quoted(newline: str) -> None:
    raw = "<div class='note'>\nThe ferry is <b>free</b>\non Sundays. <br> Nets are sealed.\n</div>"
    table = "<table>\n<tr><td>Struga</td><td>14 boats</td></tr>\n<tr><td>Ohrid</td><td>9 boats</td></tr>\n</table>"
    page = f"{PROSE}\n\n    An indented line is a line.\n\n{raw}\n\n{table}\n\n> <p>A quoted tag.</p>\n\n```\nA fenced line.\n```\n\n{MORE}"
    document = read_document("a.md", page.replace("\n", newline).encode())
    assert sentences(document) == [
        PROSE,
        "An indented line is a line.",
        "The ferry is <b>free</b> on Sundays.",
        "Nets are sealed.",
        "Struga</td><td>14 boats",
        "Ohrid</td><td>9 boats",
        "A quoted tag.",
        "A fenced line.",
        MORE,
    ]


def test_a_heading_of_many_spaces_is_read_in_time() -> None:
    started = time.perf_counter()
    document = read_document("a.md", f"## Scope{' ' * 40_000}of it ##\n\n{PROSE}".encode())
    assert document.heading_path(document.text.index(PROSE)) == ("Scope of it",)
    assert time.perf_counter() - started < 2


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


def test_many_headings_are_carried_and_not_sought_again() -> None:
    page = "".join(f"## Part {number}\n\nThe fee of part {number} rises.\n\n" for number in range(300))
    document = read_document("a.md", page.encode())
    passages = split_passages(document)
    assert len(passages) == 300
    assert all(passage.heading_path == document.heading_path(passage.start) for passage in passages)


def test_a_long_paragraph_is_split_evenly() -> None:
    document = text_file(" ".join([PROSE] * 20))
    lengths = [passage.end - passage.start for passage in split_passages(document, 900)]
    assert len(lengths) == -(-len(document.text) // 900)
    assert max(lengths) - min(lengths) <= 2 * len(PROSE)
