"""Numbers as claims: a value, its unit, and how exact it is said to be.

What enters: the words of a text. What leaves: quantities, so that "seventy-seven percent" and "77 %" are one, and "more
than 500" and "500" are two. It deliberately rounds nothing: a number that was rounded is another number.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from assistant.writing.wording import Word

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_SMALL = {name: value for value, name in enumerate(_ONES)} | {
    name: 10 * value for value, name in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_SCALES = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "dozen": 12}
_SCALES |= {f"{name}s": value for name, value in _SCALES.items()} | {"mn": 10**6, "bn": 10**9, "m": 10**6}
_ORDINALS = {
    name: value
    for value, name in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth".split(), 1
    )
} | {"twentieth": 20, "thirtieth": 30, "hundredth": 100}
_TIMES: dict[str, Fraction | int] = {
    "once": 1, "twice": 2, "thrice": 3, "double": 2, "doubled": 2, "doubles": 2, "doubling": 2, "triple": 3, "tripled": 3, "triples": 3,
    "tripling": 3, "treble": 3, "trebled": 3, "quadrupled": 4, "half": Fraction(1, 2), "halved": Fraction(1, 2), "halves": Fraction(1, 2),
    "quarter": Fraction(1, 4), "twofold": 2, "threefold": 3, "tenfold": 10,
}  # fmt: skip
_MONEY = {"eur": "EUR", "€": "EUR", "euro": "EUR", "euros": "EUR", "gbp": "GBP", "£": "GBP", "pounds": "GBP", "sterling": "GBP", "usd": "USD"}
_MONEY |= {"$": "USD", "dollar": "USD", "dollars": "USD", "chf": "CHF", "francs": "CHF", "lek": "ALL", "leks": "ALL", "crowns": "crowns"}
_SPANS: dict[str, tuple[str, Fraction | int]] = {
    "minute": ("hours", Fraction(1, 60)),
    "hour": ("hours", 1),
    "day": ("hours", 24),
    "week": ("hours", 168),
    "fortnight": ("hours", 336),
}
_SPANS |= {"month": ("months", 1), "year": ("months", 12), "decade": ("months", 120), "century": ("months", 1200), "centuries": ("months", 1200)}
_MEASURES = {"kg": "kg", "kilogram": "kg", "kilo": "kg", "kilogramme": "kg", "tonne": "t", "ton": "t", "g": "g", "gram": "g", "km": "km"}
_MEASURES |= {"kilometre": "km", "kilometer": "km", "metre": "m", "meter": "m", "mile": "mi", "hectare": "ha", "litre": "l", "liter": "l"}
# How often something is, by the months between two times.
_EVERY: dict[str, Fraction | int] = {
    "annual": 12, "annually": 12, "yearly": 12, "quarterly": 3, "monthly": 1, "weekly": Fraction(7, 30), "daily": Fraction(1, 30),
    "fortnightly": Fraction(14, 30), "biennial": 24, "biennially": 24, "biannual": 6, "biannually": 6, "semiannual": 6, "semiannually": 6,
    "hourly": Fraction(1, 720), "nightly": Fraction(1, 30), "bimonthly": 2, "biweekly": Fraction(14, 30),
}  # fmt: skip
_PARTS = {"half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10}
_PARTS |= {f"{name}s": value for name, value in _PARTS.items() if name != "halves"}
# How exact a number is said to be, by the words before it; the longest first.
_BOUNDS = (
    ("<=", "no more than|not more than|no later than|not later than|at most|at the most|up to|a maximum of|within"),
    (">=", "no fewer than|no less than|not less than|not fewer than|at least|a minimum of"),
    ("~<", "almost|nearly|close to|just under|just below"),
    (">", "more than|greater than|higher than|over|above|exceeding|upwards of|just over"),
    ("<", "fewer than|less than|lower than|under|below"),
    ("=", "exactly|precisely"),
    ("~", "about|around|some|approximately|roughly|circa|an estimated|estimated"),
)
_BOUND = tuple((sign, re.compile(rf"(?:^|\s)(?:{words})(?:\s(?:the|a|an|some))?$")) for sign, words in _BOUNDS)
# What may be said of a number, by what its source says of it: as much, or less.
_WEAKER = {("~", ""), ("~", "~<"), ("~", "="), ("", "=")}
_APPROXIMATE = frozenset("about around some nearly almost only just least at over than more".split())
_DIRECTIONS = {"by", "to", "from"}


# A value, its unit, and the places of the first and last word it is made of.
_Read = tuple[Fraction, str, int, int]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with its unit; `bound` is how exact it is said to be, `direction` "by", "to" or "from", `first` and `last` its words."""

    value: Fraction
    unit: str
    bound: str
    direction: str
    first: int
    last: int

    def says(self, other: "Quantity") -> bool:
        """Whether it claims no more than another quantity does."""
        if (self.value, self.unit) != (other.value, other.unit):
            return False
        turned = {self.direction, other.direction} == {"by", "to"}
        return not turned and (self.bound == other.bound or (self.bound, other.bound) in _WEAKER)


def quantities(words: Sequence[Word], taken: frozenset[int] = frozenset()) -> list[Quantity]:
    """Every quantity among words; `taken` are the places of words that are parts of dates."""
    found, place = [], 0
    while place < len(words):
        read = None if place in taken else _read(words, place, taken)
        if read is None:
            place += 1
            continue
        value, unit, first, last = read
        before = [word.lower for word in words[max(0, first - 4) : first]]
        found.append(Quantity(value, unit, _bound(before), _direction(before), first, last))
        place = last + 1
    return found


def _read(words: Sequence[Word], place: int, taken: frozenset[int]) -> _Read | None:
    """The value and unit that begin at a word, with the places of the first and last word they are made of."""
    lower = words[place].lower
    if share := _share(words, place):
        return share
    if lower in {"every", "each"} and place + 1 < len(words) and words[place + 1].lower in _SPANS:
        return _often(words, place, Fraction(1), place - 1)
    if lower in _EVERY and _before(words, place) not in _TIMES:
        return 1 / Fraction(_EVERY[lower]), "a month", place, place
    if lower in _TIMES:
        return _often(words, place, Fraction(_TIMES[lower]), place)
    if lower in _ORDINALS and not (lower == "second" and _before(words, place).isdigit()):
        return Fraction(_ORDINALS[lower]), "ordinal", place, place
    number = _number(words, place, taken)
    return _counted(words, place, *number) if number is not None else None


def _share(words: Sequence[Word], place: int) -> _Read | None:
    """ "one in ten", "a third of", "two thirds", as a percentage; "one third party" is none."""
    top = Fraction(1) if words[place].lower == "a" else Fraction(_SMALL.get(words[place].lower, 0))
    following = [word.lower for word in words[place + 1 : place + 4]]
    if not top or not following:
        return None
    bottom = _SMALL.get(following[1], 0) if len(following) > 1 else 0
    if following[0] == "in" and bottom > top and words[place].lower != "a" and following[2:3] not in (["hundred"], ["thousand"]):
        return 100 * top / bottom, "%", place, place + 2
    of = following[1:2] == ["of"] or top > 1
    return (100 * top / _PARTS[following[0]], "%", place, place + 1) if following[0] in _PARTS and of else None


def _counted(words: Sequence[Word], place: int, value: Fraction, last: int) -> _Read:
    """A number with what is counted or measured."""
    following = words[last + 1].lower if last + 1 < len(words) else ""
    if following in {"st", "nd", "rd", "th"} and words[last + 1].start == words[last].end:
        return value, "ordinal", place, last + 1
    if following == "times":
        return _often(words, place, value, last + 1)
    return _percentage(words, place, value, last) or _measured(words, place, value, last)


def _percentage(words: Sequence[Word], place: int, value: Fraction, last: int) -> _Read | None:
    following = [word.lower for word in words[last + 1 : last + 4]]
    for sign in (["%"], ["percent"], ["per", "cent"]):
        if following[: len(sign)] == sign:
            points = following[len(sign) : len(sign) + 1] in (["point"], ["points"])
            return value, "points" if points else "%", place, last + len(sign)
    return (value, "points", place, last + 2) if following[:2] == ["percentage", "points"] else None


def _measured(words: Sequence[Word], place: int, value: Fraction, last: int) -> _Read:
    """A number with money, a length of time or a measure; with nothing where none of these stands beside it."""
    before, following = _before(words, place), words[last + 1].lower if last + 1 < len(words) else ""
    unit = following.removesuffix("s")
    if before in _MONEY:
        return value, _MONEY[before], place - 1, last
    if following in _MONEY:
        return value, _MONEY[following], place, last + 1
    if span := _SPANS.get(unit) or _SPANS.get(following):
        return value * Fraction(span[1]), span[0], place, last + 1
    return (value, _MEASURES[unit], place, last + 1) if unit in _MEASURES else (value, "", place, last)


def _often(words: Sequence[Word], place: int, value: Fraction, last: int) -> _Read:
    """ "twice" and "two times", by themselves or "a year"."""
    following = [word.lower for word in words[last + 1 : last + 3]]
    if len(following) == 2 and following[0] in {"a", "per", "each", "every"} and following[1] in _SPANS:
        kind, size = _SPANS[following[1]]
        months = Fraction(size) if kind == "months" else Fraction(size) / 720
        return value / months, "a month", place, last + 2
    if following[:1] and following[0] in _EVERY:  # "twice yearly"
        return value / Fraction(_EVERY[following[0]]), "a month", place, last + 1
    if last < place and words[place + 1].lower in _SPANS:  # "every year"
        kind, size = _SPANS[words[place + 1].lower]
        return value / (Fraction(size) if kind == "months" else Fraction(size) / 720), "a month", place, place + 1
    return value, "times", place, last


def _number(words: Sequence[Word], place: int, taken: frozenset[int]) -> tuple[Fraction, int] | None:
    """The number that begins at a word, in figures or in words, and the place of its last word."""
    word = words[place]
    if word.digits:
        value = _figure(word.text)
        if value is None:
            return None
        return _scaled(words, place, value)
    if word.lower in {"a", "an"} and place + 1 < len(words) and words[place + 1].lower in _SCALES and len(words[place + 1].lower) > 2:
        return _scaled(words, place, Fraction(1))
    if word.lower not in _SMALL or (word.lower == "one" and _is_pronoun(words, place)):
        return None
    value, last = Fraction(_SMALL[word.lower]), place
    if value >= 20 and value % 10 == 0 and place + 1 < len(words) and 0 < _SMALL.get(words[place + 1].lower, 0) < 10 and place + 1 not in taken:
        value, last = value + _SMALL[words[place + 1].lower], place + 1
    return _scaled(words, last, value)


def _scaled(words: Sequence[Word], last: int, value: Fraction) -> tuple[Fraction, int]:
    while last + 1 < len(words) and words[last + 1].lower in _SCALES:
        if words[last + 1].lower == "m" and words[last].lower in {"a", "p"}:
            break
        value, last = value * _SCALES[words[last + 1].lower], last + 1
    return value, last


def _figure(text: str) -> Fraction | None:
    """The value of digits; None where they are a time, a fraction or a number of a law, which only stand for themselves."""
    plain = text.replace(" ", "")
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", plain):
        plain = plain.replace(",", "")
    if re.fullmatch(r"\d+,\d{1,2}", plain):
        plain = plain.replace(",", ".")
    return Fraction(plain) if re.fullmatch(r"\d+(?:\.\d+)?", plain) else None


def _is_pronoun(words: Sequence[Word], place: int) -> bool:
    """Whether "one" stands for a thing and counts nothing: "no one", "the one", "one of", "one another"."""
    after = words[place + 1].lower if place + 1 < len(words) else ""
    return _before(words, place) in {"no", "the", "this", "that", "any", "every", "each", "safer"} or after in {"", "another", "that", "which", "who"}


def _before(words: Sequence[Word], place: int) -> str:
    return words[place - 1].lower if place else ""


def _bound(before: Sequence[str]) -> str:
    text = " ".join(before).removesuffix(" eur").removesuffix(" gbp")
    return next((sign for sign, pattern in _BOUND if pattern.search(text)), "")


def _direction(before: Sequence[str]) -> str:
    plain = [
        word for word in before if word not in {"about", "around", "some", "nearly", "almost", "only", "just", "least", "at", "over", "than", "more"}
    ]
    return plain[-1] if plain and plain[-1] in _DIRECTIONS else ""
