"""Which of several readings of the same bytes is written in a language's own letters.

What enters: a text decoded on trial. What leaves: how many of its characters no single language explains. Windows wrote
western and central European letters with the same bytes (0xE8 is è in one code page and č in the other), so only the
company a letter keeps tells them apart. It deliberately knows alphabets and a few rules of spelling, and no words.
"""

import re
from collections import Counter

# Letters beyond ASCII, by language; a text is held against one language at a time, because all together explain anything.
_ALPHABETS = {
    "Albanian": "ëç",
    "Bosnian, Croatian, Serbian, Slovene": "čćđšž",
    "Czech": "áčďéěíňóřšťúůýž",
    "Danish, Norwegian": "æøåéò",
    "Dutch": "áéèëïíóöúü",
    "French": "àâæçéèêëîïôœùûüÿ",
    "German": "äöüß",
    "Hungarian": "áéíóöőúüű",
    "Icelandic": "áðéíóúýþæö",
    "Italian": "àèéìíîòóùú",
    "Polish": "ąćęłńóśźż",
    "Portuguese": "áàâãçéêíóôõúü",
    "Romanian": "ăâîşţ",
    "Slovak": "áäčďéíĺľňóôŕšťúýž",
    "Spanish": "áéíñóúü",
    "Swedish, Finnish": "åäöéšž",
    "Turkish": "çğıöşüâîûİ",
}
_LETTERS = tuple(frozenset(letters + letters.upper()) for letters in _ALPHABETS.values())
# Letters to Unicode, but written after a number ("1.º", "2ª") in any language.
_ORDINALS = frozenset("ªº")
_LETTER = r"[^\W\d_]"
_IMPLAUSIBLE = re.compile(
    "|".join(
        (
            r"[èÈ](?=[aeiouyAEIOUY])",  # a vowel in French and Italian, and no vowel follows it there: "sluèaj" is "slučaj"
            r"[æÆ](?=[aeiouyAEIOUY]|\b)",  # the same of Danish: "kuæa" is "kuća"
            r"[õÕ](?![eE])",  # Portuguese writes it in "ões" and "põe" alone: "erdõ" is "erdő"
            rf"[¹²³£¥¢¤¦¼½¾ªº](?={_LETTER})",  # a sign inside a word: "dosta³a" is "dostała"; a footnote's mark stands at its end
            rf"(?<={_LETTER})[¿¡£¥]",
            r"[ˇ˘˛˝]",  # an accent without its letter
            r"(?<=\d)[À-ɏ]|[À-ɏ](?=\d)",  # "Ł400" is "£400"
        )
    )
)


def misfits(text: str) -> int:
    """How many characters the language that explains most of them leaves unexplained."""
    letters = Counter(letter for letter in text if letter > "\x7f" and letter.isalpha() and letter not in _ORDINALS)
    strange = min(sum(number for letter, number in letters.items() if letter not in alphabet) for alphabet in _LETTERS)
    return strange + sum(1 for _ in _IMPLAUSIBLE.finditer(text))
