"""Options that several commands share.

What enters: nothing. What leaves: typer annotations. It deliberately reads no settings.
"""

from pathlib import Path
from typing import Annotated

import typer

_INDEX_HELP = "Where the index lives. (default: rapporteur/index in the XDG data folder)"
IndexOption = Annotated[
    Path | None,
    typer.Option("--index", metavar="DIR", help=_INDEX_HELP, show_default=False),
]
ModelOption = Annotated[
    Path | None,
    typer.Option("--model", metavar="DIR", help="Folder of a sentence-transformers model. (default: the bundled one)", show_default=False),
]
EncoderOption = Annotated[
    str | None,
    typer.Option("--encoder", metavar="NAME", help="default (English) or multilingual. (default: what the index was built with)", show_default=False),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]
DocumentOption = Annotated[
    list[str] | None,
    typer.Option("--document", metavar="GLOB", help="Only documents whose path matches, e.g. 'briefings/*'; may be given several times."),
]
AfterOption = Annotated[str, typer.Option("--after", metavar="DATE", help="Only documents dated DATE (2023-11-29, 2023-11, 2023) or later.")]
BeforeOption = Annotated[str, typer.Option("--before", metavar="DATE", help="Only documents dated before DATE.")]
PublisherOption = Annotated[str, typer.Option("--publisher", metavar="NAME", help="Only documents whose publisher's name holds NAME.")]
AuthorOption = Annotated[str, typer.Option("--author", metavar="NAME", help="Only documents whose author's name holds NAME.")]
SpeakerOption = Annotated[str, typer.Option("--speaker", metavar="NAME", help="Only what the text says that NAME said.")]
LanguageOption = Annotated[str, typer.Option("--language", metavar="CODE", help="Only documents in that language, e.g. en.")]
KindOption = Annotated[str, typer.Option("--kind", metavar="SUFFIX", help="Only files of that kind, e.g. pdf.")]
PasswordOption = Annotated[bool, typer.Option("--ask-password", help="Ask for a password to try on encrypted files.")]
UsersOption = Annotated[
    Path | None,
    typer.Option("--users", metavar="FILE", help="Who may use the page. (default: users.json in the XDG data folder)", show_default=False),
]
