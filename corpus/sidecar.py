"""Facts that a person gives about a document: NAME.toml beside NAME.

What enters: the text of such a file. What leaves: the facts in it. It deliberately refuses what it does not know: a misspelt
field that changed nothing would be taken for one that did.
"""

import tomllib
from collections.abc import Mapping

from corpus.dates import field_date
from corpus.errors import DocumentError

SUFFIX = ".toml"
FIELDS = ("title", "date", "publisher", "author", "language", "source_url")


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


def written(facts: Mapping[str, str]) -> bytes:
    """A sidecar with these facts; empty ones are left out."""
    return "".join(f"{name} = {_toml_string(facts[name])}\n" for name in FIELDS if facts.get(name)).encode()


def _toml_string(value: str) -> str:
    def escape(letter: str) -> str:
        needed = letter in '"\\' or (not letter.isprintable() and ord(letter) < 0x10000)
        return f"\\u{ord(letter):04x}" if needed else letter

    return f'"{"".join(map(escape, value))}"'
