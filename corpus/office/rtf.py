"""RTF: the text of rich text files.

What enters: a file's bytes. What leaves: headings by style, paragraphs, table rows, text boxes and notes after the paragraph
that holds them, page headers and footers once, as furniture. Pictures, field codes, list numbers, comments and deletions are
left out. It deliberately knows no passwords (RTF has none) and no looks. Words follow the specification, version 1.9.1.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.errors import DocumentError
from corpus.landmarks import BlockKind
from corpus.office.encrypted_office import OLE_SIGNATURE
from corpus.office.rtf_alphabets import CHARSETS, NAMED_PAGES, SIGNS, SYMBOL_CHARSET, codec_of, language_of, letters
from corpus.office.rtf_destinations import FIELDS, KNOWN_STARRED, SINKS, SKIPPED, TABLES
from corpus.office.rtf_sinks import Sink
from corpus.office.rtf_tokens import Token, tokens
from corpus.office.symbol_fonts import is_private, symbol
from corpus.office.word97 import read_doc
from corpus.office.word_processing import Fields, reading_of, remarks_on, style_meaning
from corpus.parts import Part
from corpus.reading import Reading

# Groups within groups: programs stay below 40.
MAX_DEPTH = 500
# A file may be led in by a few stray bytes; what begins later is something else.
MAX_LEAD_BYTES = 1_024
_STAMP = {"yr": "{:04d}", "mo": "-{:02d}", "dy": "-{:02d}"}
_ENDS = frozenset("par sect page column cell nestcell row nestrow".split())


@dataclass(slots=True)
class _State:
    """What holds inside a group and ends with it."""

    sink: Sink
    skipped: bool = False
    fallback: int = 1
    font: int | None = None
    hidden: bool = False
    deleted: bool = False
    style: int = 0
    outline: int | None = None
    in_table: bool = False
    language: int = 0


def read_rtf(content: bytes, passwords: Sequence[str] = ()) -> Reading:
    """Read a rich text file, or what is called one. Raises DocumentError when it is none, is nested absurdly, or holds no words."""
    start = content[:MAX_LEAD_BYTES].find(b"{\\rtf")
    if start < 0 and content.startswith((b"PK", OLE_SIGNATURE)):
        return read_doc(content, passwords)
    if start < 0:
        raise DocumentError("it is no rich text, whatever its name says; open it with its program, save it again and add that")
    return _Rtf().read(content[start:])


class _Rtf:
    """One pass over the tokens of a file."""

    def __init__(self) -> None:
        self.body = Sink("body")
        self.states = [_State(self.body)]
        self.codec = "cp1252"
        self.charsets: dict[int, int] = {}
        self.font_names: dict[int, str] = {}
        self.styles: dict[int, tuple[str, int | None]] = {}
        self.fields: dict[str, str] = {}
        self.margins: dict[str, None] = {}
        self.found: Counter[str] = Counter()
        self.languages: Counter[int] = Counter()
        self.codes = bytearray()
        self.to_skip = 0
        self.starred = False

    def read(self, content: bytes) -> Reading:
        for token in tokens(content):
            if token.kind in {"byte", "text"}:
                self._letters(token)
                continue
            self._flush()
            if token.kind == "word":
                self._word(token)
            elif token.kind == "open":
                self._open()
            elif self._close():
                break
        self._flush()
        for state in self.states[:0:-1]:  # what the file left open
            self._end_sink(state, self.body)
        self.body.finish()
        language = language_of(next((number for number, _ in self.languages.most_common(1)), 0))
        said = self.fields
        fields = Fields(said.get("title", ""), said.get("author", ""), said.get("revtim") or said.get("creatim", ""), language)
        return reading_of([*self.body.parts, *(Part(words, "furniture") for words in self.margins)], fields, remarks=list(self._remarks()))

    def _remarks(self) -> Iterator[str]:
        yield from remarks_on(self.found)
        if len(self.states) > 1:
            yield "the file ends early: what stands last may be incomplete"

    def _open(self) -> None:
        if len(self.states) > MAX_DEPTH:
            raise DocumentError("its groups are nested too deeply; save it again from its program and add that")
        self.states.append(replace(self.states[-1]))
        self.starred, self.to_skip = False, 0

    def _close(self) -> bool:
        """End a group; whether it was the whole file."""
        ended = self.states.pop()
        self.starred, self.to_skip = False, 0
        if not self.states:
            self.states.append(ended)
            return True
        outer = self.states[-1].sink
        if ended.sink is not outer:
            self._end_sink(ended, outer)
        elif outer.kind in TABLES:
            self._define(ended)
        return len(self.states) == 1

    def _end_sink(self, ended: _State, outer: Sink) -> None:
        sink = ended.sink
        if sink.kind in FIELDS:
            self.fields.setdefault(sink.kind, sink.text())
        elif sink.kind in TABLES:
            self._define(ended)
        elif sink.kind in {"note", "box", "margin"}:
            sink.finish()
            parts, sink.parts = sink.parts, []
            if sink.kind == "margin":
                self.margins.update(dict.fromkeys(part.words for part in parts))
                return
            if sink.kind == "note" and parts:
                self.found["notes"] += 1
                label = f"footnote {self.found['notes']}"
                parts = [part if part.kind == "furniture" else Part(part.words, label=label) for part in parts]
            outer.beside.extend(parts)

    def _define(self, ended: _State) -> None:
        """A font or a style: its name ends in a semicolon, its number and what it means stood before."""
        name = ended.sink.text().partition(";")[0]
        ended.sink.shown = []
        if name and ended.sink.kind == "stylesheet":
            self.styles[ended.style] = (name, ended.outline)
        elif name and ended.sink.kind == "fonttbl" and ended.font is not None:
            self.font_names[ended.font] = name

    def _word(self, token: Token) -> None:
        word, state = token.text, self.states[-1]
        starred, self.starred = self.starred, word == "*"
        if state.skipped or self.starred or self._enters(word, state, starred):
            return
        if word == "u" and token.number is not None:
            self._append(chr(token.number % 0x10000), state)
            self.to_skip = state.fallback
        elif self.to_skip:
            self.to_skip -= 1
        elif word in SIGNS:
            self._append(SIGNS[word], state)
        elif word in _ENDS:
            self._end(word, state)
        else:
            self._set(word, token.number, state)

    def _enters(self, word: str, state: _State, starred: bool) -> bool:
        """Whether a word opens a destination: text that goes elsewhere, or nowhere."""
        if word in SKIPPED or (starred and word not in KNOWN_STARRED):
            state.skipped = True
            self.found["comments"] += word == "annotation"
            return True
        kind = SINKS.get(word) or (word if word in TABLES or (word in FIELDS and state.sink.kind == "info") else "")
        if kind:
            self.states[-1] = _State(Sink(kind), fallback=state.fallback, font=state.font, language=state.language)
        elif word == "ud":  # the Unicode half of a pair: it goes where the pair stands
            state.sink = next((outer.sink for outer in reversed(self.states) if outer.sink.kind != "unread"), self.body)
        return bool(kind) or starred

    def _set(self, word: str, number: int | None, state: _State) -> None:
        """A word that changes what follows it in its group."""
        on = number != 0
        if word == "pard":
            state.style, state.outline, state.in_table = 0, None, False
        elif word == "plain":
            state.hidden, state.deleted, state.font = False, False, self.states[0].font
        elif word in {"v", "deleted", "intbl"}:
            setattr(state, {"v": "hidden", "intbl": "in_table"}.get(word, word), on)
        elif word in {"f", "s", "lang", "outlinelevel", "uc"} and number is not None:
            setattr(state, {"f": "font", "s": "style", "lang": "language", "outlinelevel": "outline", "uc": "fallback"}[word], number)
        elif word == "deff":
            self.states[0].font = state.font = number
        elif word == "fcharset" and number is not None and state.font is not None:
            self.charsets[state.font] = number
        elif word == "ansicpg" and number is not None:
            self.codec = codec_of(number)
        elif word in NAMED_PAGES:
            self.codec = NAMED_PAGES[word]
        elif word in _STAMP and number is not None and state.sink.kind in FIELDS:
            state.sink.shown.append(_STAMP[word].format(number))

    def _end(self, word: str, state: _State) -> None:
        kind, level = self._meaning(state)
        in_cell = word in {"cell", "nestcell"}
        if word not in {"row", "nestrow"}:
            state.sink.end_paragraph(kind, level, in_cell or state.in_table)
        if in_cell:
            state.sink.end_cell(inner=word == "nestcell")
        elif word in {"row", "nestrow"}:
            state.sink.end_row(inner=word == "nestrow")

    def _meaning(self, state: _State) -> tuple[BlockKind, int]:
        name, outline = self.styles.get(state.style, ("", None))
        meaning = style_meaning(name)
        level = state.outline if state.outline is not None else outline
        if level is not None and (meaning is None or meaning[0] == "heading"):
            return ("heading", level + 1) if 0 <= level < 9 else ("paragraph", 0)
        return meaning or ("paragraph", 0)

    def _letters(self, token: Token) -> None:
        if self.states[-1].skipped:
            return
        skipped = min(self.to_skip, len(token.text))
        self.to_skip -= skipped
        self.codes += token.text[skipped:].encode("latin-1")

    def _flush(self) -> None:
        """Decode the bytes that stand together: some alphabets take two for a letter."""
        if self.codes:
            state = self.states[-1]
            charset = self.charsets.get(state.font, 0) if state.font is not None else 0
            if charset == SYMBOL_CHARSET and state.sink.kind not in TABLES:
                name = self.font_names.get(state.font or 0, "Symbol")
                text = "".join(symbol(name, f"{code:x}") if code > 0x20 else " " for code in self.codes)
            else:
                text = letters(bytes(self.codes), CHARSETS.get(charset, self.codec))
            self.codes.clear()
            self._append(text, state)

    def _append(self, text: str, state: _State) -> None:
        if len(text) == 1 and is_private(text):
            text = symbol(self.font_names.get(state.font or 0, "Symbol"), f"{ord(text):x}")
        if state.deleted:
            self.found["deletions"] += 1
            return
        self.found["hidden"] += state.hidden and bool(text.strip())
        self.languages[state.language] += len(text)
        (state.sink.hidden if state.hidden else state.sink.shown).append(text)
