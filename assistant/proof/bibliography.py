"""Documents as bibliography entries.

What enters: what documents state of themselves. What leaves: CSL-JSON items and citation items (CSL 1.0.2,
https://docs.citationstyles.org, schema at https://resource.citationstyles.org) and BibTeX entries that BibTeX and biblatex both
read. It deliberately guesses nothing: an undated document stays undated, a name is parted only where the document parts it.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.proof.cited import Cited, DocumentFacts, name_of
from assistant.proof.wording import one_line, web_address

Json = dict[str, Any]

_OFFICE = "application/vnd.openxmlformats-officedocument"
_REPORT, _DATA = "report", "dataset"
_CSL_TYPES = {
    "text/html": "webpage",
    "application/pdf": _REPORT,
    "application/msword": _REPORT,
    "application/rtf": _REPORT,
    f"{_OFFICE}.wordprocessingml.document": _REPORT,
    "application/vnd.oasis.opendocument.text": _REPORT,
    f"{_OFFICE}.presentationml.presentation": "speech",
    f"{_OFFICE}.spreadsheetml.sheet": _DATA,
    "application/vnd.ms-excel": _DATA,
    "application/vnd.oasis.opendocument.spreadsheet": _DATA,
    "text/csv": _DATA,
    "text/tab-separated-values": _DATA,
    "application/epub+zip": "book",
    "message/rfc822": "personal_communication",
    "application/vnd.ms-outlook": "personal_communication",
}
_LOCATOR_LABELS = {"page": "page", "slide": "page", "sheet": "table", "part": "part"}
_NO_PERSON = re.compile(r"\d|[&/()@]|\b(?:and|of|the|for|inc|ltd|llc|gmbh|department|ministry|office|agency|council|commission)\b", re.IGNORECASE)
_SMALL_WORDS = frozenset("a an the of on in for and to at by from der die das le la les".split())
_LATEX = {
    **{letter: f"\\{letter}" for letter in "{}$&#_%"},
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
}
# What biblatex and babel call languages; a code they do not know would be printed as it stands.
_LANGUAGES = {
    **{"bg": "bulgarian", "bs": "bosnian", "cs": "czech", "de": "german", "el": "greek", "en": "english", "es": "spanish", "fr": "french"},
    **{"hr": "croatian", "hu": "hungarian", "it": "italian", "mk": "macedonian", "nl": "dutch", "pl": "polish", "pt": "portuguese"},
    **{"ro": "romanian", "ru": "russian", "sl": "slovene", "sq": "albanian", "sr": "serbian", "sv": "swedish", "tr": "turkish", "uk": "ukrainian"},
}
_KIND_FIELDS = {"online": "organization", "report": "institution", "misc": "howpublished"}


def csl_item(document: DocumentFacts, key: str) -> Json:
    """A CSL-JSON item. Date parts are as many as are known; the note holds the file's name and the SHA-256 of its bytes."""
    facts = {
        "title": name_of(document),
        "author": [_csl_name(name) for name in authors(document.author)],
        "issued": {"date-parts": [list(parts)]} if (parts := date_parts(document.date)) else None,
        "publisher": one_line(document.publisher),
        "URL": web_address(document.source_url),
        "language": one_line(document.language),
        "note": f"{one_line(document.document_id)}; SHA-256 {document.sha256}",
    }
    return {"id": key, "type": csl_type(document), **{name: value for name, value in facts.items() if value}}


def csl_citation_item(cited: Cited, key: str) -> Json:
    """The cited item and the place in it: its pages as numbered from 1, else its paragraph; slides count as pages, sheets as tables."""
    place = cited.place
    if place.pages:
        numbers = [str(page.number) for page in place.pages]
        locator = numbers[0] if len(numbers) == 1 else f"{numbers[0]}-{numbers[-1]}"
        return {"id": key, "locator": locator, "label": _LOCATOR_LABELS[place.page_kind or "page"]}
    return {"id": key, "locator": str(place.paragraph), "label": "paragraph"} if place.paragraph is not None else {"id": key}


def csl_type(document: DocumentFacts) -> str:
    """The CSL type that a file's kind makes plain; "webpage" for a text that states a web address, else "document"."""
    return _CSL_TYPES.get(document.media_type) or ("webpage" if web_address(document.source_url) else "document")


