"""Mail: what a person wrote is read, and who wrote it; nothing a program mangled makes the reader fail."""

import random
import struct
from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ole_container import Storage, container

from corpus.errors import DocumentError
from corpus.mail.mail_text import body_parts, html_body, plain_body
from corpus.mail.reader import read_eml, read_msg
from corpus.office.compressed_rtf import decompressed
from corpus.reading import Reading

HEAD = b"From: Ana Hoxha <ana@example.org>\r\nTo: ben@example.org\r\nSubject: Ferries\r\nDate: Wed, 4 Oct 2023 23:30:00 -0500\r\n"
HTML = HEAD + b"Content-Type: text/html\r\n\r\n"
PLAIN = HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n"


def said(reading: Reading, kind: str = "paragraph") -> list[str]:
    return [reading.text[block.start : block.end] for block in reading.blocks if block.kind == kind]


def lawful(reading: Reading) -> None:
    position = 0
    for block in reading.blocks:
        assert position <= block.start < block.end <= len(reading.text)
        position = block.end


def mail(plain: str = "", html: str = "", files: Sequence[tuple[str, bytes, str]] = ()) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Ana Hoxha <ana@example.org>", "ben@example.org", "Ferries"
    if plain:
        message.set_content(plain)
    if html and plain:
        message.add_alternative(html, subtype="html")
    elif html:
        message.set_content(html, subtype="html")
    for name, content, kind in files:
        main, _, sub = kind.partition("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return message.as_bytes()


def test_a_message_states_its_subject_its_sender_and_its_day() -> None:
    reading = read_eml(PLAIN + b"The ferries run until June.\r\n")
    assert (reading.title, reading.author, reading.date) == ("Ferries", "Ana Hoxha <ana@example.org>", "2023-10-04")
    assert (reading.origins.title, reading.origins.author, reading.origins.date) == ("stated", "stated", "stated")
    assert said(reading, "title") == ["Ferries"]
    assert said(reading, "furniture") == ["From: Ana Hoxha <ana@example.org>", "To: ben@example.org", "Date: Wed, 4 Oct 2023 23:30:00 -0500"]
    assert said(reading) == ["The ferries run until June."]
    assert reading.pages == () and reading.remarks == ()


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        (b"=?UTF-8?B?U2h0b3JtZSDwn5qi?=", "Shtorme 🚢"),
        (b"=?iso-8859-1?Q?Fahrpl=E4ne?= 2023", "Fahrpläne 2023"),
        (b"=?windows-1255?B?+ezl7Q==?=", "שלום"),
        (b"=?no-such-charset?Q?Ferries?=", "Ferries"),
        (b"=?utf-8?B?a?= end", "=?utf-8?B?a?= end"),
        ("Fahrpläne".encode(), "Fahrpläne"),
        (b"folded\r\n over lines", "folded over lines"),
    ],
)
def test_subjects_in_any_encoding(subject: bytes, title: str) -> None:
    assert read_eml(b"Subject: " + subject + b"\r\n\r\nThe ferries run until June.\r\n").title == title


def test_a_wrapped_paragraph_is_one_and_a_list_is_not() -> None:
    words = "The ministers agreed on Monday that the northern shore stays closed to trawlers from June until the end of August of every year. "
    lines, line = [], ""
    for word in (words * 2).split():
        if len(line) + 1 + len(word) > 72:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    body = "\r\n".join(["Hi all,", "", *lines, line, "", "- ropes", "- nets", "", "Best,", "Ana"])
    assert said(read_eml(PLAIN + body.encode())) == ["Hi all,", (words * 2).strip(), "- ropes", "- nets", "Best,", "Ana"]


def test_lines_of_a_script_without_small_letters_are_joined_where_they_were_wrapped() -> None:
    lines = ["אבג דהו זחט יכל מנס עפצ קרש תאב גדה וזח טיכ למנ סעפ צקר שתא בגד", "הוז חטי כלמ.", "", "סוף."]
    assert said(read_eml(PLAIN + "\r\n".join(lines).encode())) == [f"{lines[0]} {lines[1]}", "סוף."]


