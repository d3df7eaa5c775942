"""Questions in, verified quotes out.

Names are imported when they are first used, so that importing one module does not import every reader and library.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.answer import Answer, Citation, Evidence
    from assistant.assistant import Assistant

_HOMES = {
    "Answer": "assistant.answer",
    "Assistant": "assistant.assistant",
    "Citation": "assistant.answer",
    "Evidence": "assistant.answer",
}
__all__ = ["Answer", "Assistant", "Citation", "Evidence"]


def __getattr__(name: str) -> object:
    """The public name, from the module that defines it."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
