"""Furniture: what a page carries besides what it says.

What enters: the text of one block. What leaves: whether it is navigation, a picture credit or a list of related pages.
Such blocks stay in the document's text and are never quoted. It deliberately judges short blocks only, by the words they
hold in full: a sentence is never furniture, and furniture that is quoted does less harm than a sentence that is lost.
"""

import re

# Nothing longer is taken for furniture, whatever it begins with.
MAX_FURNITURE_CHARACTERS = 160
# Nothing shorter is taken for prose, however it ends.
MIN_PROSE_CHARACTERS = 60
ENDS_SENTENCE = re.compile(r"[.!?…:;][\"”’»)\]*_]*$")
# A link or a label of so few words may end in a full stop and is still no sentence: "All rights reserved."
MAX_LABEL_WORDS = 4

# A colon ends no sentence here: "You may also be interested in:".
_ENDS_STATEMENT = re.compile(r"[.!?…;][\"”’»)\]*_]*$")
# What a link says after its fixed words: a title, and so a few words.
_FEW_WORDS = r"(?: \S+){0,5}"
_YEAR = r"(?:19|20)\d\d\b"
_LABEL = re.compile(
    r"^(?:picture|photo|image|foto|(?:photo|picture|image) credits?|caption|tags?|filed under|follow us|e-?mail this|keywords)\s*(?::|©|by\b)",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    rf"^(?:(?:this (?:site|website) uses|we use) cookies\b.*|©.*|\(c\)\s*{_YEAR}.*|copyright(?:\s*(?:©|\(c\)|{_YEAR}).*)?|"
    r"(?:.{0,60}\W)?all rights reserved\.?)$",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"^(?:document view|view|download(?: (?:pdf|document|file|here))?|"
    rf"read (?:more|also|next){_FEW_WORDS}|(?:click|see) here(?: (?:for|to){_FEW_WORDS})?|"
    r"share(?: this)?(?: (?:article|page|post|story))?|share (?:this )?(?:article |page |post |story )?(?:on|via) \S+|print(?: this)?(?: page)?|"
    r"skip to (?:main )?content|(?:main )?menu|search|home|back(?: to (?:the )?(?:top|start|home|list|overview|news|results|previous page))?|"
    r"(?:next|previous)(?: (?:article|post|page|story))?|leave a (?:comment|reply)|"
    r"subscribe(?: (?:now|here|to (?:our|the|this) (?:newsletter|mailing list|channel|feed)))?|"
    r"sign up(?: (?:now|here|(?:for|to) (?:our|the) (?:newsletter|mailing list|updates)))?|"
    r"log ?in|advertisement|accept(?: all)?(?: cookies)?|cookie (?:policy|settings)|privacy policy|terms (?:of use|and conditions)|"
    r"comments?:?|recommended:?|related:?|home\s*[>»/›].*)$",
    re.IGNORECASE,
)
# What stands above a list of other pages. One word alone ("Comments", "Tags") may stand above what the document says.
_SECTION = re.compile(
    r"^(?:related (?:posts?|articles?|news|stories|content|links|reading)|you (?:may|might) also (?:like|be interested in)(?: \S+){0,3}|"
    r"more (?:from|on|in)(?: \S+){1,4}|more (?:news|stories)|latest (?:news|posts)|most (?:read|popular)|recommended for you|"
    r"see also|document view|share this(?: (?:article|page|post|story))?)\s*:?$",
    re.IGNORECASE,
)


def is_furniture(text: str) -> bool:
    """Whether a block is furniture on the strength of its own words."""
    words = " ".join(text.split())
    if len(words) > MAX_FURNITURE_CHARACTERS:
        return False
    if _NOTICE.match(words):
        return True
    return not states_something(words) and bool(_LABEL.match(words) or _WHOLE.match(words) or _SECTION.match(words))


def is_prose(text: str) -> bool:
    """Whether a block reads as prose: long enough, and ending a sentence."""
    return len(text) >= MIN_PROSE_CHARACTERS and bool(ENDS_SENTENCE.search(text))


def states_something(text: str) -> bool:
    """Whether a block ends like a sentence and is no mere label; such a block ends a run of furniture, however short."""
    return len(text.split()) > MAX_LABEL_WORDS and bool(_ENDS_STATEMENT.search(text.rstrip()))


def opens_furniture(text: str) -> bool:
    """Whether the short blocks that follow this one are furniture too ("Related posts")."""
    words = " ".join(text.split())
    return bool(_SECTION.match(words)) and not states_something(words)


def judged(text: str, is_heading: bool, inside: bool) -> tuple[bool, bool]:
    """Whether a block is furniture, and whether the one after it stands inside a run of furniture.

    `inside` says whether this one does. A heading that the file marks as one ends such a run, unless it opens another.
    """
    opens = opens_furniture(text)
    if is_heading or opens:
        return opens, opens
    inside = inside and not states_something(text)
    return inside or is_furniture(text), inside
