"""Facts that a person gives about a document: NAME.toml beside NAME.

What enters: the text of such a file, and facts as a person types them. What leaves: the facts in it, and its text after a
change. It deliberately refuses what it does not know: a misspelt field that changed nothing would be taken for one that did.
"""

import re
import tomllib
from collections.abc import Mapping

from corpus.dates import field_date
from corpus.errors import DocumentError

SUFFIX = ".toml"
FIELDS = ("title", "date", "publisher", "author", "language", "source_url")
# Longer than any title or name; what is longer was pasted by mistake.
MAX_CHARACTERS = 500
HOW_TO_DATE = "write it as 2023-11-29, 2023-11 or 2023, or leave it empty"
# A language tag in shape (RFC 5646, 2.1): a primary subtag of two or three letters, and what follows it.
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_ADDRESS = re.compile(r"https?://[^\s/]\S*")


def read_sidecar(content: bytes) -> dict[str, str]:
    """The facts of a sidecar by field. Raises DocumentError when it is no TOML, or names a field, a value or a date that is not known."""
    try:
        values: Mapping[str, object] = tomllib.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise DocumentError(f"the {SUFFIX} file beside it is not valid TOML: {error}; mend it or remove it") from error
    if unknown := sorted(set(values) - set(FIELDS)):
        raise DocumentError(f"the {SUFFIX} file beside it sets {unknown[0]!r}; it can set {', '.join(FIELDS)}")
    for name, value in values.items():
        if isinstance(value, bool | float | dict | list):
            raise DocumentError(f'the {SUFFIX} file beside it gives no words for {name}; write it as {name} = "…"')
    given = {name: " ".join(str(value).split()) for name, value in values.items()}
    if given.get("date") and not (date := field_date(given["date"])):
        raise DocumentError(f"the {SUFFIX} file beside it gives the date {given['date']!r}; write it as 2023-11-29, 2023-11 or 2023")
    return {**given, "date": date} if given.get("date") else given


def stated(typed: Mapping[str, str]) -> dict[str, str]:
    """Facts as a person types them, as they are written down. Raises DocumentError, naming the field and how to write it."""
    if unknown := sorted(set(typed) - set(FIELDS)):
        raise DocumentError(f"{unknown[0]!r} is no fact of a document; there are {', '.join(FIELDS)}")
    facts = {name: " ".join(value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore").split()) for name, value in typed.items()}
    for name, value in facts.items():
        if len(value) > MAX_CHARACTERS:
            raise DocumentError(f"the {name} has {len(value):,} characters; at most {MAX_CHARACTERS} are kept")
    date, language, address = facts.get("date"), facts.get("language"), facts.get("source_url")
    if date and not field_date(date):
        raise DocumentError(f"{date!r} is no date that can be read in one way; {HOW_TO_DATE}")
    if language and not _LANGUAGE.fullmatch(language):
        raise DocumentError(f"{language!r} is no code of a language; write en for English, sq for Albanian, de for German, or leave it empty")
    if address and not _ADDRESS.fullmatch(address):
        raise DocumentError(f"{address!r} is no web address; write it as https://example.org/page, or leave it empty")
    return {**facts, "date": field_date(date)} if date else facts


def amended(content: bytes, changes: Mapping[str, str]) -> bytes:
    """A sidecar after facts were changed: an empty one is taken out, the rest and remarks stay; empty when nothing is left.

    Raises DocumentError when it, or a change, is not understood.
    """
    remarks = [line for line in content.decode("utf-8-sig", "replace").splitlines() if line.lstrip().startswith("#")]
    return "".join(f"{line}\n" for line in remarks).encode() + written({**read_sidecar(content), **stated(changes)})


def written(facts: Mapping[str, str]) -> bytes:
    """A sidecar with these facts; empty ones are left out."""
    return "".join(f"{name} = {_toml_string(facts[name])}\n" for name in FIELDS if facts.get(name)).encode()


def _toml_string(value: str) -> str:
    def escape(letter: str) -> str:
        needed = letter in '"\\' or (not letter.isprintable() and ord(letter) < 0x10000)
        return f"\\u{ord(letter):04x}" if needed else letter

    return f'"{"".join(map(escape, value))}"'
