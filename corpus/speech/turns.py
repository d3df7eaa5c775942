"""Whose turn it is: speaker lines of a transcript, and a title that says whose speech the text is.

What enters: a text, its blocks and the people it names. What leaves: stretches of whole blocks with their speaker, empty
where somebody speaks who is not named ("Q:"). It deliberately takes a line for a speaker's only when the document holds more
than one such line, or the line gives a title: "Note:", "Key findings:" and "Director: Jane Doe" are labels.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.landmarks import Block
from corpus.speech.cast import Cast, key_of
from corpus.speech.names import mention_of, name_words
from corpus.speech.words import CONNECTIVES, NOT_NAMES, PARTICLES, TITLES, bare, is_capital, is_office

MAX_LABEL_WORDS = 8

_LABEL = re.compile(r"(?:\*\*|__|\*)?(?P<label>[^\W\d_][^:*_?!\"“”\n]{0,80}?)\s*(?:\*\*|__|\*)?:(?:\*\*|__|\*)?(?:\s+|\Z)")
_SMALL_IN_LABEL = CONNECTIVES | PARTICLES
_ASIDE = re.compile(r"\s*[(\[][^()\[\]]{0,60}[)\]]\s*")
_ASKS = frozenset("q a question answer questions answers journalist reporter interviewer audience press participant caller voice male female".split())
# Offices that chair or ask, and stand alone before a colon only in a transcript.
_LONE = frozenset("chair chairman chairwoman chairperson moderator speaker president host mediator".split())
_SELF = re.compile(r"\b(?:I|we|We|you|You|my|My|our|Our|your|Your|us|me|Thank|thank|let’s|Let’s)\b|\?")
_DIRECTION = re.compile(
    r"^(?:[(\[].*[)\]]|\*.*\*|The (?:sitting|meeting|session|house|House|hearing|committee|council|interview|press conference|debate|assembly|court) "
    r"(?:was|rose|is|ended|closed|adjourned|resumed|began|opened|stood|went)\b.*|(?:This|The) (?:interview|transcript|conversation|text) \b.*|"
    r"(?:Applause|Laughter|End|ENDS)\b.{0,20})$",
    re.DOTALL,
)
_TITLED_SPEECH = re.compile(
    r"^(?:[\w’'-]+ ){0,3}?(?:remarks|speech|address|statement|keynote|speaking notes|intervention)(?: \w+)?(?: (?:by|of)|:) (?P<who>.+)$",
    re.IGNORECASE,
)
_WHO_ENDS = re.compile(r"\s(?:at|on|to|in|for the|following|after|during|before|regarding|about)\s|[,:–—(]")
_FIRST_PERSON = re.compile(r"\b(?:I|I’m|I'm|I’ve|my|me)\b|\b(?:Thank you|Dear|Ladies and gentlemen|Excellencies)\b")
# So many sentences in the first person make a speech of a text under somebody's name.
MIN_FIRST_PERSON = 4


@dataclass(frozen=True, slots=True)
class Turn:
    """A stretch of whole blocks one person speaks; `speaker` is empty when they are not named."""

    start: int
    end: int
    speaker: str


@dataclass(slots=True)
class _Line:
    """A block that begins with a label; `kind` is "" for a label that names no speaker."""

    number: int
    label: str
    kind: str
    speaker: str


def turns(text: str, blocks: Sequence[Block], cast: Cast) -> list[Turn]:
    """The turns of a transcript, or the one turn of a speech under its speaker's name; nothing for any other text."""
    lines = [line for number, block in enumerate(blocks) if (line := _line(text, number, block, cast))]
    kept = _believed(text, blocks, lines)
    if not kept:
        return _titled_speech(text, blocks, cast)
    return list(_turns(text, blocks, lines, kept))


def _line(text: str, number: int, block: Block, cast: Cast) -> _Line | None:
    if block.kind in {"title", "furniture"}:
        return None
    match = _LABEL.match(text, block.start, block.end)
    if not match:
        return None
    if block.kind == "heading" and match.end() < block.end:
        return None
    label = _ASIDE.sub(" ", match["label"]).strip()
    kind = _kind(label, cast)
    after = text[match.end() : block.end].split()
    if kind and after and _is_value(after):
        kind = ""
    return _Line(number, label, kind, _shown(label, kind, cast, block.start))


def _kind(label: str, cast: Cast) -> str:
    """What a label is: "asks", "titled" (Mr Doe), "named" (Jane Doe), "office" (President of the Council), "surname" (DOE)."""
    words = label.split()
    if not words or len(words) > MAX_LABEL_WORDS:
        return ""
    if bare(words[0]) in _ASKS and len(words) <= 2:
        return "asks"
    if not is_capital(words[0]) or not all(is_capital(word) or word in _SMALL_IN_LABEL or is_office(word) for word in words):
        return ""
    opens_with_title = bare(words[0]) in TITLES or is_office(words[0])
    if opens_with_title and len(words) > 1 and name_words([_as_name(word, label) for word in words]):
        return "titled"
    if is_office(words[-1]) or (is_office(words[0]) and "of" in words):
        return "office" if len(words) > 1 or bare(words[0]) in _LONE else ""
    return _kind_of_name(label, words, cast)