def test_flowed_lines_go_on() -> None:
    head = HEAD + b"Content-Type: text/plain; charset=utf-8; format=flowed\r\n\r\n"
    assert said(read_eml(head + b"The ferries \r\nrun until \r\nJune.\r\nFares are low.\r\n")) == ["The ferries run until June.", "Fares are low."]


def test_what_another_wrote_is_labelled() -> None:
    body = b"I agree.\r\n\r\nOn Monday, Ben wrote:\r\n> The ferries are late.\r\n>> They were always late.\r\n\r\nBest,\r\nAna\r\n"
    reading = read_eml(PLAIN + body)
    labelled = [(block.label, reading.text[block.start : block.end]) for block in reading.blocks if block.kind == "paragraph"]
    assert labelled == [
        ("", "I agree."),
        ("", "On Monday, Ben wrote:"),
        ("earlier message", "The ferries are late."),
        ("earlier message", "They were always late."),
        ("", "Best,"),
        ("", "Ana"),
    ]


@pytest.mark.parametrize("mark", [b"-----Original Message-----\r\nFrom: Ben", b"From: Ben Doe\r\nSent: Monday, 2 October 2023 10:00\r\nTo: Ana"])
def test_all_below_an_earlier_head_is_labelled(mark: bytes) -> None:
    reading = read_eml(PLAIN + b"I agree.\r\n\r\n" + mark + b"\r\n\r\nThe ferries are late.\r\n")
    labels = {reading.text[block.start : block.end]: block.label for block in reading.blocks}
    assert labels["I agree."] == "" and labels["The ferries are late."] == "earlier message"


def test_html_alone_is_read_in_full() -> None:
    html = (
        "<html><head><title>No</title><style>p {color: red}</style></head><body><div>Hi&nbsp;all,<br><br>The <b>ferries</b> run.</div>"
        "<div>Fares are low.</div><ul><li>ropes</li><li>nets</li></ul><table><tr><td>Ship</td><td>Ana</td></tr></table>"
        "<blockquote>They were late.</blockquote><script>alert(1)</script>tail</body></html>"
    )
    reading = read_eml(mail(html=html))
    assert said(reading) == ["Hi all,", "The ferries run.", "Fares are low.", "ropes", "nets", "Ship | Ana", "They were late.", "tail"]
    assert [block.label for block in reading.blocks if block.label] == ["earlier message"]


def test_hidden_words_of_html_are_left_out_and_named() -> None:
    html = '<div style="display: none">Secret words.</div><p>The ferries run.</p>'
    reading = read_eml(mail(html=html))
    assert said(reading) == ["The ferries run."]
    assert reading.remarks == ("hidden text in its HTML was left out",)


def test_of_two_versions_that_differ_the_longer_is_read_and_that_is_said() -> None:
    short, long = "See the page.", "<p>The ferries run until June, and the fares are as low as they were.</p>"
    reading = read_eml(mail(short, long))
    assert said(reading) == ["The ferries run until June, and the fares are as low as they were."]
    assert "say different things: the HTML was read" in reading.remarks[0]
    reading = read_eml(mail("The ferries run until June, and the fares are as low as they were.", "<p>See the page.</p>"))
    assert said(reading) == ["The ferries run until June, and the fares are as low as they were."]
    assert "the plain text was read" in reading.remarks[0]


def test_of_two_versions_that_agree_the_plain_one_is_read_unless_it_was_made_from_the_other() -> None:
    assert read_eml(mail("The ferries run.\n\n- ropes\n", "<p>The ferries run.</p><ul><li>ropes</li></ul>")).text.endswith("- ropes")
    derived = "The ferries <https://example.org/a?b=c> run until June.\n"
    assert said(read_eml(mail(derived, "<p>The <a href='https://example.org/a?b=c'>ferries</a> run until June.</p>"))) == [
        "The ferries run until June."
    ]


