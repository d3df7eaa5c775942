"""Who says it, and what is said.

What enters: the words of a sentence. What leaves: where what is reported begins. It deliberately keeps every word of what is
reported.
"""

from collections.abc import Sequence

from assistant.writing.synonyms import same
from assistant.writing.wording import Word, stem_of

_SAYING = frozenset("found finds argued argues warned warns agreed agree believes believe thinks recalled recalls admitted".split())
_SAY = stem_of("say")
# After these "that" may be left out, before one of those.
_BARE = frozenset("said says added noted stated argued believes thinks found".split())
_FOLLOWING = frozenset("the it they he she its their".split())


def reported(words: Sequence[Word]) -> int:
    """Where what is reported begins: after the last "that" of a verb of saying, or after "said" where it is left out."""
    saying = (place + 1 for place in range(len(words) - 1, 0, -1) if _opens(words, place))
    return next(saying, 0)


def _opens(words: Sequence[Word], place: int) -> bool:
    bare = words[place - 1].lower in _BARE and words[place].lower in _FOLLOWING
    return bare or (words[place].lower == "that" and _says(words[place - 1]))


def _says(word: Word) -> bool:
    return word.lower in _SAYING or same(word.stem, _SAY)
