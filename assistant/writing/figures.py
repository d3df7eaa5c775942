"""Numbers and dates in figures, read as their language writes them, so that a quote and its translation can be compared.

What enters: a text and its language. What leaves: what its figures say, counted: "1.250,5" in German and "1,250.5" in English are one,
"6.12.2022" and "6 December 2022" are one. It deliberately reads no number in words but those after a figure ("2 million"), and guesses
nothing: what it reads differently is different.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from corpus.language import base_of

# A day with its month, a month, a value, or figures of another form ("14:30", "3.2.1") as they are.
Figures = Counter[tuple[str, object]]
# Languages that write 1,250.5; the others write 1.250,5 or 1 250,5.
_POINT = frozenset("en ga mt he th hi zh ja ko".split())
_MONTHS = {
    "en": "jan(uary)? feb(ruary)? mar(ch)? apr(il)? may june? july? aug(ust)? sept?(ember)? oct(ober)? nov(ember)? dec(ember)?",
    "sq": r"janar\w* shkurt\w* mars\w* prill\w* maj\w* qershor\w* korrik\w* gusht\w* shtator\w* tetor\w* nentor\w* dhjetor\w*",
    "sh": r"(januar\w{0,2}|sijecanj|sijecnja|јануар\w{0,2}) (februar\w{0,2}|veljac[ae]|фебруар\w{0,2}) (marta?|ozuj\w+|марта?)"
    r" (april\w{0,2}|travanj|travnja|април\w{0,2})"
    r" (maja?|svibanj|svibnja|маја?) (jun[ai]?|lipanj|lipnja|јун[аи]?) (jul[ai]?|srpanj|srpnja|јул[аи]?) (a[vu]gusta?|kolovoza?|августа?)"
    r" (sept?emba?ra?|rujna?|rujan|септемба?ра?) (okto\w{2,4}|listopada?|октоба?ра?) (novemba?ra?|studen\w{1,3}|новемба?ра?)"
    r" (decemba?ra?|prosinca?|prosinac|децемба?ра?)",
    "mk": "јануари фебруари март април мај јуни јули август септември октомври ноември декември",
    "de": "(jan(uar)?|janner)s? feb(ruar)?s? marz april mai juni juli august september oktober november dezember",
    "fr": "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "es": "enero febrero marzo abril mayo junio julio agosto sep?tiembre octubre noviembre diciembre",
}
_PATTERNS = {code: [re.compile(pattern) for pattern in patterns.split(" ")] for code, patterns in _MONTHS.items()}
# Months whose names are nothing else in any of these languages count without a figure beside them.
_PLAIN_MONTHS = frozenset({1, 8, 9, 10, 12})
_SCALES = [
    (10**3, re.compile(r"thousand|mije|hiljad\w*|tisuc\w*|хиљад\w*|илјад\w*|tausend|mille|mila|mil")),
    (10**6, re.compile(r"mn|mio|million|millions|milion\w*|milijun\w*|милион\w*|millionen|milione|milioni|millon|millones")),
    (10**9, re.compile(r"bn|billion|billions|miliard\w*|milijard\w*|милијард\w*|mrd|milliarden?|milliards|miliardo|miliardi")),
]
# "billion" is a million millions in these; a figure before it is left alone.
_LONG_SCALE = frozenset("de fr es it sq sh mk".split())
_JOINS = frozenset("and or dhe ose i ili и или und oder et ou e o y".split())
_BETWEEN = frozenset("st nd rd th of de di der er me the".split())
_NUMERIC_DATE = re.compile(
    r"(?<![\d.])(?:(?P<year>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)|(?P<day>\d{1,2})[./-] ?(?P<month>\d{1,2})[./-] ?(?P<of>\d{4}))(?!\d)"
)
_TOKEN = re.compile(r"\d{1,3}(?:[  \u202f'’]\d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,:]\d+)*|[^\W\d_]+")


def knows_months(language: str) -> bool:
    """Whether dates of a language can be read."""
    return base_of(language) in _PATTERNS


def figures(text: str, language: str) -> Figures:
    """What the figures of a text say, each as often as it stands there."""
    found: Figures = Counter()

    def dated(match: re.Match[str]) -> str:
        day, month, year = (int(match[one] or match[other]) for one, other in (("d", "day"), ("m", "month"), ("year", "of")))
        day, month = (month, day) if month > 12 >= day else (day, month)
        found.update([("date", (day, month)), ("number", Fraction(year))])
        return " ; "

    tokens: list[str] = _TOKEN.findall(_NUMERIC_DATE.sub(dated, text))
    months = {place: month for place, token in enumerate(tokens) if (month := _month(token, base_of(language)))}
    used: set[int] = set()
    for place, month in months.items():
        days = _days(tokens, place, used)
        used.update(days)
        beside = any(token[:1].isdigit() for token in tokens[max(0, place - 1) : place + 2])
        if days:
            found.update(("date", (int(tokens[day]), month)) for day in days)
        elif beside or month in _PLAIN_MONTHS:
            found["month", month] += 1
    for place, token in enumerate(tokens):
        if token[0].isdigit() and place not in used:
            found[_value(token, tokens[place + 1 : place + 3], base_of(language))] += 1
    return found


def _fold(word: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(letter))


def _month(word: str, language: str) -> int:
    """The number of a month's name; 0 for any other word. English "may" and "march" are months in capitals alone."""
    if word[0].isdigit() or (language == "en" and word.islower()):
        return 0
    folded = _fold(word)
    return next((number for number, pattern in enumerate(_PATTERNS.get(language, ()), 1) if pattern.fullmatch(folded)), 0)


