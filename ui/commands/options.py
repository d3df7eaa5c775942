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
PasswordOption = Annotated[bool, typer.Option("--ask-password", help="Ask for a password to try on encrypted files.")]
UsersOption = Annotated[
    Path | None,
    typer.Option("--users", metavar="FILE", help="Who may use the page. (default: users.json in the XDG data folder)", show_default=False),
]
