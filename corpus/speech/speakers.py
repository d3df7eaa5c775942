"""Who said it: stretches of a text that somebody says, where the text itself names the speaker.

What enters: a text, its blocks and its sentences. What leaves: speeches of whole sentences, in text order, without overlap;
neighbouring sentences of one speaker are one speech, so that a quote of two sentences has its speaker. The rules are those
of a careful reader, for English, and say nothing where two readers could differ: `corpus/speech/turns.py` reads the lines of
a transcript, `corpus/speech/clauses.py` the words around a verb of saying. It deliberately uses no model and guesses nobody
from what a speech is about.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from corpus.landmarks import Block, Span, Speech
from corpus.speech.cast import Cast, cast_of, key_of, mentions_somebody
from corpus.speech.clauses import attributions, is_narrated, own_subject
from corpus.speech.names import Mention
from corpus.speech.quotes import Quoted, chains, quoted_parts
from corpus.speech.sources import BLOT, SAME_SUBJECT, Attribution
from corpus.speech.turns import turns

# So many sentences that attribute nothing may stand between a speaker and the "he" that means them.
MAX_GAP = 3
_FEMALE = frozenset("she her mrs ms miss madam queen princess chairwoman spokeswoman congresswoman".split())
_MALE = frozenset("he him mr sir king prince chairman spokesman congressman".split())


def speeches(text: str, blocks: Sequence[Block], sentences: Sequence[Span]) -> tuple[Speech, ...]:
    """Who says what, where the text establishes it; nothing for the rest."""
    cast = cast_of(text, blocks, frozenset(sentence.start for sentence in sentences))
    said = _Listener(text, blocks, sentences, cast).said()
    for turn in turns(text, blocks, cast):
        first = bisect_left(sentences, turn.start, key=lambda sentence: sentence.start)
        for number in range(first, len(sentences)):
            if sentences[number].end > turn.end:
                break
            said[number] = turn.speaker
    return tuple(_merged(blocks, sentences, said))


def _merged(blocks: Sequence[Block], sentences: Sequence[Span], said: Sequence[str]) -> Iterator[Speech]:
    """Neighbouring sentences of one speaker as one speech; a heading or furniture between them parts them."""
    breaks = [block.start for block in blocks if block.kind != "paragraph"]
    current: Speech | None = None
    for sentence, speaker in zip(sentences, said):
        parted = current is not None and bisect_left(breaks, current.end) != bisect_left(breaks, sentence.start)
        if current is not None and (speaker != current.speaker or parted):
            yield current
            current = None
        if speaker:
            current = Speech(current.start if current else sentence.start, sentence.end, speaker)
    if current is not None:
        yield current


@dataclass(slots=True)
class _Recent:
    """Who spoke last, and since where nobody else may have been named for "he" to mean them."""

    speaker: str = ""
    is_body: bool = False
    start: int = 0
    paragraph: int = -1
    number: int = -1


@dataclass(slots=True)
class _Listener:
    """Goes through a document's sentences in order, keeping in mind who spoke last."""

    text: str
    blocks: Sequence[Block]
    sentences: Sequence[Span]
    cast: Cast
    recent: _Recent = field(default_factory=_Recent)
    genders: dict[str, str] = field(default_factory=dict)
    goes_on: str = ""

    def said(self) -> list[str]:
        """The speaker of each sentence, empty where none is established."""
        paragraphs = [block for block in self.blocks if block.kind == "paragraph"]
        parts = [quoted_parts(self.text, block) for block in paragraphs]
        said: list[str] = []
        number = 0
        for place, (block, quoted) in enumerate(zip(paragraphs, parts)):
            while number < len(self.sentences) and self.sentences[number].start < block.end:
                said.append(self._speaker(number, place, quoted))
                number += 1
        said.extend("" for _ in range(len(self.sentences) - len(said)))
        inside = [part for quoted in parts for part in quoted or () if part.closed]
        for group in [*([part] for part in inside), *chains(self.text, paragraphs, parts)]:
            self._fill(said, group)
        return said

    def _speaker(self, number: int, place: int, quoted: list[Quoted] | None) -> str:
        """Who says one sentence, by its own words or because it is the second half of a quotation."""
        sentence = self.sentences[number]
        goes_on, self.goes_on = self.goes_on, ""
        if quoted is None:
            self.recent = _Recent()
            return ""
        words = self._blotted(sentence, quoted)
        if not any(map(str.isalnum, words)):
            alone = len(words.strip(BLOT + " ")) == 0 and BLOT in words and len(re.findall(f"{BLOT}+", words)) == 1
            return goes_on if alone else ""
        found = attributions(words)
        speaker, is_body = self._named(found, words, sentence, place, number) if found else ("", False)
        if speaker:
            self.recent = _Recent(speaker, is_body, sentence.start, place, number)
            if any(attribution.beside for attribution in found) or words.endswith(":"):
                self.goes_on = speaker
        elif found or (self.recent.speaker and mentions_somebody(words)):
            self.recent = _Recent()
        return speaker

    def _blotted(self, sentence: Span, quoted: Sequence[Quoted]) -> str:
        pieces: list[str] = []
        position = sentence.start
        for number in range(bisect_right(quoted, sentence.start, key=lambda part: part.end), len(quoted)):
            start, end = max(quoted[number].start, sentence.start), min(quoted[number].end, sentence.end)
            if start >= end:
                break
            pieces.extend((self.text[position:start].replace(BLOT, " "), BLOT * (end - start)))
            position = end
        pieces.append(self.text[position : sentence.end].replace(BLOT, " "))
        return "".join(pieces).replace("\n", " ").replace("\r", " ").replace("\t", " ").replace("\xa0", " ")

    def _named(self, found: Sequence[Attribution], words: str, sentence: Span, place: int, number: int) -> tuple[str, bool]:
        """The one speaker of a sentence's attributions; empty when there are two, or one is not known."""
        own = [attribution for attribution in found if not attribution.joined]
        if not own or is_narrated(words):
            return "", False
        names: set[str] = set()
        bodies: set[bool] = set()
        for attribution in own:
            mention = own_subject(words) if attribution.mention == SAME_SUBJECT else attribution.mention
            if mention is None:
                return "", False
            names.add(self._resolved(mention, sentence.start + attribution.start, place, number, attribution))
            bodies.add(mention.kind == "body" or (mention.kind == "pronoun" and mention.words == "it"))
        if len(names) != 1 or "" in names:
            return "", False
        speaker = names.pop()
        if any(not self._same(attribution.mention, speaker, sentence) for attribution in found if attribution.joined):
            return "", False
        return speaker, bodies == {True}

    def _same(self, mention: Mention | None, speaker: str, sentence: Span) -> bool:
        if mention is None:
            return False
        return mention.kind == "pronoun" or self.cast.full_name(mention, sentence.start, after_quote=True) == speaker

    def _resolved(self, mention: Mention, position: int, place: int, number: int, attribution: Attribution) -> str:
        if mention.kind == "pronoun":
            return self._meant(mention.words, position, place, number)
        name = self.cast.full_name(mention, position, after_quote=attribution.start > 0)
        for word in [mention.words.split()[0].rstrip(".").lower(), *mention.office.split()]:
            if word in _FEMALE | _MALE:
                self.genders.setdefault(name, "she" if word in _FEMALE else "he")
        return name

    def _meant(self, pronoun: str, position: int, place: int, number: int) -> str:
        """Whom a pronoun means: the last speaker, when nobody else was named since and the two stand close."""
        recent = self.recent
        if not recent.speaker or pronoun in {"they", "them"} or recent.is_body != (pronoun == "it"):
            return ""
        gap = number - recent.number - 1
        if gap > (0 if recent.is_body or place != recent.paragraph else MAX_GAP) or place > recent.paragraph + 1:
            return ""
        if self.cast.people_between(recent.start, position) - {key_of(recent.speaker)}:
            return ""
        if not recent.is_body:
            gender = "she" if pronoun in _FEMALE else "he"
            if self.genders.setdefault(recent.speaker, gender) != gender:
                return ""
        return recent.speaker

    def _fill(self, said: list[str], group: Sequence[Quoted]) -> None:
        """Gives the sentences inside one quotation the speaker of those that begin or end it."""
        first = bisect_left(self.sentences, group[0].start + 1, key=lambda sentence: sentence.end)
        last = bisect_left(self.sentences, group[-1].end, lo=first, key=lambda sentence: sentence.start)
        if last - first < 2:
            return
        speakers = {said[number] for number in range(first, last)} - {""}
        if len(speakers) != 1:
            return
        speaker = speakers.pop()
        for number in range(first, last):
            sentence = self.sentences[number]
            if not said[number] and any(part.start <= sentence.start and sentence.end <= part.end for part in group):
                said[number] = speaker
