"""Who asks: the person behind a request, as the server knows them.

What enters: the scope of a request (ASGI 3.0). What leaves: a `Person`. Where the server asks nobody to sign in, everybody is
`LOCAL`. It deliberately knows no passwords and decides nothing: the gate that lets a request in writes down who it is.
"""

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any, Literal

Role = Literal["reader", "editor"]
ROLES: tuple[Role, ...] = ("reader", "editor")
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
    """The person of a request's scope. Raises LookupError where nobody wrote down who it is: such a request did not pass the gate."""
    person = scope.get(SCOPE_KEY)
    if not isinstance(person, Person):
        raise LookupError("a request came that did not pass the gate")
    return person


def set_person(scope: MutableMapping[str, Any], person: Person) -> None:
    """Write down who a request comes from."""
    scope[SCOPE_KEY] = person
