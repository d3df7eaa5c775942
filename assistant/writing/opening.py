"""A writer from what a person set.

What enters: an address or a file, a model's name, a key, and whether another machine was chosen. What leaves: a Writer. It
deliberately reads no settings, and imports the library of a kind of writer only when that kind is used.
"""

from dataclasses import dataclass, field
from pathlib import Path

from assistant.writing.addresses import host_beyond, is_address
from assistant.writing.writer import Writer, WriterError


@dataclass(frozen=True, slots=True)
class WriterChoice:
    """What a person set: `where` is an address or a GGUF file; `beyond` allows another machine than this one."""

    where: str
    model: str = ""
    key: str = field(default="", repr=False)
    beyond: bool = False


def open_writer(choice: WriterChoice) -> Writer:
    """The writer that was chosen. Raises WriterError, saying what is wrong and what to do."""
    if not is_address(choice.where):
        from assistant.writing.gguf_writer import GgufWriter

        return GgufWriter(Path(choice.where).expanduser())
    host = host_beyond(choice.where)
    if host and not choice.beyond:
        raise WriterError(
            f"the writer is at {host}: questions and quotes would be sent there; to allow it, give --writer-beyond or set writer_beyond = true"
        )
    from assistant.writing.server_writer import ServerWriter

    return ServerWriter(choice.where, choice.model, choice.key, host)
