"""Canonical JSON, and the seal over it.

What enters: a record. What leaves: the one way to write it as JSON (RFC 8785, for records whose keys are ASCII and whose
fractions have at most four digits), and its SHA-256. It deliberately signs nothing: whoever changes a record can seal it again.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

SEAL = "seal"


def seal_of(record: Mapping[str, Any]) -> str:
    """The SHA-256 of a record's canonical JSON, its seal left out; lower-case hexadecimal."""
    return hashlib.sha256(canonical({name: value for name, value in record.items() if name != SEAL})).hexdigest()


def canonical(record: Mapping[str, Any]) -> bytes:
    """Sorted keys, no white space, UTF-8, no escapes but the necessary. Raises ValueError for what is no JSON."""
    return json.dumps(_plain(record), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def _plain(value: Any) -> Any:
    """A value with whole numbers written as such: 1.0 and 1 are one number in JSON."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
