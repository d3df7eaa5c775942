"""Names as claims.

What enters: the words of a sentence and of its quotes. What leaves: the names of the sentence that no quote has, or that are
put together of two names. Demonyms and a few names of states and unions count as the same name. It deliberately knows no
persons and no places: a word with a capital is a name unless the quotes have it without one.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.writing.wording import Word
from index.words import STOP_WORDS

_MANY = (
    (("united", "kingdom"), "uk"),
    (("great", "britain"), "uk"),
    (("european", "union"), "eu"),
    (("united", "states", "of", "america"), "usa"),
    (("united", "states"), "usa"),
    (("united", "nations"), "un"),
    (("north", "macedonia"), "macedonia"),
    (("north", "macedonian"), "macedonia"),
)
_ONE = {
    "britain": "uk", "british": "uk", "u.k": "uk", "us": "usa", "america": "usa", "american": "usa", "americans": "usa", "turkey": "turkiye",
    "turkish": "turkiye", "france": "france", "french": "france", "germany": "germany", "german": "germany", "germans": "germany",
    "spain": "spain", "spanish": "spain", "greece": "greece", "greek": "greece", "greeks": "greece", "poland": "poland", "polish": "poland",
    "denmark": "denmark", "danish": "denmark", "sweden": "sweden", "swedish": "sweden", "switzerland": "swiss", "ireland": "ireland",
    "irish": "ireland", "netherlands": "dutch", "kosovar": "kosovo", "kosovars": "kosovo", "slovene": "slovenia", "slovenes": "slovenia",
    "macedonian": "macedonia", "macedonians": "macedonia", "montenegrin": "montenegro", "montenegrins": "montenegro", "serb": "serbia",
    "serbs": "serbia", "serbian": "serbia", "croat": "croatia", "croatian": "croatia", "syria": "syria", "syrians": "syria", "afghans": "afghanistan",
    "afghan": "afghanistan", "europe": "europe", "european": "europe", "europeans": "europe", "italy": "italy", "italian": "italy",
    "balkan": "balkans", "franco": "france", "anglo": "uk", "greco": "greece", "turco": "turkiye", "serbo": "serbia", "italo": "italy",
}  # fmt: skip
_DEMONYMS = ("ians", "ian", "ans", "an", "ese", "s")
# What stands before a name and tells nothing of whose it is.
_TITLES = frozenset("mr mrs ms dr prof sir madam".split())
# How participles and general nouns end; no name does.
_ENDINGS = ("ing", "ed", "tion", "tions", "ment", "ments", "ness", "ance", "ances", "ences", "ities", "ity", "ings")
# Words between the parts of one name.
_LINKS = frozenset("of the and for de la von der van".split())
# What may open a sentence, beside function words, and is no name.
_OPENERS = frozenset(
    """
    according after all although among any apart around at before both during each every everyone finally further furthermore given
    however later more moreover most no none nobody nothing not now once one only others over overall several since some still such talks
    thus together two three under unlike until while with within without about across against between despite building many much
    those three four five six seven eight nine ten eleven twelve fifteen sixteen twenty thirty forty fifty sixty seventy eighty ninety hundred
    officials ministers leaders governments countries people authorities participants states members experts data money funding arrivals
    its their other another first second third today yesterday nearly almost fewer less least additionally similarly specifically instead
    thanks following owing due given as regarding concerning
    """.split()
)
_MONTHS_AND_DAYS = frozenset(
    """
    january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec
    monday tuesday wednesday thursday friday saturday sunday eur gbp usd
    """.split()
)


def unknown_names(written: Sequence[Word], quoted: Sequence[Word]) -> list[str]:
    """Names of a sentence that no quote has."""
    plain = {word.lower for word in quoted if not word.capital} | {word.stem for word in quoted if not word.capital}
    known = {name for name, _, _ in _names(quoted)} | {name for word in quoted for name in _forms(word.lower)}
    missing = []
    for name, first, last in _names(written):
        word = written[first]
        opener = {word.lower, word.stem} & (plain | _OPENERS | STOP_WORDS) or _is_participle(written, first)
        if first == last and word.opens and opener:
            continue
        if not known & {name, *_forms(name)}:
            missing.append(" ".join(part.text for part in written[first : last + 1]))
    return missing


def joined_names(written: Sequence[Word], quoted: Sequence[Word]) -> list[str]:
    """Neighbouring names of a sentence that the quotes have, but never in one name: "Angela May"."""
    beside: set[tuple[str, str]] = set()
    for run in _runs(quoted):
        beside |= {(one, other) for place, one in enumerate(run) for other in run[place + 1 :]}
    plain = {word.lower for word in quoted if not word.capital} | {word.stem for word in quoted if not word.capital}
    kept = [word for word in written if not (word.opens and ({word.lower, word.stem} & plain or word.lower.endswith(("ing", "ed"))))]
    return [f"{one.title()} {other.title()}" for run in _runs(kept) for one, other in pairwise(run) if (one, other) not in beside]


def name_places(words: Sequence[Word]) -> Iterator[tuple[str, int, int]]:
    """Each name with the places of its first and last word."""
    yield from _names(words)


def entities(words: Sequence[Word]) -> Iterator[tuple[frozenset[str], int, int]]:
    """Names that stand side by side as one: all its parts, and the places of its first and last word."""
    parts: set[str] = set()
    begin = end = -2
    for name, first, last in _names(words):
        if words[first].opens and words[first].lower in _OPENERS:
            continue
        if first != end + 1 or words[first].part:
            if parts:
                yield frozenset(parts), begin, end
            parts, begin = set(), first
        parts.add(name)
        end = last
    if parts:
        yield frozenset(parts), begin, end


def _names(words: Sequence[Word]) -> Iterator[tuple[str, int, int]]:
    """Words with a capital that name something, states and unions of several words as one."""
    place = 0
    while place < len(words):
        many = next((each for each in _MANY if tuple(word.lower for word in words[place : place + len(each[0])]) == each[0]), None)
        if many and words[place].capital:
            yield many[1], place, place + len(many[0]) - 1
            place += len(many[0])
            continue
        word = words[place]
        if _is_name(word):
            yield canonical(word.lower), place, place
        place += 1


def _is_participle(words: Sequence[Word], place: int) -> bool:
    """Whether the first word of a sentence ends like "Compared" or "Negotiations" and stands before no name."""
    word = words[place]
    following = words[place + 1] if place + 1 < len(words) else None
    return len(word.lower) > 5 and word.lower.endswith(_ENDINGS) and following is not None and not following.capital


def _is_name(word: Word) -> bool:
    if not any(letter.isupper() for letter in word.text) or word.lower in _MONTHS_AND_DAYS | _TITLES:
        return False
    return word.lower not in STOP_WORDS or (len(word.text) > 1 and word.text.isupper())


def canonical(lower: str) -> str:
    """One name for a state, its people and its adjective."""
    if lower in _ONE:
        return _ONE[lower]
    plural = lower.removesuffix("s") if lower.endswith("ans") else lower
    return plural.removesuffix("n") if plural.endswith("ian") and len(plural) > 5 else lower


def _forms(lower: str) -> set[str]:
    """A name with and without the endings that make a people or an adjective of it; "Albania", "Albanian" and "Albanians" meet."""
    forms = {lower, canonical(lower)}
    for ending in _DEMONYMS:
        if lower.endswith(ending) and len(lower) - len(ending) >= 4:
            forms.add(lower.removesuffix(ending) + "*")
    forms.add(lower.removesuffix("a").removesuffix("e").removesuffix("i") + "*" if len(lower) > 5 else lower)
    return forms


def _runs(words: Sequence[Word]) -> Iterator[list[str]]:
    """Names that stand side by side, without titles; each a list of canonical names."""
    run: list[str] = []
    last = -2
    for name, first, end in _names(words):
        between = [word.lower for word in words[last + 1 : first]]
        owner = last >= 0 and len(words[last].text) < words[last].end - words[last].start  # "Albania's Minister"
        joined = last >= 0 and not owner and first - last <= 3 and not any(word.part or word.opens for word in words[last + 1 : first + 1])
        if not (joined and all(word in _LINKS - {"and"} | _TITLES for word in between)) or (words[first].opens and name in _OPENERS):
            if len(run) > 1:
                yield run
            run = []
        if not (words[first].opens and words[first].lower in _OPENERS):
            run = [*run, name]
        last = end
    if len(run) > 1:
        yield run
