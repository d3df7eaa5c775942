"""Words of languages other than English, as they are searched.

What enters: a text or its words, and a base language code. What leaves: folded words, function words, stems. Serbian, Bosnian,
Croatian and Montenegrin are one language here, whichever script and whichever of "e", "je" and "ije" is written; Macedonian too is
searched in Latin letters. So "Тирана", "Tirana" and "Tiranë" meet. It deliberately never touches what is quoted.
"""

import re
import threading
import unicodedata

import Stemmer

# Snowball's algorithms (snowballstem.org) by language; they are given folded words, in the index and in questions alike.
_SNOWBALL = {
    "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "es": "spanish", "et": "estonian", "fi": "finnish",
    "fr": "french", "hu": "hungarian", "it": "italian", "lt": "lithuanian", "nl": "dutch", "no": "norwegian", "pl": "polish",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sh": "serbian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
# Cyrillic as Serbian and Macedonian write it in Latin letters, and what Bulgarian, Russian and Ukrainian have beside.
_LATIN = str.maketrans(
    dict(zip("абвгдезијклмнопрстуфхцѕй", ["a", "b", "v", "g", "d", "e", "z", "i", "j", *"klmnoprstufhc", "dz", "j"]))
    | {"ђ": "d", "ж": "z", "љ": "lj", "њ": "nj", "ћ": "c", "ч": "c", "џ": "dz", "ш": "s", "ѓ": "gj", "ќ": "kj", "ѐ": "e", "ѝ": "i"}
    | {"щ": "st", "ъ": "a", "ь": "", "ы": "y", "э": "e", "ю": "ju", "я": "ja", "ё": "e", "і": "i", "ї": "i", "є": "je", "ґ": "g"}
)
# Letters that no decomposition makes plain.
PLAIN_LETTERS = str.maketrans({"đ": "d", "ð": "d", "ł": "l", "ø": "o", "ħ": "h", "ı": "i"})
# Case and article endings of Albanian and Macedonian, taken from words that keep four letters, or five; Snowball knows neither language.
_ENDINGS = {
    "sq": re.compile(
        r"(?:(?<=\w{5})(?:jeve|jave|eve|ave|ive|ove|uve|ve|jet|jen|jes|ise|ine|ese|ne|se|ja|je|ia|ie|et|at|it|in|un|ut|es|en)|(?<=\w{4})[iuaet])$"
    ),
    "mk": re.compile(r"(?:(?<=\w{5})(?:ovite|evite|ite|ata|ato|ot|ta|to|te|ov|ev|va|vo|ve|na|no|ne)|(?<=\w{4})[iaoeu])$"),
}
_TRANSLITERATED = frozenset({"sh", "mk", "bg", "uk"})
_stemmers = threading.local()  # a Stemmer is not safe to share between threads

# Closed-class words, folded: articles, pronouns, auxiliaries, prepositions, conjunctions, question words. Words that say no or set
# against each other are kept, as in English.
STOP_WORDS: dict[str, frozenset[str]] = {
    "sq": frozenset(
        """
        e i te ne me nga per dhe se si qe nje nuk do ka kane eshte jane ishte ishin u ju ai ajo ata ato ky kjo keta keto cfare kush cili cila
        cilat cilet cilit ciles ku kur sa pse a por ose nese edhe si mbi nen deri duke qene pasi kishte kishin tij saj tyre yne jone tone im ime
        te cilet cilen se cilin kete kesaj ketij atij asaj atyre po vetem mund duhet qofte ndaj prej rreth
        """.split()
    ),
    "sh": frozenset(
        """
        i u na o za od do iz s sa sto sta je su sam si smo ste bi bih bismo biste bio bila bilo bili bile biti ce cu cemo cete se da li a ali
        ili ako kao koji koja koje kojih kojim kojoj kojeg kojem koju kom ko tko kada kad gde gdje kako koliko zasto zbog kojom cega cemu cime
        taj ta to te ti tog tom tim tih ovaj ova ovo ove ovi ovog on ona ono oni one njih njega nje njemu njoj njihov njihova njihovo njegov
        njen njezin svoj svoja svoje mi vi me mu joj im ih ga jer dok po pri pred kroz bez
        """.split()
    ),
    "mk": frozenset(
        """
        i vo na za od do so se da li e ne sum si sme ste bese bea bil bila bilo bile bi ke kje sto sto koj koja koe koi kogo komu koga kade kako
        kolku zosto a no ili ako kako toj taa toa tie ovoj ovaa ova ovie onoj go ja gi mu i im me te ne ve nego nea niv nivniot nivnata nivni
        negoviot negovata nejziniot svoj pri po pred preku bez od pod nad kaj dali isto
        """.split()
    )
    - {"ne"},
    "de": frozenset(
        """
        der die das den dem des ein eine einen einem einer eines und oder aber als wie wo wer wen wem wessen was wann warum welche welcher
        welches welchen welchem ist sind war waren wird werden wurde wurden worden hat haben hatte hatten sein seine seinen seinem seiner ihr
        ihre ihren ihrem ihrer er sie es wir ich du man sich von vom zu zum zur mit bei beim aus auf an am in im ins fur uber unter durch um nach
        vor bis dass ob wenn weil da hier dort dies diese dieser dieses diesen diesem jene so auch nur noch schon sehr kann konnen soll sollen
        muss mussen darf wollen viel viele wofur womit worum worauf
        """.split()
    ),
    "fr": frozenset(
        """
        le la les l un une des du de d et ou mais que qu qui quoi quel quelle quels quelles dont ou quand comment combien pourquoi est sont
        etait etaient sera seront ete etre a ont avait avaient avoir aura auront ce cet cette ces il elle ils elles on nous vous je tu se s son
        sa ses leur leurs notre nos votre vos lui y en au aux a dans par pour sur sous avec chez entre vers si ne c j m t n lequel
        laquelle lesquels
        """.split()
    ),
}


def fold_letters(text: str) -> str:
    """Plain small letters, Cyrillic ones kept."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", text).casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).translate(PLAIN_LETTERS)


def folded(text: str, language: str) -> str:
    """A text in plain small letters, Latin ones for the languages that are searched in them."""
    if language in _TRANSLITERATED:
        text = unicodedata.normalize("NFC", text).casefold().translate(_LATIN)
    return fold_letters(text)


def stemmed(words: list[str], language: str) -> list[str]:
    """Stems of folded words."""
    endings = _ENDINGS.get(language)
    if endings is not None:
        return [endings.sub("", word) for word in words]
    algorithm = _SNOWBALL.get(language)
    if algorithm is None:
        return words
    stemmer = getattr(_stemmers, algorithm, None)
    if stemmer is None:
        stemmer = Stemmer.Stemmer(algorithm)
        setattr(_stemmers, algorithm, stemmer)
    return [folded(stem, "sh") for stem in stemmer.stemWords(words)]
