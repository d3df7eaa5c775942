"""What people type at a command, as text.

What enters: arguments and lines of standard input. What leaves: text that can be searched and printed. It deliberately looks at no words.
"""

import os


def as_text(typed: str | bytes) -> str:
    """What was typed, bytes that are not UTF-8 replaced: they can be neither searched nor printed."""
    return os.fsencode(typed).decode("utf-8", "replace")
