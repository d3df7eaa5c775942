"""The command `rapporteur export`.

What enters: answer files, and the form asked for. What leaves: citations or a transcript in that form, printed or written to a
file. It deliberately reads no document: what an answer file says is what is exported, and one whose seal is broken is refused.
"""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.errors import RapporteurError
from ui.commands.output import require_place, write_file

if TYPE_CHECKING:
    from assistant.proof.answer_file import SavedAnswer


class Form(StrEnum):
    """What an answer can be exported as."""

    ANNOTATION = "annotation"
    CSL = "csl"
    CSL_CITATIONS = "csl-citations"
    BIBTEX = "bibtex"
    FOOTNOTES = "footnotes"
    MARKDOWN_FOOTNOTES = "markdown-footnotes"
    MARKDOWN = "markdown"
    HTML = "html"
    DOCX = "docx"


def export(
    answers: Annotated[list[Path], typer.Argument(metavar="ANSWER...", help="Answer files; several make one conversation.", show_default=False)],
    form: Annotated[Form, typer.Option("--format", help="The form.", show_default=False)],
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE.", show_default=False)] = None,
) -> None:
    """Write the citations of saved answers, or the whole conversation, in a form other programs read."""
    from assistant.proof.export import exported

    require_place(output)
    content = exported([_opened(path) for path in answers], form.value)
    if output is not None:
        write_file(output, content)
    elif form is Form.DOCX and sys.stdout.isatty():
        raise RapporteurError("a Word document is nothing a terminal can show; name a file with --output")
    else:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()


def _opened(path: Path) -> "SavedAnswer":
    from assistant.proof.answer_file_reading import read_answer

    try:
        answer, whole = read_answer(path.read_bytes())
    except OSError as error:
        raise RapporteurError(f"{path} cannot be read: {error.strerror or error}") from error
    except RapporteurError as error:
        raise RapporteurError(f"{path}: {error}") from error
    if not whole:
        raise RapporteurError(f"{path} was changed after it was saved: its seal is broken; nothing was exported")
    return answer
