"""Who asks: the person behind a request, as the server knows them.

What enters: the scope of a request (ASGI 3.0). What leaves: a `Person`. Where the server asks nobody to sign in, everybody is
`LOCAL`. It deliberately knows no passwords and decides nothing: whoever lets a request in says who it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Role = Literal["reader", "editor"]
# Where in a request's scope the person stands.
SCOPE_KEY = "rapporteur.person"


@dataclass(frozen=True, slots=True)
class Person:
    """A reader asks; an editor also changes the library. `name` is empty where nobody signs in."""

    name: str
    role: Role

    @property
    def may_edit(self) -> bool:
        return self.role == "editor"


LOCAL = Person("", "editor")


def person_of(scope: Mapping[str, Any]) -> Person:
    """The person of a request's scope; `LOCAL` where nobody signs in."""
    person = scope.get(SCOPE_KEY, LOCAL)
    return person if isinstance(person, Person) else LOCAL
