"""Words that change what a sentence says.

What enters: the words of a quote and of the document beside them, lower case. What leaves: the kind of change. It
deliberately knows closed lists only, for English and, where they are few, for its neighbours; a word in no list is a word.
"""

from collections.abc import Callable, Sequence

from assistant.proof.typesetting import UNITS, lower

NEGATIONS = frozenset(
    "not no never neither nor none nobody nothing nowhere without cannot nicht kein keine nie ne pas jamais non nuk nije nema".split()
)
MODALS = frozenset("should shall may must can could might will would ought need needs".split())
MONTHS = "january february march april may june july august september october november december".split()
_DAYS = "monday tuesday wednesday thursday friday saturday sunday yesterday today tomorrow".split()
DATES = frozenset((*MONTHS, *(month[:3] for month in MONTHS), "sept", *_DAYS))
# From one on, and from twenty on.
ONES = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
NUMBERS = frozenset((*ONES, *TENS, *_ORDINALS, *"zero hundred half twice double triple dozen".split()))
_UNIT_NAMES = """
    percent per thousand million billion trillion hundreds thousands millions billions kilometre kilometres kilometer kilometers metre
    metres meter meters mile miles foot feet inch inches yard yards acre acres hectare hectares tonne tonnes ton tons kilogram
    kilograms gram grams pound pounds litre litres liter liters euro euros dollar dollars crown crowns franc francs second seconds
    minute minutes hour hours day days week weeks month months year years decade decades century centuries megawatt megawatts
    gigawatt gigawatts kilowatt kilowatts degrees celsius fahrenheit € $ £ ¥
"""
UNIT_NAMES = frozenset(_UNIT_NAMES.split()) | {lower(unit) for unit in UNITS if len(unit) > 1 or unit in "%‰"}
# What an editor may put something clearer in place of, in square brackets.
_POINTERS = """
    i we you he she it they me us him her them his hers its their theirs our ours your my mine this that these those who whom whose which what there
    here then such both one ones the a an is are was were be been has have had do does did
"""
POINTERS = frozenset(_POINTERS.split())
_CONJUNCTIONS = frozenset("and or but that which who to because while when if as".split())
_DETERMINERS = frozenset("the this that these those his her its their our your my such both a an".split())
# An editor's insertion replaces a word or a short phrase, no sentence.
MAX_REPLACED_WORDS = 4
# So few words left out that a negation among them is what was left out.
_FEW_WORDS = 3


def negations(words: Sequence[str]) -> list[str]:
    """The negations among words."""
    return sorted(word if word in NEGATIONS else "n't" for word in words if word in NEGATIONS or word.endswith("n't"))


def is_unit(atom: str) -> bool:
    """Whether an atom is a unit's name or sign."""
    return lower(atom) in UNIT_NAMES


def is_number(word: str) -> bool:
    """Whether a word states a number."""
    return word in NUMBERS or any(map(str.isdigit, word))


def kind_of_change(quoted: Sequence[str], found: Sequence[str], near: Sequence[str] = ()) -> str:
    """What a change of words is, of the words as written: "negation", "date", "number", "unit", "modal", "name" or "word".

    `near` are the words around it, which tell a date's day from a count.
    """
    small, other = [lower(word) for word in quoted], [lower(word) for word in found]
    around = {lower(word) for word in (*quoted, *found, *near) if word != "may"}
    if negations(small) != negations(other):
        return "negation"
    if _differ(small, other, is_number):
        return "date" if around & DATES or _are_years(small, other) else "number"
    if _differ(quoted, found, lambda word: lower(word) in MODALS and word != "May"):
        return "modal"
    if _differ(quoted, found, lambda word: lower(word) in DATES and word != "may"):
        return "date"
    if _differ(small, other, lambda word: word in UNIT_NAMES):
        return "unit"
    return "name" if _differ(quoted, found, _is_name) else "word"


def _are_years(quoted: Sequence[str], found: Sequence[str]) -> bool:
    """Whether the numbers of both sides are years, as far as they have any."""
    sides = [[word for word in side if any(map(str.isdigit, word))] for side in (quoted, found)]
    return any(sides) and all(len(word) == 4 and word.isdigit() and "1000" <= word <= "2199" for side in sides for word in side)


def _differ(quoted: Sequence[str], found: Sequence[str], chosen: Callable[[str], bool]) -> bool:
    return sorted(filter(chosen, quoted)) != sorted(filter(chosen, found))


def _is_name(word: str) -> bool:
    return word[:1].isupper() and lower(word) not in POINTERS


def hides_negation(words: Sequence[str]) -> bool:
    """Whether a negation is what was left out: among so few words that nothing else was, or at either end of more.

    "non" negates the word after it, and counts where that word was kept.
    """
    small = [lower(word) for word in words]
    ends = small if len(small) <= _FEW_WORDS else [small[0], small[-1]]
    return bool(negations([word for word in ends if word != "non"])) or small[-1:] == ["non"]


def may_replace(inserted: Sequence[str], replaced: Sequence[str]) -> bool:
    """Whether an editor may put words in square brackets in place of others.

    Nothing, a pronoun or function words, "the" or "its" with one noun, another form of the same word, or words among those put
    in; and no negation or modal verb may come or go, and no number go.
    """
    new, old = [lower(word) for word in inserted], [lower(word) for word in replaced]
    if negations(new) != negations(old) or _differ(new, old, lambda word: word in MODALS):
        return False
    if new and all(map(str.isdigit, new)) and new != old:
        return False  # the number of a note, and not the document's
    if _differ(new, old, is_number) and (any(map(is_number, old)) or not POINTERS.issuperset(old)):
        return False  # "[in May 2023]" may say when "then" was, and no number may go
    if set(old) <= {*new, *POINTERS}:
        return True
    if len(old) == 2 and old[0] in _DETERMINERS and old[1] == replaced[1]:
        return True
    return len(old) == len(new) == 1 and old[0] == replaced[0] and same_stem(new[0], old[0])


def may_stand_beside(inserted: Sequence[str], beside: str) -> bool:
    """Whether words in square brackets may stand before or after everything quoted, where the document has another word.

    An editor's remark may, and what may replace that word, or follow on a conjunction; otherwise "its [approval]" could end
    what goes on with "rejection".
    """
    new = [lower(word.strip(".,;:!?")) for word in inserted]
    if negations(new):
        return False
    remark = new[:1] in (["sic"], ["emphasis"], ["italics"], ["translation"], ["citation"], ["editor"], ["our"], ["my"])
    return not beside or remark or lower(beside) in _CONJUNCTIONS or may_replace(new, [beside])


def same_stem(one: str, other: str) -> bool:
    """Whether two words may be forms of one: they share all but three letters, and at least four or the whole of one."""
    shared = next((place for place, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))
    whole = shared >= 3 and shared == min(len(one), len(other))
    return max(len(one), len(other)) - shared <= 3 and (shared >= 4 or whole)


def may_end(stem: str, word: str) -> bool:
    """Whether a word's beginning may be given another ending in square brackets; a name stays whole, so that none becomes another."""
    return word.startswith(stem) and len(word) - len(stem) <= (0 if stem[0].isupper() else 4)
