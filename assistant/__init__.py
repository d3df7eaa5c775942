"""Questions in, verified quotes out."""

from assistant.answer import Answer, Citation, Evidence
from assistant.assistant import Assistant

__all__ = ["Answer", "Assistant", "Citation", "Evidence"]
