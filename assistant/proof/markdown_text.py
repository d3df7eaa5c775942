"""Plain text, quoted into Markdown.

What enters: text and addresses from documents. What leaves: the same as CommonMark (https://spec.commonmark.org) that shows them
letter for letter. It deliberately writes no markup of its own but links.
"""

import re

_OBEYED = re.compile(r"([\\`*_{}\[\]<>#|~$^&!])")
# What begins a list or a heading rule where it begins a line.
_BEGINS_A_BLOCK = re.compile(r"^(\s*)([-+=:]|\d+[.)](?=\s|$))")

# A reference such as "&copy;" is obeyed in addresses too.
_ENTITY = re.compile(r"&(?=#?\w+;)")


def markdown_text(text: str) -> str:
    """Text on one line, with everything that Markdown would obey escaped."""
    escaped = _OBEYED.sub(r"\\\1", text)
    found = _BEGINS_A_BLOCK.match(escaped)
    if found is None:
        return escaped
    mark = found.group(2)
    kept = f"\\{mark}" if len(mark) == 1 else f"{mark[:-1]}\\{mark[-1]}"
    return f"{found.group(1)}{kept}{escaped[found.end() :]}"


def markdown_link(text: str, address: str) -> str:
    """A link; the address must be one that `assistant.proof.wording.web_address` passes."""
    encoded = "".join(f"%{ord(letter):02X}" if letter in "()<>\\" else letter for letter in address)
    return f"[{markdown_text(text)}]({_ENTITY.sub(r'&amp;', encoded)})"
