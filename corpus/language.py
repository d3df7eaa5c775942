"""Which language a text is in; py3langid is imported here alone, and only when a text is not plainly English.

What enters: a text, a question or a document. What leaves: a code ("en", "sq", "mk"), or the empty string where nothing is sure.
Bosnian, Croatian, Montenegrin and Serbian are one group, `sh-Latn` or `sh-Cyrl` by script: a few sentences do not tell them apart.
It deliberately translates nothing, and knows nothing of words as they are searched.
"""

import functools
import io
import lzma
import re
import threading
from array import array
from collections.abc import Sequence
from typing import Any

# A question of fewer letters says nothing: "NIS 2?"
_LEAST_LETTERS = 6
# A document of fewer is a heading or a table of names.
_LEAST_LETTERS_OF_A_DOCUMENT = 60
# A file that states a language is not contradicted by less than a page.
_LEAST_LETTERS_TO_CONTRADICT = 1000
# Below these probabilities nothing is said; a document is long enough to be sure of.
_SURE_OF_A_QUESTION, _SURE_OF_A_DOCUMENT = 0.6, 0.95
# A document is judged by so many pieces of so many characters, spread evenly.
_PIECES, _PIECE_CHARACTERS = 8, 600
# Europe's languages and those whose scripts tell them; a model that may answer in a hundred is wrong more often.
_KNOWN = (
    "sq bs hr sr mk en de fr it es pt ro nl sv da no nn fi pl cs sk sl hu tr el bg ru uk be lt lv et is ga mt ca ar he fa ur ka hy zh ja ko hi th"
).split()
_GROUPED = frozenset({"bs", "hr", "sr"})
# English words that no other of these languages has; one that asks is enough, of the others it takes two.
_ASKING = frozenset("what which who whom whose how when where why".split())
_ENGLISH = _ASKING | frozenset("the and of that this with from about have has are been were did does their would should agreed".split())
# Of running English these are about a fifth, of another language that quotes some far less.
_ENGLISH_SHARE = 0.12
# With one of those words, these make up a quarter of an English sentence and of no other language's.
_COMMON = _ENGLISH | frozenset("a an is was to in on at for by be it its as or not will would can all he she they we said".split())
_COMMON_SHARE = 0.25
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_NOT_LATIN_WORD = re.compile(r"[^\W\d_A-Za-z\u00c0-\u024f\u1e00-\u1eff]+")
# Those of the above that other letters than Latin ones write.
_NOT_LATIN = frozenset("mk bg ru uk be el ar he fa ur ka hy zh ja ko hi th sh-Cyrl".split())
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
# Letters that a Cyrillic alphabet does not have; such a language is ruled out by more than a stray one.
_FOREIGN_LETTERS = {
    "mk": re.compile(r"[ђћщъыьэёіїєюя]", re.IGNORECASE),
    "sh-Cyrl": re.compile(r"[ѓќѕщъыьэёіїєюя]", re.IGNORECASE),
    "bg": re.compile(r"[јљњџѓќѕђћыэёіїє]", re.IGNORECASE),
    "ru": re.compile(r"[јљњџѓќѕђћіїє]", re.IGNORECASE),
    "uk": re.compile(r"[јљњџѓќѕђћыэёъ]", re.IGNORECASE),
}
_STRAY_SHARE = 0.004
# What people call them; a code that is not here is shown as it is.
LANGUAGE_NAMES = {
    "ar": "Arabic", "be": "Belarusian", "bg": "Bulgarian", "bs": "Bosnian", "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German",
    "el": "Greek", "en": "English", "es": "Spanish", "et": "Estonian", "fa": "Persian", "fi": "Finnish", "fr": "French", "ga": "Irish",
    "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "hy": "Armenian", "is": "Icelandic", "it": "Italian", "ja": "Japanese",
    "ka": "Georgian", "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian", "mk": "Macedonian", "mt": "Maltese", "nl": "Dutch", "no": "Norwegian",
    "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sh": "Bosnian/Croatian/Montenegrin/Serbian", "sk": "Slovak",
    "sl": "Slovene", "sq": "Albanian", "sr": "Serbian", "sv": "Swedish", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu",
    "zh": "Chinese",
}  # fmt: skip
_loading = threading.Lock()


def question_language(text: str) -> str:
    """The language of a question; empty where it is too short to say."""
    letters = sum(map(len, _WORD.findall(text)))
    if letters < _LEAST_LETTERS:
        return ""
    return "en" if _asks_in_english(text) else _likeliest(text, _SURE_OF_A_QUESTION)