def test_attachments_keep_their_names_and_pictures_in_the_text_are_none() -> None:
    files = [("plani i ri ë.pdf", b"%PDF-1.7 x", "application/pdf"), ("a.txt", b"Words.", "text/plain")]
    reading = read_eml(mail("See below.", files=files))
    assert [(found.name, found.content) for found in reading.attachments] == [("plani i ri ë.pdf", b"%PDF-1.7 x"), ("a.txt", b"Words.")]
    inline = (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>The ferries run."
        b"<img src='cid:1'></p>\r\n--b\r\nContent-Type: image/png\r\nContent-ID: <1>\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--b--\r\n"
    )
    assert read_eml(inline).attachments == ()


def test_a_message_of_attachments_alone_is_an_empty_text() -> None:
    reading = read_eml(mail(files=[("a.txt", b"Words.", "text/plain")]))
    assert (reading.text, reading.blocks, reading.title) == ("", (), "Ferries")
    assert [found.name for found in reading.attachments] == ["a.txt"]


def test_a_forwarded_message_is_an_attachment_that_can_be_read() -> None:
    message = EmailMessage()
    message["Subject"] = "Outer"
    message.set_content("See the message below.")
    inner = EmailMessage()
    inner["Subject"] = "Shtormë"
    inner.set_content("The ferries run until June.")
    message.add_attachment(inner)
    (found,) = read_eml(message.as_bytes()).attachments
    assert found.name == "Shtormë.eml"
    assert said(read_eml(found.content)) == ["The ferries run until June."]


def test_several_texts_are_parts() -> None:
    content = HEAD + b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    content += b"--b\r\nContent-Type: text/plain\r\n\r\nThe first text.\r\n--b\r\nContent-Type: text/plain\r\n\r\nThe second text.\r\n--b--\r\n"
    reading = read_eml(content)
    assert reading.page_kind == "part"
    assert [reading.text[page.start : page.end].strip() for page in reading.pages] == ["The first text.", "The second text."]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-32"])
def test_a_message_saved_as_a_text_file_in_another_encoding(encoding: str) -> None:
    text = "Subject: Fahrpläne\nContent-Type: text/plain; charset=utf-8\n\nDie Fähren fahren bis Juni.\n"
    reading = read_eml(text.encode(encoding))
    assert (reading.title, said(reading)) == ("Fahrpläne", ["Die Fähren fahren bis Juni."])


@pytest.mark.parametrize(
    ("declared", "content", "words"),
    [
        (b"iso-8859-1", b"\x93Fahrpl\xe4ne\x94 sind da.", "“Fahrpläne” sind da."),
        (b"us-ascii", "Die Fähren fahren.".encode(), "Die Fähren fahren."),
        (b"no-such-charset", "Die Fähren fahren.".encode(), "Die Fähren fahren."),
        (b"rot13", b"The ferries run.", "The ferries run."),
        (b'"UTF-8"Content-Transfer-Encoding: 8bit', "Die Fähren fahren.".encode(), "Die Fähren fahren."),
        (b"koi8-r", "Паромы ходят.".encode("koi8-r"), "Паромы ходят."),
    ],
)
def test_wrong_and_unknown_encodings_are_borne(declared: bytes, content: bytes, words: str) -> None:
    head = b"MIME-Version: 1.0\r\nContent-Transfer-Encoding: 8bit\r\nContent-Type: text/plain; charset=" + declared + b"\r\n\r\n"
    assert said(read_eml(head + content)) == [words]


def test_damaged_characters_are_shown_and_named() -> None:
    body = ("Die Fähren fahren bis Juni, und die Preise ändern sich nicht. " * 20).encode().replace(b"Juni", b"Ju\xffni", 1)
    reading = read_eml(PLAIN + body)
    assert "�" in reading.text and reading.remarks == ("some characters of its body are damaged and are shown as �",)


