"""Compressed RTF: how Outlook packs the formatted body of a message ([MS-OXRTFCP]).

What enters: the packed bytes. What leaves: RTF. The packing is LZ77 over a ring of 4,096 bytes that begins with words any RTF
holds; no input grows more than ninefold. It deliberately checks no sums: a body that is damaged is read as far as it goes.
"""

import struct

_HEADER = struct.Struct("<IIII")
_PACKED = 0x75465A4C  # "LZFu"
_PLAIN = 0x414C454D  # "MELA"
_RING = 4096
_START = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans SerifSymbolArialTimes New Roman"
    rb"Courier{\colortbl\red0\green0\blue0" + b"\r\n" + rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)


def decompressed(packed: bytes) -> bytes:
    """The RTF in packed bytes; empty when they are none."""
    if len(packed) < _HEADER.size:
        return b""
    _, size, kind, _ = _HEADER.unpack_from(packed)
    body = packed[_HEADER.size :]
    if kind == _PLAIN:
        return body[:size]
    return _unpacked(body)[:size] if kind == _PACKED else b""


def _unpacked(body: bytes) -> bytes:
    """Groups of eight tokens after a byte that tells them apart: a byte itself, or a place in the ring and a length."""
    ring = bytearray(_START.ljust(_RING, b"\0"))
    write, position = len(_START), 0
    found = bytearray()
    while position < len(body):
        control = body[position]
        position += 1
        for bit in range(8):
            if not control >> bit & 1:
                piece = body[position : position + 1]
                position += 1
            else:
                token = int.from_bytes(body[position : position + 2].ljust(2, b"\0"), "big")
                position += 2
                read, length = token >> 4, (token & 15) + 2
                if read == write:  # the end
                    return bytes(found)
                piece = b""
                for step in range(length):  # byte by byte: what is written may be read again within one token
                    byte = ring[(read + step) % _RING]
                    ring[(write + step) % _RING] = byte
                    piece += bytes((byte,))
            for step, byte in enumerate(piece):
                ring[(write + step) % _RING] = byte
            write = (write + len(piece)) % _RING
            found += piece
            if position >= len(body):
                return bytes(found)
    return bytes(found)
