"""Mail: messages as programs save them (.eml) and as Outlook does (.msg).

What enters: a message's bytes. What leaves: its subject as the title, who sent it to whom and when, its body as paragraphs,
and its attachments, messages among them. It deliberately opens no attachment, follows no link and decrypts nothing.
"""

import re
from collections.abc import Sequence
from email.utils import parsedate_to_datetime

from corpus.dates import field_date
from corpus.errors import DocumentError
from corpus.landmarks import Origins
from corpus.mail.letters import Letter
from corpus.mail.mail_text import Body, body_parts, differ, html_body, plain_body
from corpus.parts import Part, assembled, pages_of, settled
from corpus.reading import Reading

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?=$|[-_,; ])")


def read_eml(content: bytes, passwords: Sequence[str] = ()) -> Reading:
    """A saved message. Raises DocumentError when nothing in it can be read."""
    from corpus.mail.mime import letter_of_mime

    return _reading(letter_of_mime(content))


def read_msg(content: bytes, passwords: Sequence[str] = ()) -> Reading:
    """A message saved by Outlook. Raises DocumentError when it is damaged or nothing in it can be read."""
    from corpus.mail.outlook import letter_of_outlook

    return _reading(letter_of_outlook(content))


def _reading(letter: Letter) -> Reading:
    """A letter without readable words but with attachments is an empty text: the attachments are read for themselves."""
    remarks = list(letter.remarks)
    bodies = [body for version in letter.versions if (body := _body(*version, letter.flowed, remarks)) is not None]
    found = [parts for number, body in enumerate(bodies, 1) if (parts := body_parts(body, number))]
    if not found and letter.encrypted:
        raise DocumentError("its body is encrypted; open it in your mail program, save it decrypted or print it to PDF, and add that")
    if letter.encrypted:
        remarks.append("a part of the message is encrypted and was not read")
    if not found and not letter.attachments:
        raise DocumentError("it holds no message that can be read; open it in your mail program, save it again and add that")
    several = len(found) > 1
    body_of = [part if several else part._replace(page=0) for parts in found for part in parts]
    parts = settled([*_head(letter), *body_of], 0 if letter.subject else None) if found else []
    text, blocks = assembled(parts)
    day, language = _day(letter.date), _LANGUAGE.match(letter.language.strip())
    return Reading(
        text,
        blocks,
        title=letter.subject,
        date=day,
        author=letter.sender,
        language=language[0].lower() if language else "",
        origins=Origins(
            title="stated" if letter.subject else "unknown",
            date="stated" if day else "unknown",
            author="stated" if letter.sender else "unknown",
            language="metadata" if language else "unknown",
        ),
        page_kind="part" if several else "",
        pages=pages_of(parts, {}) if several else (),
        attachments=letter.attachments,
        remarks=tuple(remarks),
    )


def _head(letter: Letter) -> list[Part]:
    """The subject, and the lines above the body that say whose it is: seen, and never quoted."""
    lines = (("From", letter.sender), ("To", letter.to), ("Cc", letter.copies), ("Date", letter.date))
    return [
        *([Part(letter.subject, "heading", 1)] if letter.subject else []),
        *(Part(f"{name}: {value}", "furniture") for name, value in lines if value),
    ]


def _body(plain: str, html: str, flowed: bool, remarks: list[str]) -> Body | None:
    """The body to read of the versions a message gives: the plain one, unless the other says more or is what it was made of."""
    text, page = plain_body(plain, flowed), html_body(html) if html else Body(())
    if not page.words:
        return text if text.words else None
    apart = bool(text.words) and differ(text, page)
    chosen = page if not text.words or (apart and page.words.total() >= text.words.total()) or (not apart and text.is_derived) else text
    if apart:
        read, other = ("HTML", "plain text") if chosen is page else ("plain text", "HTML")
        remarks.append(f"its plain text and its HTML say different things: the {read} was read, having no fewer words, and the {other} was not")
    if chosen is page and page.hides:
        remarks.append("hidden text in its HTML was left out")
    return chosen


def _day(date: str) -> str:
    """The day of a Date field, where the sender was."""
    try:
        return parsedate_to_datetime(date).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return field_date(date)