def _kind_of_name(label: str, words: Sequence[str], cast: Cast) -> str:
    name = [_as_name(word, label) for word in words]
    if name_words(name) != name:
        return ""
    if len(words) > 1:
        return "" if all(word.lower() in cast.lower for word in words) else "named"
    return "surname" if (label.isupper() and len(label) > 2) or key_of(label) in cast.people else ""


def _as_name(word: str, label: str) -> str:
    """A word of a label in capitals ("MR. DOE") as a name is written; one among others in small letters is an abbreviation."""
    return word.title() if label.isupper() and len(word) > 1 and bare(word) not in NOT_NAMES else word


def _is_value(words: Sequence[str]) -> bool:
    """Whether what follows a label is a field's value: a name or a place, all in capitals and without an end."""
    return all(is_capital(word) or word in CONNECTIVES for word in words) and words[-1][-1].isalnum()


def _shown(label: str, kind: str, cast: Cast, position: int) -> str:
    if kind in {"", "asks"}:
        return ""
    words = [_as_name(word, label) for word in label.split()]
    name = name_words(words)
    if kind in {"titled", "surname"} and len(name) == 1:
        known = [full for full in cast.given_before(name[0], position) if name_words(full.split()) == full.split() and " " in full]
        return known[0] if len(known) == 1 else label
    if kind == "office":
        return label
    full = " ".join(name)
    same = [other for other in cast.people.get(key_of(full), ()) if other.casefold() == full.casefold()]
    shown = " ".join(label.split()[len(words) - len(name) :])
    return same[0] if same else shown


def _believed(text: str, blocks: Sequence[Block], lines: Sequence[_Line]) -> list[_Line]:
    """The speaker lines, when together they make a transcript."""
    kept = [line for line in lines if line.kind]
    named = [line for line in kept if line.kind != "asks"]
    if len(kept) < 2 or not named:
        return []
    counts = Counter(line.label for line in kept)
    sure = any(line.kind in {"titled", "asks"} for line in kept) or max(counts.values()) > 1
    spoken = sum(bool(_SELF.search(_body(text, blocks, line.number))) for line in kept)
    return kept if sure and spoken * 3 >= len(kept) else []


def _body(text: str, blocks: Sequence[Block], number: int) -> str:
    end = blocks[min(number + 1, len(blocks) - 1)].end
    return text[blocks[number].start : end]


def _turns(text: str, blocks: Sequence[Block], lines: Sequence[_Line], kept: Sequence[_Line]) -> Iterator[Turn]:
    labelled = {line.number for line in lines}
    lengths: list[int] = []
    for place, line in enumerate(kept):
        last = line.number
        limit = len(blocks) if place + 1 < len(kept) else line.number + 1 + max([1, *lengths])
        while last + 1 < min(limit, len(blocks)) and last + 1 not in labelled and _goes_on(text, blocks[last + 1]):
            last += 1
        lengths.append(last - line.number)
        yield Turn(blocks[line.number].start, blocks[last].end, line.speaker)


def _goes_on(text: str, block: Block) -> bool:
    return block.kind == "paragraph" and not _DIRECTION.match(text[block.start : block.end].strip())


def _titled_speech(text: str, blocks: Sequence[Block], cast: Cast) -> list[Turn]:
    """ "Remarks by Minister Jane Doe": from the first paragraph in the first person to the last, when nobody else tells of her."""
    title = next((block for block in blocks if block.kind == "title"), None)
    match = _TITLED_SPEECH.match(" ".join(text[title.start : title.end].split())) if title else None
    mention = mention_of(_WHO_ENDS.split(match["who"])[0]) if match else None
    if title is None or mention is None or mention.kind != "person":
        return []
    paragraphs = [block for block in blocks if block.kind == "paragraph" and block.start > title.start]
    first_person = [block for block in paragraphs if _FIRST_PERSON.search(text, block.start, block.end)]
    spoken = sum(1 for _ in re.finditer(r"\bI\b", text[title.end :]))
    told = re.search(rf"\b{re.escape(mention.words.rpartition(' ')[2])}\b", text[title.end :])
    if len(first_person) < 2 or spoken < MIN_FIRST_PERSON or told:
        return []
    between = [block for block in blocks if first_person[0].start <= block.start <= first_person[-1].start and block.kind == "paragraph"]
    return [Turn(block.start, block.end, cast.full_name(mention, title.end, after_quote=False)) for block in between]
