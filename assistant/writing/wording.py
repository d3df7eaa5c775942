"""A text as a row of words, for comparing what two texts claim.

What enters: a written sentence or a quote. What leaves: its words, each with its folded form, its stem, and whether it opens
a sentence or stands after a comma. Typesetting is taken off. It deliberately keeps order and case: who did what is in them.
"""

import re
import unicodedata
from dataclasses import dataclass

from index.context import plain
from index.words import STOP_WORDS, fold, stems

CITATION = re.compile(r"\[\s*\d+(?:\s*[,;–-]\s*\d+)*\s*\]")
_WORD = re.compile(r"\d{1,3}(?: \d{3})+(?!\d)|\d+(?:[.,:/]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?|[%€£$]")
_PART_END = re.compile(r"[.!?:;]|(?:^|\s)-\s")
_SENTENCE_END = re.compile(r"[.!?]")
_ABBREVIATED = frozenset("mr mrs ms dr prof st no nov dec oct sept sep aug jan feb art p m".split())
_TYPESET = str.maketrans({"‘": "'", "’": "'", "–": "-", "−": "-", "—": "-", "‑": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " "})
# Past forms that a stemmer does not bring to their verb.
_IRREGULAR = dict(
    pair.split(":")
    for pair in """
    took:take taken:take gave:give given:give went:go gone:go came:come met:meet held:hold said:say told:tell made:make led:lead grew:grow
    grown:grow rose:rise risen:rise fell:fall fallen:fall saw:see seen:see began:begin begun:begin brought:bring built:build found:find
    kept:keep knew:know known:know left:leave lost:lose paid:pay sent:send set:set sold:sell spoke:speak spoken:speak stood:stand
    thought:think understood:understand won:win wrote:write written:write became:become broke:break broken:break chose:choose
    chosen:choose drew:draw drawn:draw felt:feel flew:fly got:get heard:hear meant:mean ran:run sought:seek showed:show shown:show spent:spend
    struck:strike swore:swear taught:teach wore:wear withdrew:withdraw withdrawn:withdraw worse:bad better:good best:good fought:fight bound:bind
    caught:catch dealt:deal forbade:forbid forbidden:forbid forgot:forget hid:hide hidden:hide laid:lay lent:lend shrank:shrink shrunk:shrink
    men:man women:woman children:child people:person proven:prove overseen:oversee sat:sit drove:drive driven:drive arose:arise
    arisen:arise shook:shake threw:throw thrown:throw bore:bear overcame:overcome undertook:undertake undertaken:undertake
    """.split()
)


PAST_FORMS = frozenset(_IRREGULAR) - frozenset("men women children people worse better best".split())


@dataclass(frozen=True, slots=True)
class Word:
    """One word: as written, folded, its stem, its place in the text, and whether it `opens` a sentence or a `part` of one."""

    text: str
    lower: str
    stem: str
    start: int
    end: int
    opens: bool
    part: bool
    sentence: int

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def digits(self) -> bool:
        return self.text[0].isdigit()

    @property
    def carries(self) -> bool:
        """Whether it is no function word."""
        return self.lower not in STOP_WORDS and self.lower not in {"'s", "s"}


def uncited(sentence: str) -> str:
    """A sentence without its citations."""
    return re.sub(r"\s+([.,;:!?])", r"\1", CITATION.sub(" ", sentence)).strip()


def unset(text: str) -> str:
    """A text with its typesetting taken off: no Markdown, straight apostrophes, single spaces, composed letters."""
    return unicodedata.normalize("NFKC", plain(text)).translate(_TYPESET)


def words_of(text: str) -> list[Word]:
    """The words of a text that `unset` gave, in order."""
    found: list[Word] = []
    place, sentence = 0, 0
    for match in _WORD.finditer(text):
        between = text[place : match.start()]
        ended = not found or (bool(_PART_END.search(between)) and not _shortened(found[-1], between, match[0]))
        sentence += bool(found and ended and _SENTENCE_END.search(between))
        written = re.sub(r"'s$|'$", "", match[0])
        lower = fold(written)
        stem = stem_of(lower)
        found.append(Word(written, lower, stem, match.start(), match.end(), ended, ended or "," in between or "(" in between, sentence))
        place = match.end()
    return found


def _shortened(word: Word, between: str, following: str) -> bool:
    """Whether a full stop after a word ends no sentence: "Mr.", "E. coli"."""
    initial = between == ". " and len(word.text) == 1 and word.capital and following[0].islower()
    return word.lower in _ABBREVIATED or initial or between == "."


def stem_of(lower: str) -> str:
    """The stem of a folded word; of an irregular form, that of its verb or noun."""
    return stems([_IRREGULAR.get(lower, lower)])[0]
