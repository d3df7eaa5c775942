"""Furniture: what a page carries besides what it says.

What enters: the text of one block. What leaves: whether it is navigation, a picture credit or a list of related pages.
Such blocks stay in the document's text and are never quoted. It deliberately judges short blocks only: a real sentence
is never furniture.
"""

import re

# Nothing longer is taken for furniture, whatever it begins with.
MAX_FURNITURE_CHARACTERS = 160
# Nothing shorter is taken for prose, however it ends.
MIN_PROSE_CHARACTERS = 60
ENDS_SENTENCE = re.compile(r"[.!?…:;][\"”’»)\]*_]*$")

_LABEL = re.compile(
    r"^(?:picture|photo|image|foto|photo credit|credits?|caption|illustration|tags?|filed under|categor(?:y|ies)|share|follow us|"
    r"print|e-?mail this|topics|keywords)\s*(?::|©|by\b)",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"^(?:document view|view|download(?: (?:pdf|document|file|here))?|read (?:more|also|next)(?: .*)?|(?:click|see) here(?: .*)?|"
    r"share(?: this)?(?: (?:article|page|post|on .*))?|print(?: this)?(?: page)?|skip to (?:main )?content|(?:main )?menu|search|home|"
    r"back(?: to .*)?|next(?: (?:article|post|page|story))?|previous(?: (?:article|post|page|story))?|leave a (?:comment|reply)|"
    r"subscribe(?: .*)?|sign up(?: .*)?|log ?in|advertisement|accept(?: all)?(?: cookies)?|(?:this (?:site|website) uses|we use) cookies.*|"
    r"cookie (?:policy|settings)|privacy policy|terms (?:of use|and conditions)|all rights reserved\.?|(?:©|\(c\)|copyright\b).*|"
    r"home\s*[>»/›].*)$",
    re.IGNORECASE,
)
_SECTION = re.compile(
    r"^(?:related(?: (?:posts?|articles?|news|stories|content|links|documents?|reading))?|you (?:may|might) also (?:like|be interested in).*|"
    r"more (?:from|on|in|news|stories)\b.*|see also|latest (?:news|posts)|most (?:read|popular)|recommended(?: for you)?|"
    r"document view|share this(?: .*)?|comments?|tags)\s*:?$",
    re.IGNORECASE,
)


def is_furniture(text: str) -> bool:
    """Whether a block is furniture on the strength of its own words."""
    words = " ".join(text.split())
    if len(words) > MAX_FURNITURE_CHARACTERS:
        return False
    return bool(_LABEL.match(words) or _WHOLE.match(words) or _SECTION.match(words))


def is_prose(text: str) -> bool:
    """Whether a block reads as prose: long enough, and ending a sentence."""
    return len(text) >= MIN_PROSE_CHARACTERS and bool(ENDS_SENTENCE.search(text))


def opens_furniture(text: str) -> bool:
    """Whether the short blocks that follow this one are furniture too ("Related posts")."""
    return bool(_SECTION.match(" ".join(text.split())))