@pytest.mark.parametrize(
    "content",
    [
        b"Content-Type: multipart/encrypted; boundary=b\r\n\r\n--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b--\r\n",
        b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n",
        b"Subject: x\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA\r\n-----END PGP MESSAGE-----\r\n",
    ],
)
def test_an_encrypted_body_is_refused_and_called_so(content: bytes) -> None:
    with pytest.raises(DocumentError, match="encrypted"):
        read_eml(content)


@pytest.mark.parametrize(
    "content", [b"", b"Subject: only this\r\n\r\n", b"\r\n\r\n", b"Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b--"]
)
def test_nothing_to_read_is_said(content: bytes) -> None:
    with pytest.raises(DocumentError, match="no message"):
        read_eml(content)


def test_parts_within_parts_without_end_are_refused_or_named() -> None:
    content = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (depth, depth) for depth in range(60))
    content += b"Content-Type: text/plain\r\n\r\nDeep.\r\n"
    with pytest.raises(DocumentError):
        read_eml(content)
    with pytest.raises(DocumentError):
        read_eml(b"".join(b"Content-Type: message/rfc822\r\n\r\n" for _ in range(3_000)))
    wide = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\nContent-Type: text/plain\r\n\r\nThe same words again.\r\n" * 1_500
    assert any("too many parts" in remark for remark in read_eml(wide).remarks)


@pytest.mark.parametrize("field", ["To", "From", "Subject", "Date", "Content-Type", "Content-Disposition", "Content-Transfer-Encoding"])
@pytest.mark.parametrize(
    "value", [b"(" * 100_000, b'"a" ' * 20_000, b'a="b;' * 20_000, b"\xff" * 999, b"=?utf-8?Q?a?= " * 5_000, b";;;=\0", b"a;*0*=x''%ff"]
)
def test_no_field_makes_a_message_unreadable(field: str, value: bytes) -> None:
    reading = read_eml(b"Subject: x\r\n" + field.encode() + b": " + value + b"\r\n\r\nThe ferries run until June.\r\n")
    assert "The ferries run until June." in reading.text or reading.attachments


def test_html_nested_without_end_is_read() -> None:
    assert "deep" in " ".join(part.words for part in body_parts(html_body("<div>" * 5_000 + "deep")))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_no_word_of_a_body_is_lost(text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    found = "".join(part.words for part in body_parts(plain_body(text)))
    for letter in text:
        if letter.isalnum():
            assert letter in found


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", PLAIN, HEAD + b"Content-Type: text/html\r\n\r\n", HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"]),
)
def test_any_bytes_are_a_message_or_a_reason(content: bytes, head: bytes) -> None:
    try:
        lawful(read_eml(head + content))
    except DocumentError as error:
        assert str(error)


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_message_is_read_or_refused(seed: int) -> None:
    chance = random.Random(seed)
    content = bytearray(mail("The ferries run until June. ä", "<p>The ferries run until June. ä</p>", [("ë.pdf", b"%PDF", "application/pdf")]))
    if seed % 3 == 0:
        del content[chance.randrange(len(content)) :]
    for _ in range(seed % 7):
        content[chance.randrange(len(content))] = chance.randrange(256)
    try:
        lawful(read_eml(bytes(content)))
    except DocumentError as error:
        assert str(error)


def fixed(header: int, *values: tuple[int, int, int]) -> bytes:
    return bytes(header) + b"".join(struct.pack("<HHIQ", kind, tag, 6, value) for tag, kind, value in values)


def words(tag: str, text: str) -> tuple[str, bytes]:
    return f"__substg1.0_{tag}001F", text.encode("utf-16-le")