def _days(tokens: Sequence[str], place: int, used: set[int]) -> list[int]:
    """The places of a month's days: before it, or, where there is none, after it; "8 and 10 July" has two."""
    for step in (-1, 1):
        days: list[int] = []
        at, between = place + step, _BETWEEN
        while 0 <= at < len(tokens) and at not in used:
            if _is_day(tokens[at]):
                days.append(at)
                between = _JOINS | _BETWEEN
            elif _fold(tokens[at]) not in between or not (0 <= at + step < len(tokens) and _is_day(tokens[at + step])):
                break
            at += step
        if days:
            return days
    return []


def _is_day(token: str) -> bool:
    return token.isdecimal() and len(token) <= 2 and 1 <= int(token) <= 31


def _value(token: str, after: Sequence[str], language: str) -> tuple[str, object]:
    value = _number(re.sub(r"[  \u202f'’]", "", token), "." if language in _POINT else ",")
    if value is None:
        return "figures", token
    for word in map(_fold, after):
        scale = next((scale for scale, pattern in _SCALES if pattern.fullmatch(word)), 0)
        if not scale or (language in _LONG_SCALE and word.startswith("billion")):
            break
        value *= scale
    return "number", value


def _number(token: str, mark: str) -> Fraction | None:
    """The value of a figure; None for what is no single number."""
    marks = [letter for letter in token if not letter.isdecimal()]
    parts = re.split(r"[.,:]", token)
    if not marks:
        return Fraction(int(token))
    grouped = len(parts[0]) <= 3 and all(len(part) == 3 for part in parts[1:])
    if len(set(marks)) == 1 and marks[0] != ":":
        if grouped and parts[0] != "0" and (len(marks) > 1 or marks[0] != mark):
            return Fraction(int("".join(parts)))
        return _decimal(parts[0], parts[1]) if len(parts) == 2 else None
    if ":" not in marks and marks.count(marks[-1]) == 1 and len(parts[0]) <= 3 and all(len(part) == 3 for part in parts[1:-1]):
        return _decimal("".join(parts[:-1]), parts[-1])
    return None


def _decimal(whole: str, part: str) -> Fraction:
    return Fraction(int(whole + part), 10 ** len(part))
