"""How the server may be reached, by whom, and how much each may ask of it.

What enters: the address it listens on and what a person set. What leaves: one frozen `Access`, or a refusal to start. It deliberately
lets nobody in itself (`ui.service.gate` does).
"""

import ipaddress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from corpus.errors import RapporteurError
from ui.service.accounts import Accounts


@dataclass(frozen=True, slots=True)
class Limits:
    """For one person (or one address, where nobody signs in), and for all together. 0 sets no limit.

    A person reads between two questions; a program that checks a draft asks some in a second. What is looked at beside, lists and
    page images and buttons, may come ten times as often.
    """

    questions_per_minute: int = 120
    changes_per_minute: int = 600
    connections: int = 1000

    @property
    def lookups_per_minute(self) -> int:
        return 10 * self.questions_per_minute


@dataclass(frozen=True, slots=True)
class Access:
    """Who may reach the server. Without accounts nobody is asked who they are.

    `address`: what people type to reach it, where a proxy stands before it: `https://documents.example`. `without_users`: somebody said
    that everyone who reaches it may use it.
    """

    accounts: Accounts | None = None
    address: str = ""
    without_users: bool = False
    limits: Limits = field(default_factory=Limits)

    @property
    def secure(self) -> bool:
        """Whether browsers reach it encrypted, by what a person set and nothing a request says."""
        return self.address.startswith("https://")

    def check(self, host: str) -> None:
        """Raises RapporteurError where the server would be open to others by mistake."""
        users = self.accounts.users() if self.accounts else {}
        if users or self.without_users or (is_this_computer(host) and not self.address):
            return
        raise RapporteurError(
            f"at {self.address or host or 'all addresses'} others could reach the page, and there are no users yet; add one with "
            "`rapporteur user add NAME`, or let everyone who reaches it ask, add and remove with --without-users"
        )


def is_this_computer(host: str) -> bool:
    """Whether only programs on this computer reach an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def public_address(typed: str) -> str:
    """An address as a browser writes it in `Origin`. Raises RapporteurError for what is none."""
    try:
        parts = urlsplit(typed)
        wrong = parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/") or parts.query or parts.username
        port = f":{parts.port}" if parts.port and parts.port != {"http": 80, "https": 443}[parts.scheme] else ""
    except (ValueError, KeyError):
        wrong, port = True, ""
    if wrong:
        raise RapporteurError(f"address is {typed!r}; it must be what people type to reach the page, e.g. https://documents.example")
    name = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{name}{port}"
