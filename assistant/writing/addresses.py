"""Where a writer is: an address or a file, and whether what is sent to it leaves this machine.

What enters: what a person set. What leaves: the same, read and judged. It deliberately resolves no names: a name other than
"localhost" is another machine, whatever it resolves to today.
"""

import ipaddress
from urllib.parse import urlsplit

from assistant.writing.writer import WriterError


def is_address(writer: str) -> bool:
    """Whether a writer was given as an address and not as a file."""
    return "://" in writer


def host_beyond(address: str) -> str:
    """The host of an address that is not this machine; empty for this machine. Raises WriterError for no usable address."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, None
    if parts is None or parts.scheme not in {"http", "https"} or not host:
        raise WriterError(f"the writer {_shown(address)!r} is no address; write it like http://127.0.0.1:11434/v1")
    if parts.username or parts.password:
        raise WriterError("the writer's address holds a name or password; put the key in RAPPORTEUR_WRITER_KEY instead")
    if parts.query or parts.fragment:
        raise WriterError(f"the writer {_shown(address)!r} holds a query; write only the address, like http://127.0.0.1:11434/v1")
    if _is_loopback(host):
        return ""
    if parts.scheme == "http":
        raise WriterError(f"the writer at {host} would get questions and quotes unencrypted; use https, or a model on this machine")
    return f"{host}:{port}" if port else host


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _shown(address: str) -> str:
    """An address without what may be a password in it."""
    return address.rpartition("@")[2] if "@" in address else address
