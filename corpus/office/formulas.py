"""Formulas of office files as one line of text.

What enters: an element of Office Math (`m:oMath`) or MathML. What leaves: its characters in reading order, with "/", "^" and
"_" where the page uses height. It deliberately is no typesetting: it keeps a formula's words and numbers searchable.
"""

from typing import Any

from corpus.office.xml_trees import local_name

_SKIPPED = frozenset("annotation annotation-xml instrText delText".split())
# What joins the named parts of a construction, in the order they stand in the file.
_JOINED = {"f": "/", "mfrac": "/", "sSup": "^", "msup": "^", "sSub": "_", "msub": "_"}
_LEAVES = frozenset("t mi mn mo mtext ms".split())
_LOWER_UPPER = frozenset("sSubSup msubsup".split())


def linear(element: Any) -> str:
    """A formula on one line."""
    return " ".join(_text(element).split())


def _text(element: Any) -> str:
    name = local_name(element.tag)
    if name in _SKIPPED or name.endswith("Pr"):
        return ""
    if name in _JOINED:
        return _JOINED[name].join(map(_grouped, _pieces(element)))
    if name in _LOWER_UPPER:
        return "".join(before + _grouped(piece) for before, piece in zip(("", "_", "^"), _pieces(element)))
    if name in {"rad", "msqrt"}:
        return "√" + _bracketed("".join(_text(child) for child in element if local_name(child.tag) != "deg"))
    inner = (element.text or "") if name in _LEAVES else ""
    inner += "".join(map(_text, element))
    if name in {"nary", "d"}:
        return _signed(element, name, inner)
    return inner + " " if name in {"mr", "mtr", "oMath"} else inner


def _signed(element: Any, name: str, inner: str) -> str:
    """An operator before what it works on, or brackets around it."""
    if name == "nary":
        pieces = _pieces(element)
        bounds = ((mark, piece) for piece in pieces for limit, mark in (("sub", "_"), ("sup", "^")) if local_name(piece.tag) == limit)
        limits = "".join(mark + text for mark, piece in bounds if (text := _grouped(piece)))
        rest = "".join(_text(piece) for piece in pieces if local_name(piece.tag) not in {"sub", "sup"})
        return f"{_sign(element, 'chr', '∫')}{limits} {rest}"
    return _sign(element, "begChr", "(") + inner + _sign(element, "endChr", ")")


def _pieces(element: Any) -> list[Any]:
    return [child for child in element if not local_name(child.tag).endswith("Pr")]


def _grouped(element: Any) -> str:
    return _bracketed(_text(element))


def _bracketed(text: str) -> str:
    plain = text.strip()
    return plain if len(plain) <= 1 or plain.isalnum() else f"({plain})"


def _sign(element: Any, name: str, usual: str) -> str:
    """The sign that a construction's properties name, the usual one where they name none."""
    for properties in element:
        if local_name(properties.tag).endswith("Pr"):
            for found in properties:
                if local_name(found.tag) == name:
                    return next((str(value) for key, value in found.attrib.items() if local_name(key) == "val"), "")
    return usual
