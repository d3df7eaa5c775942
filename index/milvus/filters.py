"""Filters as Milvus expressions.

What enters: a Filter. What leaves: an expression over the fields of passages that fits the same documents as
`index.filters.matching`, or nothing where the language of Milvus cannot say it: a glob with brackets, or a name with the marks
of LIKE in it. It deliberately asks no server itself.
"""

import unicodedata
from collections.abc import Callable

from index.filters import Filter, first_day, folded

_GLOB = frozenset("*?[")
_LIKE = frozenset("%_\\")


def condition(where: Filter, is_there: Callable[[str], bool]) -> str | None:
    """The expression for a filter; empty when it wants all. `is_there` tells whether an expression fits anything: a name that looks like
    a glob may be a document's own.
    """
    names = []
    for wanted in where.documents:
        exact = named(wanted)
        names.append(exact if exact is None or not is_glob(wanted) or is_there(exact) else globbed(wanted))
    stated = facts(where)
    if stated is None or None in names:
        return None
    return " and ".join(filter(None, (stated, any_of(list(filter(None, names))))))


def is_glob(wanted: str) -> bool:
    """Whether a name may stand for several documents."""
    return bool(_GLOB & set(wanted))


def named(wanted: str) -> str | None:
    """The expression for a document of exactly this name."""
    wanted = unicodedata.normalize("NFC", wanted)
    return f"name == {_quoted(wanted)}" if wanted.isprintable() else None


def globbed(wanted: str) -> str | None:
    """The expression for the documents a glob matches."""
    wanted = unicodedata.normalize("NFC", wanted)
    if "[" in wanted or _LIKE & set(wanted) or not wanted.isprintable():
        return None
    return f"name like {_quoted(wanted.replace('*', '%').replace('?', '_'))}"


def any_of(names: list[str]) -> str:
    """The expression for documents that one of several expressions fits; empty where there is none."""
    joined = " or ".join(names)
    return f"({joined})" if len(names) > 1 else joined


def facts(where: Filter) -> str | None:
    """The expression for everything but the name; empty when nothing else is wanted."""
    parts: list[str | None] = []
    if where.after:
        parts.append(f"date >= {_quoted(first_day(where.after))}")
    if where.before:
        day = first_day(where.before)
        open_ended = ("", day[:4], day[:7])  # a date that does not say whether it is before: 2023, of 2023-11-29
        parts.append(" and ".join([f"date < {_quoted(day)}", *(f"date != {_quoted(date)}" for date in dict.fromkeys(open_ended))]))
    parts += [_holding(name, wanted) for name, wanted in (("publisher", where.publisher), ("author", where.author), ("speakers", where.speaker))]
    if where.language:
        parts.append(_equal("language", where.language.casefold()))
    if where.kind:
        parts.append(_equal("kind", f".{where.kind.casefold().lstrip('.')}"))
    stated = [part for part in parts if part]
    return None if None in parts else " and ".join(stated)


def among(homes: list[int]) -> str:
    """The expression for documents by their first passage."""
    return f"home in {homes}"


def _holding(field: str, wanted: str) -> str | None:
    wanted = folded(wanted)
    if not wanted:
        return ""
    return None if _LIKE & set(wanted) or not wanted.isprintable() else f"{field} like {_quoted(f'%{wanted}%')}"


def _equal(field: str, wanted: str) -> str | None:
    return f"{field} == {_quoted(wanted)}" if wanted.isprintable() else None


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
