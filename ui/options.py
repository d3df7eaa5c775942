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
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]
DocumentOption = Annotated[
    str | None, typer.Option("--document", metavar="GLOB", help="Only documents whose path matches, e.g. 'briefings/*'.", show_default=False)
]