def ticks(moment: datetime) -> int:
    return int((moment - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000


SENT = ticks(datetime(2023, 10, 4, 9, 0, tzinfo=UTC))
INNER: Storage = dict([words("0037", "Shtormë"), words("1000", "The storm is over, and the harbour opens."), ("__properties_version1.0", fixed(24))])


def outlook(**more: "bytes | Storage") -> bytes:
    message: Storage = dict(
        [
            words("0037", "Ferries"),
            words("0C1A", "Ana Hoxha"),
            words("5D01", "ana@example.org"),
            words("0E04", "Ben; Eva"),
            words("1000", "The ferries run until June.\r\n\r\nBest,\r\nAna"),
            ("__properties_version1.0", fixed(32, (0x0039, 0x0040, SENT), (0x3FDE, 3, 65001))),
        ]
    )
    return container(message | more)


def test_an_outlook_message_says_what_a_saved_one_does() -> None:
    reading = read_msg(outlook())
    assert (reading.title, reading.author, reading.date) == ("Ferries", "Ana Hoxha <ana@example.org>", "2023-10-04")
    assert said(reading) == ["The ferries run until June.", "Best,", "Ana"]
    assert said(reading, "furniture")[:2] == ["From: Ana Hoxha <ana@example.org>", "To: Ben; Eva"]


def test_an_outlook_message_of_html_alone() -> None:
    html = "<p>Die Fähren fahren.</p>".encode()
    assert said(read_msg(outlook(__substg1_0_10000102=b"", **{"__substg1.0_1000001F": b"", "__substg1.0_10130102": html}))) == ["Die Fähren fahren."]


def test_attachments_of_an_outlook_message_messages_among_them() -> None:
    file: Storage = dict([words("3707", "plani ë.pdf"), ("__substg1.0_37010102", b"%PDF-1.7"), ("__properties_version1.0", fixed(8))])
    message: Storage = dict([words("3001", "Shtormë"), ("__substg1.0_3701000D", INNER), ("__properties_version1.0", fixed(8))])
    reading = read_msg(outlook(**{"__attach_version1.0_#00000000": file, "__attach_version1.0_#00000001": message}))
    assert [found.name for found in reading.attachments] == ["plani ë.pdf", "Shtormë.eml"]
    assert reading.attachments[0].content == b"%PDF-1.7"
    inner = read_eml(reading.attachments[1].content)
    assert (inner.title, said(inner)) == ("Shtormë", ["The storm is over, and the harbour opens."])
    assert read_msg(outlook(**{"__attach_version1.0_#00000001": message})).attachments == (reading.attachments[1],)


def test_an_encrypted_outlook_message_is_refused_and_called_so() -> None:
    file: Storage = dict([words("3707", "smime.p7m"), ("__substg1.0_37010102", b"0123"), ("__properties_version1.0", fixed(8))])
    content = outlook(**dict([words("001A", "IPM.Note.SMIME"), words("1000", "")]), **{"__attach_version1.0_#00000000": file})
    with pytest.raises(DocumentError, match="encrypted"):
        read_msg(content)


def test_packed_rtf_is_unpacked() -> None:
    plain = rb"{\rtf1 Ferries}"
    assert decompressed(struct.pack("<IIII", len(plain) + 12, len(plain), 0x414C454D, 0) + plain) == plain
    # Eight tokens: seven bytes as they are, then a place in the ring (the first six bytes it starts with).
    body = bytes([0b10000000]) + b"Ferries" + struct.pack(">H", 0 << 4 | 4) + bytes([1]) + struct.pack(">H", (207 + 7 + 6) << 4)
    assert decompressed(struct.pack("<IIII", len(body) + 12, 13, 0x75465A4C, 0) + body) == rb"Ferries{\rtf1"
    for content in (b"", b"short", bytes(40)):
        assert decompressed(content) == b""


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_outlook_message_is_read_or_refused(seed: int) -> None:
    chance = random.Random(seed)
    content = bytearray(outlook())
    if seed % 3 == 0:
        del content[chance.randrange(len(content)) :]
    for _ in range(1 + seed % 9):
        content[chance.randrange(len(content))] = chance.randrange(256)
    try:
        lawful(read_msg(bytes(content)))
    except DocumentError as error:
        assert str(error)


def test_what_is_no_outlook_message_is_refused() -> None:
    for content in (b"", b"no container", container({"WordDocument": b"x" * 100})):
        with pytest.raises(DocumentError):
            read_msg(content)
