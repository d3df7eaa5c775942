"""Names of peoples and states: which words name the same.

What enters: folded words. What leaves: one name for a state, its people and its adjective, and whether two words name the same. It
deliberately knows no persons and no places: every other name is itself.
"""

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
TITLES = frozenset("mr mrs ms dr prof sir madam".split())


def alike(one: str, other: str) -> bool:
    """Whether two folded words name the same: "albania" and "albanian"."""
    return one == other or bool(_forms(one) & _forms(other))


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
