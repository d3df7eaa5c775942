"""The options that narrow a question to some documents, for every command that asks one.

What enters: a command with a parameter `where`. What leaves: the same command, whose `where` is made of options. It deliberately
looks at no value: the filter does.
"""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

import typer

_GLOB_HELP = "Only documents whose path matches, e.g. 'briefings/*'; may be given several times."
# By the filter's own names, in the order in which they are listed.
_OPTIONS: dict[str, tuple[Any, Any]] = {
    "documents": (Annotated[list[str] | None, typer.Option("--document", metavar="GLOB", help=_GLOB_HELP)], None)
} | {
    name: (Annotated[str, typer.Option(f"--{name}", metavar=stands, help=words)], "")
    for name, stands, words in (
        ("after", "DATE", "Only documents dated DATE (2023-11-29, 2023-11, 2023) or later."),
        ("before", "DATE", "Only documents dated before DATE."),
        ("publisher", "NAME", "Only documents whose publisher's name holds NAME."),
        ("author", "NAME", "Only documents whose author's name holds NAME."),
        ("speaker", "NAME", "Only what the text says that NAME said."),
        ("language", "CODE", "Only documents in that language, e.g. en."),
        ("kind", "SUFFIX", "Only files of that kind, e.g. pdf."),
    )
}


def filtered(command: Callable[..., None]) -> Callable[..., None]:
    """A command as Typer takes it, with an option for each part of a filter in place of its parameter `where`."""

    @wraps(command)
    def run(**given: Any) -> None:
        from index.filters import Filter

        wanted = {name: given.pop(name, default) for name, (_, default) in _OPTIONS.items()}
        command(where=Filter(**wanted | {"documents": tuple(wanted["documents"] or ())}), **given)

    parameters: list[inspect.Parameter] = []
    for own in inspect.signature(command).parameters.values():
        parts = _OPTIONS.items() if own.name == "where" else [(own.name, (own.annotation, own.default))]
        parameters += [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=kind, default=value) for name, (kind, value) in parts]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return run
