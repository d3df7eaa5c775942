"""What a machine translation must pass before it is shown, without a model.

What enters: a quote as a model was given it, what the model made of it, and both languages. What leaves: why it is withheld, or what of
it could not be checked. A translation with a figure more or less than its quote, in another language than was wanted, or with anything
that is no plain text, is withheld: a reader who does not know the quote's language could not tell. It deliberately claims nothing of the
meaning.
"""

import re
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from assistant.writing.figures import Figures, figures, knows_months
from assistant.writing.form import impure
from corpus.language import base_of, document_language, language_name, question_language
from index.words import fold

# A translation may be so much longer or shorter than its quote, in letters; one of two words varies more.
_LONGEST, _SHORTEST, _SPARE = 2.0, 0.4, 40
# A sign of these scripts says about as much as three letters.
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LETTERS_A_SIGN = 3
_WORD = re.compile(r"[^\W\d_]{4,}")
# So many of the quote's longer words unchanged are no translation, in whatever language the names are.
_UNCHANGED = 0.7
_FEWEST_WORDS = 4
_MONTH_NAMES = "January February March April May June July August September October November December".split()


@dataclass(frozen=True, slots=True)
class Judged:
    """`problem` is why a translation is not shown, `remark` what could not be checked of one that is; both plain words, or empty."""

    problem: str = ""
    remark: str = ""


def longest(quote: str) -> int:
    """So many letters a translation of a quote may have."""
    return int(_LONGEST * _letters(quote)) + _SPARE


def judged(quote: str, text: str, source: str, target: str) -> Judged:
    """What is wrong with a translation from one language into another."""
    language: str | None = ""
    problem = _malformed(quote, text) or (language := _language(text, target))
    if problem:
        return Judged(problem)
    if differing := _differing(quote, text, source, target):
        return Judged(f"its numbers or dates are not the quote's: {differing}")
    return Judged(remark=_unchecked(language is None, source, target))


def _malformed(quote: str, text: str) -> str:
    """Why a text is no translation by its form, whatever it says; empty where it may be one."""
    if not text:
        return "the model wrote nothing"
    if found := impure(text):
        return found
    if "[" in text or "]" in text:  # the model sees neither; a citation of its own making is none
        return "it holds markup"
    if _letters(text) > longest(quote) or _letters(text) < _SHORTEST * _letters(quote) - _SPARE:
        return "it is much longer or shorter than the quote"
    return "the model did not translate the quote" if _echoes(quote, text) else ""


def _letters(text: str) -> int:
    return len(text) + (_LETTERS_A_SIGN - 1) * len(_DENSE.findall(text))


def _echoes(quote: str, text: str) -> bool:
    said = {fold(word) for word in _WORD.findall(quote)}
    same = said & {fold(word) for word in _WORD.findall(text)}
    return len(said) >= _FEWEST_WORDS and len(same) >= _UNCHANGED * len(said)


def _language(text: str, target: str) -> str | None:
    """Why a text is not in the language wanted; empty where it is, None where it is too short to say."""
    found = document_language(text) or question_language(text)
    if not found:
        return None
    other_script = "-" in found and "-" in target and found != target and base_of(target) == "sh"
    if base_of(found) == base_of(target) and not other_script:
        return ""
    return f"it is not in {language_name(target)}"


def _differing(quote: str, text: str, source: str, target: str) -> str:
    """What stands in one of both and not in the other, in words; empty where the figures are the same."""
    before, after = figures(quote, source), figures(text, target)
    if not (knows_months(source) and knows_months(target)):  # a month whose name is unknown leaves its day a number
        before, after = (_without_months(counted) for counted in (before, after))
    if added := after - before:
        return f"it has {_said(added)}"
    return f"it lacks {_said(lacking)}" if (lacking := before - after) else ""


def _without_months(counted: Figures) -> Figures:
    """Days as plain numbers, and no months: what is left to compare where one language's months are not known."""
    plain: Figures = Counter()
    for (kind, value), times in counted.items():
        if isinstance(value, tuple):
            plain["number", Fraction(value[0])] += times
        elif kind != "month":
            plain[kind, value] += times
    return plain


def _said(counted: Figures) -> str:
    """The first of some figures, as people write it."""
    kind, value = next(iter(counted))
    if isinstance(value, tuple):
        return f"the date {value[0]} {_MONTH_NAMES[value[1] - 1]}" if 1 <= value[1] <= len(_MONTH_NAMES) else f"the date {value[0]}.{value[1]}."
    if kind == "month" and isinstance(value, int):
        return _MONTH_NAMES[value - 1]
    return f"{float(value):.12g}" if isinstance(value, Fraction) else str(value)


def _unchecked(unknown: bool, source: str, target: str) -> str:
    """What could not be checked of a translation that is shown."""
    left = ["its language, as it is too short"] if unknown else []
    left += [] if knows_months(source) and knows_months(target) else ["the months of its dates"]
    return f"could not be checked: {' and '.join(left)}" if left else ""