def bibtex_entry(document: DocumentFacts, key: str) -> str:
    """A BibTeX entry: @online for what has a web address, @report for a report that has none, @misc for the rest.

    `date` is for biblatex and `year` for BibTeX; letters of every script stand as they are, in UTF-8.
    """
    address = web_address(document.source_url)
    kind = "online" if address else "report" if csl_type(document) == _REPORT else "misc"
    fields = {
        "author": " and ".join(_bibtex_name(name) for name in authors(document.author)),
        "title": f"{{{latex(name_of(document))}}}",
        _KIND_FIELDS[kind]: f"{{{latex(publisher)}}}" if (publisher := one_line(document.publisher)) else "",
        "type": "Report" if kind == "report" else "",
        "date": document.date if date_parts(document.date) else "",
        "year": str(parts[0]) if (parts := date_parts(document.date)) else "",
        "url": address.replace("\\", "%5C").replace("{", "%7B").replace("}", "%7D"),
        "langid": _LANGUAGES.get(document.language.partition("-")[0].lower(), ""),
        "note": latex(f"{one_line(document.document_id)}; SHA-256 {document.sha256}"),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{kind}{{{key},", *lines, "}"]) + "\n"


def citation_keys(documents: Sequence[DocumentFacts]) -> Mapping[tuple[str, str], str]:
    """A key for each document, by its `identity`: author or publisher or title, and year; a letter more where several would be alike.

    ASCII letters and digits only. The keys do not depend on the documents' order.
    """
    alike: dict[str, list[tuple[str, str]]] = {}
    known = {identity(document): document for document in documents}
    for name, document in sorted(known.items(), key=lambda pair: (pair[1].date, pair[1].title, pair[0])):
        alike.setdefault(_plain_key(document), []).append(name)
    return {name: key + (_letters(number) if len(same) > 1 else "") for key, same in alike.items() for number, name in enumerate(same)}


def identity(document: DocumentFacts) -> tuple[str, str]:
    """What tells one version of one document from every other: its document_id and the SHA-256 of its bytes."""
    return document.document_id, document.sha256


def authors(author: str) -> tuple[str, ...]:
    """The names in an author's field: parted at semicolons, and nowhere else."""
    return tuple(name for part in author.split(";") if (name := one_line(part)))


def date_parts(date: str) -> tuple[int, ...]:
    """An ISO 8601 date's year, month and day as far as they are known; none when it is no such date."""
    if re.fullmatch(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?", date, re.ASCII) is None:
        return ()
    return tuple(int(part) for part in date.split("-"))


def latex(text: str) -> str:
    """Text with the characters that LaTeX obeys escaped."""
    return "".join(_LATEX.get(letter, letter) for letter in text)


def _parted(name: str) -> tuple[str, str] | None:
    """Family and given name, where the document itself writes "Family, Given" and it reads as a person; else None."""
    family, comma, given = (part.strip() for part in name.partition(","))
    if not comma or not family or not given or "," in given or _NO_PERSON.search(name):
        return None
    return (family, given) if len(family.split()) <= 3 and len(given.split()) <= 3 else None


def _csl_name(name: str) -> Json:
    parted = _parted(name)
    return {"family": parted[0], "given": parted[1]} if parted else {"literal": name}


def _bibtex_name(name: str) -> str:
    """A name that was parted as such; any other in braces, so that no program parts it."""
    parted = _parted(name)
    return f"{latex(parted[0])}, {latex(parted[1])}" if parted else f"{{{latex(name)}}}"


def _plain_key(document: DocumentFacts) -> str:
    names = authors(document.author)
    if names:
        parted = _parted(names[0])
        words = _ascii_words(parted[0] if parted else names[0])
        chosen = words[-1:] if not parted and len(words) <= 3 else words[:1]
    else:
        chosen = []
    for text in (document.publisher, name_of(document)):
        chosen = chosen or [word for word in _ascii_words(text) if word not in _SMALL_WORDS][:1]
    parts = date_parts(document.date)
    return f"{chosen[0] if chosen else 'document'}{parts[0] if parts else 'nd'}"


def _ascii_words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.findall(r"[a-z0-9]+", plain)


def _letters(number: int) -> str:
    """a … z, aa, ab …"""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters
