"""Quotes to verify: altered as quotes are altered, and honest ones re-typed as people and programs do.

What enters: a document, a stretch of it, and a random generator. What leaves: the stretch changed in one way, or None where that
way does not apply. It deliberately checks nothing: the benchmark leaves out what happens to stand after all.
"""

import random
import re
import unicodedata
from collections.abc import Callable

Change = Callable[[str, str, random.Random], str | None]

_NUMBER = re.compile(r"\d[\d.,]*\d|\d")
_MONTHS = "January February March April May June July August September October November December".split()
_MODALS = "should shall may must can could will would might".split()
_UNIT_PAIRS = """
    kilometres:miles km:miles miles:kilometres metres:feet feet:metres million:billion billion:million %:‰ percent:thousand years:months
    days:weeks months:years weeks:days euro:dollar EUR:USD dollars:euros hours:minutes minutes:hours thousand:million $:€ m:km century:decade
    decades:centuries centuries:decades acres:hectares tons:pounds inches:feet
"""
_UNITS = [tuple(pair.split(":")) for pair in _UNIT_PAIRS.split()]
_AUXILIARIES = "is are was were will would can could should shall may must has have had does did do".split()
_TAILS = """
    and this was welcomed by everybody present
    which has never been disputed since
    as the minister herself confirmed later
    and nobody objected to it at the time
    even though the costs were far too high
    with immediate effect
    without any further conditions attached
    according to several independent experts
""".strip().splitlines()
_LOOKS_LIKE = dict(zip("aeopcx", "аеорсх"))
_POINTING = frozenset("such both ones here there this that these those their they them".split())
_SMALL = frozenset("the a an of in on at to and or for by with as is was were are be it its that this from which had has have not".split())


def _words(text: str) -> list[re.Match[str]]:
    return list(re.finditer(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", text))


def _put(text: str, match: re.Match[str], new: str) -> str:
    return text[: match.start()] + new + text[match.end() :]


def _content(text: str) -> list[re.Match[str]]:
    return [match for match in _words(text) if len(match[0]) > 3 and match[0].lower() not in _SMALL]


def number(quote: str, document: str, rng: random.Random) -> str | None:
    found = [match for match in _NUMBER.finditer(quote) if not (len(match[0]) == 4 and match[0].isdigit())]
    if not found:
        return None
    chosen = rng.choice(found)
    if "," in chosen[0] and rng.random() < 0.4:
        return _put(quote, chosen, chosen[0].replace(",", rng.choice([".", ""])))
    place = rng.choice([at for at, letter in enumerate(chosen[0]) if letter.isdigit()])
    digit = rng.choice([other for other in "123456789" if other != chosen[0][place]])
    return _put(quote, chosen, chosen[0][:place] + digit + chosen[0][place + 1 :])


def date(quote: str, document: str, rng: random.Random) -> str | None:
    found = list(re.finditer(rf"\b(?:{'|'.join(_MONTHS)})\b|\b(?:1[0-9]|20)\d\d\b", quote))
    if not found:
        return None
    chosen = rng.choice(found)
    if chosen[0].isdigit():
        return _put(quote, chosen, str(int(chosen[0]) + rng.choice([-10, -2, -1, 1, 2, 10])))
    return _put(quote, chosen, rng.choice([month for month in _MONTHS if month != chosen[0]]))


def negation(quote: str, document: str, rng: random.Random) -> str | None:
    dropped = list(re.finditer(r"\b(?:not|never) |(?<=\w)n['’]t\b", quote))
    added = [match for match in _words(quote) if match[0] in _AUXILIARIES and not quote[match.end() :].startswith((" not", "n"))]
    if dropped and (rng.random() < 0.5 or not added):
        return _put(quote, rng.choice(dropped), "")
    return _put(quote, chosen := rng.choice(added), chosen[0] + rng.choice([" not", " never"])) if added else None


def name(quote: str, document: str, rng: random.Random) -> str | None:
    def named(text: str) -> list[re.Match[str]]:
        capital = [match for match in _words(text) if match[0][0].isupper() and len(match[0]) > 3 and match.start()]
        return [match for match in capital if text[match.start() - 2] not in ".!?\n"]

    own, others = named(quote), sorted({match[0] for match in named(document[:20_000])})
    if not own or not others:
        return None
    chosen, other = rng.choice(own), rng.choice(others)
    return None if other.lower() == chosen[0].lower() else _put(quote, chosen, other)


def unit(quote: str, document: str, rng: random.Random) -> str | None:
    pairs = [(match, new) for old, new in _UNITS for match in re.finditer(rf"(?<![^\W\d_]){re.escape(old)}(?![^\W\d_])", quote)]
    pairs = [(match, new) for match, new in pairs if len(match[0]) > 2 or quote[: match.start()].rstrip()[-1:].isdigit() or match[0] == "$"]
    return _put(quote, *rng.choice(pairs)) if pairs else None


def modal(quote: str, document: str, rng: random.Random) -> str | None:
    found = [match for match in _words(quote) if match[0] in _MODALS]
    return _put(quote, chosen := rng.choice(found), rng.choice([other for other in _MODALS if other != chosen[0]])) if found else None


def order(quote: str, document: str, rng: random.Random) -> str | None:
    content = _content(quote)
    if len(content) < 2:
        return None
    place = rng.randrange(len(content) - 1)
    one, other = content[place], content[place + rng.choice([1, min(2, len(content) - 1 - place)])]
    if one[0].lower() == other[0].lower():
        return None
    return quote[: one.start()] + other[0] + quote[one.end() : other.start()] + one[0] + quote[other.end() :]


def tail(quote: str, document: str, rng: random.Random) -> str | None:
    return f"{quote.rstrip('.!?')}{rng.choice([' ', ', '])}{rng.choice(_TAILS).strip()}."


def word(quote: str, document: str, rng: random.Random) -> str | None:
    found, others = _content(quote), sorted({match[0] for match in _content(document[:20_000]) if match[0].islower()})
    if not found or not others:
        return None
    chosen, other = rng.choice(found), rng.choice(others)
    return None if other.lower() == chosen[0].lower() else _put(quote, chosen, other)


def dropped_word(quote: str, document: str, rng: random.Random) -> str | None:
    inner = [match for match in _content(quote) if match.start() and match.end() < len(quote) - 1]
    found = [match for match in inner if quote[match.start() - 1] == " " == quote[match.end()]]
    return quote[: (chosen := rng.choice(found)).start()] + quote[chosen.end() + 1 :] if found else None


def hidden_negation(quote: str, document: str, rng: random.Random) -> str | None:
    found = list(re.finditer(r"\b(?:not|never) ", quote))
    return _put(quote, rng.choice(found), rng.choice(["[…] ", "... ", "… "])) if found else None


def bracketed_name(quote: str, document: str, rng: random.Random) -> str | None:
    changed = name(quote, document, rng)
    if changed is None:
        return None
    if any(not match[0].islower() and match[0].lower() in _POINTING for match in _words(quote)):
        return None  # "such" may be replaced by a name
    first = next(at for at, (a, b) in enumerate(zip(quote, changed)) if a != b)
    other = next((match for match in _words(changed) if match.start() <= first < match.end()), None)
    return _put(changed, other, f"[{other[0]}]") if other else None


def homoglyph(quote: str, document: str, rng: random.Random) -> str | None:
    found = [at for at, letter in enumerate(quote) if letter in _LOOKS_LIKE]
    return quote[: (at := rng.choice(found))] + _LOOKS_LIKE[quote[at]] + quote[at + 1 :] if found else None


def small_name(quote: str, document: str, rng: random.Random) -> str | None:
    if quote.isupper():
        return None  # a heading in capitals, where no case tells a name
    found = [match for match in _words(quote) if match[0][0].isupper() and match[0].lower() != match[0] and re.search(r"\w", quote[: match.start()])]
    return _put(quote, chosen := rng.choice(found), chosen[0].lower()) if found else None


ALTERED: dict[str, Change] = {
    "number": number, "date": date, "negation": negation, "name": name, "unit": unit, "modal verb": modal, "word order": order, "invented tail": tail,
    "word replaced": word, "word dropped": dropped_word, "negation behind an ellipsis": hidden_negation, "other name in brackets": bracketed_name,
    "letter of another alphabet": homoglyph, "name in lower case": small_name,
}  # fmt: skip


# Honest changes, to the quote or, where it says so, to the document.


def _split(quote: str, rng: random.Random, hyphen: str, letters: int = 7) -> str:
    long = [match for match in re.finditer(r"(?<![\w'’-])[^\W\d_]+(?![\w'’-])", quote) if len(match[0]) >= letters and match[0].islower()]
    for match in sorted(rng.sample(long, min(len(long), 3)), key=lambda found: -found.start()):
        at = match.start() + rng.randrange(3, len(match[0]) - 2)
        quote = quote[:at] + hyphen + quote[at:]
    return quote


def line_broken(quote: str, rng: random.Random) -> str:
    before, after = quote[: len(quote) - len(quote.lstrip())], quote[len(quote.rstrip()) :]
    width, lines, line = rng.randrange(30, 80), [""], 0
    for part in quote.split():
        if lines[line] and len(lines[line]) + len(part) > width:
            lines.append("")
            line += 1
        lines[line] += f" {part}" if lines[line] else part
    return before + "\n".join(lines) + after


def other_marks(quote: str, rng: random.Random) -> str:
    straight = re.sub("[“”„«»]", '"', quote).replace("’", "'").replace("‘", "'")
    if straight != quote and rng.random() < 0.6:
        return straight
    curled = re.sub(r'(^|[\s(\[])"', r"\1“", straight).replace('"', "”")
    return re.sub(r"(^|[\s(\[“])'", r"\1‘", curled).replace("'", "’")


def other_dashes(quote: str, rng: random.Random) -> str:
    return re.sub(r"\s*[–—]\s*|(?<=\w)\s+-\s+(?=\w)", lambda match: rng.choice(["–", "—", " – ", " — ", " - "]), quote)


def ligatures(quote: str, rng: random.Random) -> str:
    return quote.replace("ffi", "ﬃ").replace("fi", "ﬁ").replace("fl", "ﬂ").replace("ff", "ﬀ")


def other_spaces(quote: str, rng: random.Random) -> str:
    return re.sub(" ", lambda match: rng.choice([" ", " ", "\u00a0", "\u2009", "  ", "\u202f"]), quote)


def invisible(quote: str, rng: random.Random) -> str:
    return _split(quote, rng, rng.choice(["\u200b", "\ufeff", "\u2060"]))


def final_stop(quote: str, rng: random.Random) -> str:
    return quote[:-1] if quote.endswith(".") else quote if quote[-1] in "?!" else f"{quote}."


def comma_for_stop(quote: str, rng: random.Random) -> str:
    return f"“{quote[:-1]},”" if quote.endswith(".") and not quote.endswith("..") else f"“{quote}”"


def marks_around(quote: str, rng: random.Random) -> str:
    opening, closing = rng.choice(["“”", '""', "‘’", "«»", "„“", "''"])
    return f"{opening}{quote}{closing}"


_NOT = frozenset("not no never neither nor none without nothing nobody cannot".split())


def left_out(quote: str, rng: random.Random) -> str | None:
    parts = quote.split(" ")
    if len(parts) < 16:
        return None
    first = rng.randrange(4, len(parts) - 10)
    last = rng.randrange(first + 4, len(parts) - 4)
    ends = (parts[first], parts[last - 1])
    if any(re.sub(r"\W", "", part.lower()) in _NOT or part.endswith(("n't", "n’t")) for part in ends):
        return None  # that would be no honest ellipsis
    mark = rng.choice(["[…]", "[...]", "(…)", "…", "...", "[ . . . ]"])
    return " ".join([*parts[:first], mark, *parts[last:]])


def capital_in_brackets(quote: str, rng: random.Random) -> str | None:
    first = quote[0]
    return f"[{first.swapcase()}]{quote[1:]}" if first.isalpha() and first.swapcase() != first and quote[1:2].isalpha() else None


_PRONOUNS = frozenset("he she it they him them his their its".split())


def inserted(quote: str, rng: random.Random) -> str | None:
    found = [match for match in _words(quote) if match[0] in _PRONOUNS and quote[match.end() : match.end() + 1] == " "]
    if found and rng.random() < 0.7:
        return _put(quote, rng.choice(found), rng.choice(["[the ministers]", "[the committee]", "[the author]", "[the city]", "[Dr Halvorsen]"]))
    gaps = list(re.finditer(r"(?<=[^\W\d_]) (?=[^\W\d_])", quote))
    return _put(quote, rng.choice(gaps), rng.choice([" [sic] ", " [as it was then called] ", " [emphasis added] "])) if gaps else None


def emphasis(quote: str, rng: random.Random) -> str:
    content = _content(quote)
    for match in sorted(rng.sample(content, min(2, len(content))), key=lambda found: -found.start()):
        quote = _put(quote, match, rng.choice(["**{}**", "*{}*", "_{}_", "***{}***"]).format(match[0]))
    return quote


def marked_down(text: str, rng: random.Random) -> str:
    content = _content(text)
    for match in sorted(rng.sample(content, min(5, len(content))), key=lambda found: -found.start()):
        text = _put(text, match, rng.choice(["**{}**", "*{}*", "_{}_", "[{}](https://example.org/a_(b))", "[{}](page.md)"]).format(match[0]))
    return text


def footnoted(text: str, rng: random.Random) -> str:
    return re.sub(r"(?<=[a-z]{3})([.,]?)(?= )", lambda match: match[1] + rng.choice(["", "", "", "", "¹", "²³"]), text)


def from_pdf(text: str, rng: random.Random) -> str:
    return ligatures(_split(line_broken(text, rng), rng, rng.choice(["-\n", "\u00ad", "\x02", "-\r\n"])), rng)


HONEST: dict[str, Callable[[str, random.Random], str | None]] = {
    "as it is": lambda quote, rng: quote,
    "lines broken": line_broken,
    "hyphens at line ends": lambda quote, rng: _split(line_broken(quote, rng), rng, rng.choice(["-\n", "-\r\n", "‐\n", "- \n"])),
    "hyphen and space": lambda quote, rng: _split(quote, rng, "- "),
    "soft hyphens": lambda quote, rng: _split(quote, rng, "\u00ad"),
    "other quotation marks": other_marks,
    "other dashes": other_dashes,
    "decomposed letters": lambda quote, rng: unicodedata.normalize("NFD", quote),
    "ligatures": ligatures,
    "other spaces": other_spaces,
    "invisible characters": invisible,
    "final stop": final_stop,
    "comma inside the marks": comma_for_stop,
    "marks around": marks_around,
    "ellipsis": left_out,
    "letter in brackets": capital_in_brackets,
    "insertion": inserted,
    "emphasis added": emphasis,
    "several at once": lambda quote, rng: marks_around(other_spaces(ligatures(_split(other_marks(quote, rng), rng, "-\n"), rng), rng), rng),
}
# The document set otherwise, the quote as it was.
DOCUMENT_SIDE: dict[str, Callable[[str, random.Random], str]] = {
    "document: Markdown": marked_down,
    "document: from a PDF": from_pdf,
    "document: decomposed": lambda text, rng: unicodedata.normalize("NFD", text),
    "document: footnote marks": footnoted,
}
