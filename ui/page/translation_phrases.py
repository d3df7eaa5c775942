"""The words beside a quote that can be translated.

What enters: a quote's number. What leaves: words for people. It deliberately holds no markup.
"""

TRANSLATE = "Translate"
TRANSLATING = "Translating…"
HIDE = "Hide translation"


def translate(number: int) -> str:
    """What a screen reader says of the button."""
    return f"{TRANSLATE} quote {number} by machine"


def hide(number: int) -> str:
    """What a screen reader says of the button that takes a translation away."""
    return f"{HIDE} of quote {number}"
