"""The translations beside the quotes of one answer, as the page holds them.

What enters: numbers of quotes and what became of translating them. What leaves: a frozen value beside a turn of the conversation. It
deliberately is kept with no conversation on disk, and no export reads it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from assistant.translation import Translation


@dataclass(frozen=True, slots=True)
class Translations:
    """`made` holds translations by the number of their quote, None of one that is awaited; `sends_to` is the host that quotes go to."""

    sends_to: str = ""
    made: Mapping[int, Translation | None] = field(default_factory=dict)

    def awaited(self) -> tuple[int, ...]:
        """The numbers of the quotes whose translation is not there yet."""
        return tuple(number for number, translation in self.made.items() if translation is None)

    def having(self, number: int, translation: Translation | None) -> "Translations":
        """The same, with what became of one quote."""
        return replace(self, made={**self.made, number: translation})

    def without(self, number: int) -> "Translations":
        """The same, with nothing beside one quote."""
        return replace(self, made={other: translation for other, translation in self.made.items() if other != number})
