"""The smallest OLE container: what Outlook's messages and the older office files are kept in, written for tests."""

import struct
from collections.abc import Sequence

FREE, END, FAT, NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
Storage = dict[str, "bytes | Storage"]


def chained(sizes: Sequence[int], size: int) -> tuple[list[int], list[int]]:
    """The first places of pieces laid one after the other, and each place's next."""
    starts: list[int] = []
    links: list[int] = []
    for length in sizes:
        count = -(-length // size)
        starts.append(len(links) if count else END)
        links += [len(links) + step + 1 for step in range(count - 1)] + [END] * (count > 0)
    return starts, links


def padded(content: bytes, size: int) -> bytes:
    return content + bytes(-len(content) % size)


def container(root: Storage) -> bytes:
    """An OLE container, all of whose streams are smaller than 4,096 bytes."""
    entries: list[list[object]] = [["Root Entry", 5, NONE, NONE, b""]]

    def add(storage: Storage) -> int:
        first = NONE
        previous: list[object] | None = None
        for name, value in sorted(storage.items(), key=lambda item: (len(item[0]), item[0].upper())):
            entry: list[object] = [name, 2 if isinstance(value, bytes) else 1, NONE, NONE, value if isinstance(value, bytes) else b""]
            entries.append(entry)
            number = len(entries) - 1
            if previous is None:
                first = number
            else:
                previous[2] = number
            previous = entry
            if not isinstance(value, bytes):
                entry[3] = add(value)
        return first

    entries[0][3] = add(root)
    streams = [bytes(entry[4]) for entry in entries]  # type: ignore[call-overload]
    assert all(len(stream) < 4096 for stream in streams)
    mini_starts, mini_links = chained([len(stream) for stream in streams], 64)
    mini = b"".join(padded(stream, 64) for stream in streams)
    directory_size = -(-len(entries) // 4) * 512
    mini_fat = padded(struct.pack(f"<{len(mini_links)}I", *mini_links), 512)
    (directory_at, mini_fat_at, mini_at), links = chained([directory_size, len(mini_fat), len(mini)], 512)
    directory = b""
    for place, (name, kind, right, child, stream) in enumerate(entries):
        letters = str(name).encode("utf-16-le")
        start, size = (mini_at + 1, len(mini)) if place == 0 else (mini_starts[place], len(stream))  # type: ignore[arg-type]
        directory += letters.ljust(64, b"\0") + struct.pack("<HBBIII", len(letters) + 2, kind, 1, NONE, right, child)
        directory += bytes(36) + struct.pack("<IQ", start if size else END, size)
    table = [FAT, *(link + 1 if link != END else END for link in links)]
    assert len(table) <= 128
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6xIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, directory_at + 1, 0, 4096)
    header += struct.pack("<IIII", mini_fat_at + 1, len(mini_fat) // 512, END, 0) + struct.pack("<109I", 0, *[FREE] * 108)
    fat = struct.pack("<128I", *table, *[FREE] * (128 - len(table)))
    free = struct.pack("<64xHBBIII48x", 0, 0, 0, NONE, NONE, NONE)
    while len(directory) < directory_size:
        directory += free
    return header + fat + directory + mini_fat + padded(mini, 512)
