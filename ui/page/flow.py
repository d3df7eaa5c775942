"""How the line breaks of a document's text are shown.

What enters: a stretch of text. What leaves: the name of a class of the style. It deliberately changes no character.
"""

# A paragraph of lines this long was wrapped by hand for a narrow screen; shorter lines are a list, a table or verse.
WRAPPED_LINE_CHARACTERS = 45


def flow_class(text: str) -> str:
    """How the line breaks of a stretch of text are shown: `wrapped` reflows them, `lines` keeps them.

    Only hard-wrapped prose is reflowed; the characters stay the document's own either way.
    """
    lines = text.strip().splitlines()
    wrapped = all(len(line) >= WRAPPED_LINE_CHARACTERS for line in lines[:-1])
    return "wrapped" if wrapped else "lines"
