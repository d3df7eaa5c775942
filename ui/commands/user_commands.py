"""The commands `rapporteur user …`, and who may use the page that `rapporteur serve` opens.

What enters: names, roles, and passwords typed at a prompt or piped in. What leaves: changes of the users file, and a new token, printed this
once. It deliberately takes no password as an argument: those are seen by everybody on the machine and kept in histories.
"""

import getpass
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpus.errors import RapporteurError
from ui.commands.options import JsonOption, UsersOption
from ui.commands.output import print_json
from ui.settings import Settings, load_settings

if TYPE_CHECKING:
    from ui.service.access import Access
    from ui.service.accounts import Accounts

user_app = typer.Typer(name="user", help="Who may use the page and the service: users, passwords, tokens.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The user's name; its case does not matter.")]
RoleOption = Annotated[
    str, typer.Option("--role", metavar="ROLE", help="reader: asks and reads; editor: also adds, describes and removes documents.")
]
LabelOption = Annotated[str, typer.Option("--label", metavar="TEXT", help="What the token is for, to know it again.")]
RevokeOption = Annotated[str | None, typer.Option("--revoke", metavar="ID", help="Make this token worthless instead; `user list` shows the IDs.")]


@user_app.command("add")
def add_user(name: Name, role: RoleOption = "reader", users: UsersOption = None) -> None:
    """Add a user. The password is asked for, or read as one line of standard input."""
    accounts, known_role = _accounts(users), _role(role)
    added = accounts.add(name, known_role, _new_password())
    _say(f"added {added}, {known_role}; a running server knows at once")


@user_app.command("list")
def list_users(users: UsersOption = None, as_json: JsonOption = False) -> None:
    """List the users, their roles and their tokens."""
    for name, user in sorted(_accounts(users).users().items()):
        tokens = [{"token_id": token.token_id, "label": token.label, "made": token.made} for token in user.tokens]
        if as_json:
            print_json({"name": name, "role": user.role, "tokens": tokens})
            continue
        _print(f"{name}  {user.role}")
        for token in user.tokens:
            _print(f"  token {token.token_id}  made {token.made}  {token.label}".rstrip())


@user_app.command("remove")
def remove_user(name: Name, users: UsersOption = None) -> None:
    """Remove a user with their tokens and conversations; their open pages end with the next click."""
    from assistant.conversations.store import FOLDER, ConversationStore
    from ui.service.accounts import user_name

    accounts, index = _accounts(users), load_settings().index
    accounts.remove(name)
    _say(f"removed {name}")
    # Another person of this name must not find them.
    if deleted := ConversationStore(index / FOLDER).delete_all(user_name(name)):
        _say(f"deleted {deleted} of their conversations in {index}")
    if not accounts.users():
        _say("there are no users any more: a server that runs lets nobody in; started again, it asks nobody on this computer to sign in")


@user_app.command("password")
def change_password(name: Name, users: UsersOption = None) -> None:
    """Set a new password; whoever is signed in with the old one is signed out. Tokens stay valid."""
    _accounts(users).change_password(name, _new_password())
    _say(f"changed the password of {name}; their sessions end, their tokens stay")


@user_app.command("role")
def change_role(name: Name, role: Annotated[str, typer.Argument(metavar="ROLE", help="reader or editor.")], users: UsersOption = None) -> None:
    """Make a user a reader or an editor, from their next click on."""
    known_role = _role(role)
    _accounts(users).change_role(name, known_role)
    _say(f"{name} is now {known_role}")


@user_app.command("token")
def token(name: Name, label: LabelOption = "", revoke: RevokeOption = None, users: UsersOption = None) -> None:
    """Make a token for programs of a user, printed this once; or revoke one."""
    accounts = _accounts(users)
    if revoke is not None:
        accounts.revoke_token(name, revoke)
        _say(f"revoked {revoke}")
        return
    made, kept = accounts.add_token(name, label)
    _say(f"token {kept.token_id} for {name}; it is shown this once:")
    _print(made)


def access_of(settings: Settings, without_users: bool) -> "Access":
    """Who may use a server with these settings. Raises RapporteurError where others could use it by mistake; where they shall, says so."""
    from ui.service.access import Access, Limits, is_this_computer, public_address
    from ui.service.accounts import Accounts

    accounts = Accounts(settings.users)
    limits = Limits(settings.questions_per_minute, settings.changes_per_minute, settings.connections)
    access = Access(accounts, public_address(settings.address) if settings.address else "", without_users, limits)
    access.check(settings.host)
    if not accounts.users() and not (is_this_computer(settings.host) and not access.address):
        _say("EVERYBODY who can reach this address may ask, add and remove documents, without signing in (--without-users)")
    elif not is_this_computer(settings.host) and not access.secure:
        _say("passwords and documents travel unencrypted to other machines; put a proxy with HTTPS before the page and name it with --address")
    return access


def _accounts(users: Any) -> "Accounts":
    from ui.service.accounts import Accounts

    return Accounts(load_settings(users=users).users)


def _role(typed: str) -> Any:
    from ui.service.person import ROLES

    if typed not in ROLES:
        raise RapporteurError(f"role is {typed!r}; it must be one of {', '.join(ROLES)}")
    return typed


def _new_password() -> str:
    """A password typed twice without being shown, or one line of standard input where there is no terminal."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    typed = getpass.getpass("New password: ")
    if getpass.getpass("The same again: ") != typed:
        raise RapporteurError("the two passwords are not the same; nothing was changed")
    return typed


def _say(words: str) -> None:
    from ui.commands import terminal

    terminal.errors().print(terminal.printable(words), markup=False)


def _print(words: str) -> None:
    from ui.commands.terminal import printable

    typer.echo(printable(words))
