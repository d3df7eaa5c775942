"""A written answer as the page holds it.

What enters: the events of a writing desk. What leaves: a value beside a turn of the conversation, which grows as sentences pass. It
deliberately is kept with no conversation on disk: what a model wrote ends with the page.
"""

from dataclasses import dataclass, replace

from assistant.writing.answering import WrittenEnd, WrittenSentence


@dataclass(frozen=True, slots=True)
class Written:
    """The sentences so far, and how it ended once it has; `sends_to` is the host that questions and quotes go to."""

    sentences: tuple[WrittenSentence, ...] = ()
    end: WrittenEnd | None = None
    sends_to: str = ""

    def with_event(self, event: WrittenSentence | WrittenEnd) -> "Written":
        """What was written with one more event."""
        return replace(self, end=event) if isinstance(event, WrittenEnd) else replace(self, sentences=(*self.sentences, event))
