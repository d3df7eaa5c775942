"""Web hosts: the numbers behind a name, and which of them may be asked.

What enters: a host's name as it stands in an address. What leaves: its numbers, every one of them public: a page must not make
this program ask the machine it runs on, or the network around it, for something. It deliberately connects to nothing.
"""

import re
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from socket import SOCK_STREAM
from typing import Any

from corpus.errors import DocumentError

# As socket.getaddrinfo, of whose answers the last item is the number and the port.
Resolve = Callable[..., Sequence[tuple[Any, ...]]]
Allowed = Callable[[IPv4Address | IPv6Address], bool]

# Where a network translates to IPv4, the number to judge is the one inside.
_TRANSLATED = IPv6Network("64:ff9b::/96")
_TRANSLATED_LOCALLY = IPv6Network("64:ff9b:1::/48")
# "2130706433", "0x7f.1", "0177.0.0.1": systems read these as numbers, and people do not.
_ODD_NUMBER = re.compile(r"(?:.*\.)?(?:0[xX][0-9a-fA-F]*|\d+)\.?")
_PLAIN_NUMBER = re.compile(r"(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}")


def is_public(number: IPv4Address | IPv6Address) -> bool:
    """Whether a number belongs to the public net, judged by the IPv4 number inside an IPv6 one where there is one."""
    if isinstance(number, IPv6Address):
        if number.ipv4_mapped is not None:
            return is_public(number.ipv4_mapped)
        if number in _TRANSLATED:
            return is_public(IPv4Address(int(number) & 0xFFFFFFFF))
        if number.sixtofour is not None or number.teredo is not None or number in _TRANSLATED_LOCALLY or number.is_site_local:
            return False
    return number.is_global and not (number.is_multicast or number.is_reserved or number.is_unspecified or number.is_loopback or number.is_link_local)


def checked_numbers(host: str, port: int, resolve: Resolve, allowed: Allowed) -> list[str]:
    """The numbers of a host, all of them allowed. Raises DocumentError when one is not: the others may be there to hide it."""
    if _ODD_NUMBER.fullmatch(host) and not _PLAIN_NUMBER.fullmatch(host):
        raise DocumentError(f"{host} is a number in disguise and is not asked; write the name of the site")
    try:
        answers = resolve(host, port, type=SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise DocumentError(f"no site has the name {host}; check the address and the connection") from error
    numbers = list(dict.fromkeys(str(answer[-1][0]) for answer in answers))
    for number in numbers:
        try:
            public = "%" not in number and allowed(ip_address(number))
        except ValueError:
            public = False
        if not public:
            raise DocumentError(f"{host} is a place inside this machine or its network ({number}), and only public sites are asked")
    if not numbers:
        raise DocumentError(f"no site has the name {host}; check the address and the connection")
    return numbers