def document_language(text: str, stated: str = "") -> str:
    """The language most of a document is in; empty where it is too short to say, or a table of names.

    What the file's own fields state stands unless a long text is surely in another language: a word processor writes the language
    of its template there.
    """
    sample = _sample(text)
    found = _WORD.findall(sample)
    letters = sum(map(len, found))
    if letters < (_LEAST_LETTERS_TO_CONTRADICT if stated else _LEAST_LETTERS_OF_A_DOCUMENT):
        return stated
    detected = "en" if _is_english([word.lower() for word in found]) else _likeliest(sample, _SURE_OF_A_DOCUMENT)
    return detected if detected and base_of(detected) != base_of(stated) else stated


def base_of(language: str) -> str:
    """A code without script or region: "sr-Latn" is "sr"; Bosnian, Croatian, Montenegrin and Serbian are all "sh"."""
    base = re.split(r"[-_]", language.strip().lower(), maxsplit=1)[0]
    return "sh" if base in _GROUPED | {"me", "cnr", "hbs", "scc", "scr", "bos", "hrv", "srp"} else base


def language_name(code: str) -> str:
    """A language's name, or its code where there is no name for it here."""
    name, _, script = code.partition("-")
    written = {"latn": ", Latin letters", "cyrl": ", Cyrillic"}.get(script.casefold(), "")
    return f"{LANGUAGE_NAMES[name.casefold()]}{written}" if name.casefold() in LANGUAGE_NAMES else code


def html_language(language: str) -> str:
    """A code as the `lang` attribute takes it; the registry of language tags prefers "sr-Latn" to "sh-Latn". Empty when it is none."""
    if not re.fullmatch(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*", language):
        return ""
    tag = language.replace("_", "-")
    return f"sr{tag[2:] or '-Latn'}" if tag.split("-")[0].lower() == "sh" else tag


def _is_english(found: list[str]) -> bool:
    english, common = (sum(word in known for word in found) for known in (_ENGLISH, _COMMON))
    return english >= _ENGLISH_SHARE * len(found) or (english > 0 and common >= _COMMON_SHARE * len(found))


def _asks_in_english(text: str) -> bool:
    found = [word.lower() for word in _WORD.findall(text)]
    english = {word for word in found if word in _ENGLISH}
    return len(english) >= 2 or found[0] in _ASKING or (bool(english & _ASKING) and text.isascii())


def _sample(text: str) -> str:
    if len(text) <= _PIECES * _PIECE_CHARACTERS:
        return text
    step = (len(text) - _PIECE_CHARACTERS) // (_PIECES - 1)
    return "\n".join(text[start : start + _PIECE_CHARACTERS] for start in range(0, step * _PIECES, step))


def _likeliest(text: str, sure: float) -> str:
    chances: dict[str, float] = {}
    letters = sum(map(len, _WORD.findall(text)))
    latin = 2 * len(_LATIN.findall(text)) > letters
    cyrillic = 2 * len(_CYRILLIC.findall(text)) > letters
    for code, chance in _ranked(_NOT_LATIN_WORD.sub(" ", text) if latin else text):
        grouped = code if code not in _GROUPED else "sh-Cyrl" if cyrillic else "sh-Latn"
        if latin is (grouped not in _NOT_LATIN) and not _ruled_out(grouped, text):
            grouped = "no" if grouped == "nn" else grouped
            chances[grouped] = chances.get(grouped, 0.0) + chance
    best = max(chances, key=lambda code: chances[code], default="")
    return best if best and chances[best] >= sure * sum(chances.values()) else ""


def _ruled_out(code: str, text: str) -> bool:
    foreign = _FOREIGN_LETTERS.get(code)
    return foreign is not None and len(foreign.findall(text)) > _STRAY_SHARE * len(text)


def _ranked(text: str) -> Sequence[tuple[str, float]]:
    with _loading:
        identifier = _identifier()
    ranked: Sequence[tuple[str, float]] = identifier.rank(text.lower() if text.isupper() else text)
    return ranked


@functools.cache
def _identifier() -> Any:
    """The model: 76 MB, a quarter of a second. Unpacked in memory: py3langid's own way writes a file, which a reading process may not."""
    import numpy as np
    from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

    with lzma.open(MODEL_DIR / MODEL_FILE) as packed:
        unpacked = io.BytesIO(packed.read())
    with np.load(unpacked, allow_pickle=False) as model:
        moves, rows = (array("H" if model[name].dtype.itemsize == 2 else "I", model[name].tobytes()) for name in ("nextmove", "nextmove_row"))
        scores, priors, classes, features = model["ptc"], model["pc"], model["classes"].tolist(), model["out_feat"].tolist()
    identifier = LanguageIdentifier(scores, priors, classes, moves, features, norm_probs=True, tk_row=rows)
    identifier.set_languages(_KNOWN)
    return identifier
