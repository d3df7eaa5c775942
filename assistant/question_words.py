"""What kind of answer the question words of other languages than English ask for.

What enters: nothing. What leaves: a table of patterns over folded words, Latin letters alone. It deliberately decides nothing.
"""

import re
from typing import Literal

AnswerType = Literal["date", "number", "person", "place", "none"]

_WORDS: dict[str, dict[AnswerType, str]] = {
    "sq": {
        "number": "sa",
        "date": "kur|ne cilin vit|ne cfare date|cilin vit",
        "person": "kush|kujt|cili minister",
        "place": "ku|nga ku|cili qytet|cilat vende",
    },
    "sh": {
        "number": "koliko",
        "date": "kada|kad|koje godine|kojeg datuma",
        "person": "ko|tko|kome|koga|ciji",
        "place": "gde|gdje|odakle|kamo|u kom gradu",
    },
    "mk": {"number": "kolku", "date": "koga|vo koja godina", "person": "koj|kogo|komu", "place": "kade|od kade|vo koj grad"},
    "de": {
        "number": "wie viele?|wieviele?|wie oft|wie hoch|wie lange|wie schnell",
        "date": "wann|in welchem jahr|an welchem tag",
        "person": "wer|wen|wem|wessen",
        "place": "wo|wohin|woher",
    },
    "fr": {
        "number": "combien|quel pourcentage|quelle part",
        "date": "quand|en quelle annee|quelle date",
        "person": "qui|de qui|a qui",
        "place": "ou est|ou sera|ou se|d ou",
    },
}
TYPES_ABROAD: dict[str, tuple[tuple[AnswerType, re.Pattern[str]], ...]] = {
    language: tuple((kind, re.compile(rf"\b(?:{found})\b")) for kind, found in kinds.items()) for language, kinds in _WORDS.items()
}
