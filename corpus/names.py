"""Names of files, made safe.

What enters: a name as somebody gave it. What leaves: one that no shell, page or file system misreads. It deliberately keeps
letters of every script, spaces and the usual punctuation of titles.
"""

import re
import unicodedata
from pathlib import PurePosixPath

# A disk takes names of 255 bytes; a suffix, a number and the mark of a partial file are added.
MAX_STEM_BYTES = 200
# Folders people keep are not deeper, and a path has its limit too.
MAX_FOLDERS = 8
_UNSAFE = re.compile(r"[^\w.,()&'’+ -]+")


def safe_name(name: str) -> str:
    """The last part of a name, without anything a shell, a page or another system could misread."""
    last = unicodedata.normalize("NFC", name.replace("\\", "/")).rpartition("/")[2]
    bare = _UNSAFE.sub("_", last).rstrip(" ._")
    name = bare.lstrip(" .")
    if "." not in name and "." in bare.removesuffix(name):  # ".txt" is a suffix without a name, and not a name without a suffix
        name = f"document.{name}" if name else ""
    path = PurePosixPath(name or "document.txt")
    stem = path.stem.encode("utf-8", "ignore")[:MAX_STEM_BYTES].decode("utf-8", "ignore").strip(" ._")
    return f"{stem or 'document'}{path.suffix.lower()}"


def safe_folder(name: str) -> str:
    """The folders of a relative path, made safe like names; empty for none. None of them leads up, and none is hidden."""
    parts = unicodedata.normalize("NFC", name.replace("\\", "/")).split("/")
    safe = (_UNSAFE.sub("_", part).encode("utf-8", "ignore")[:MAX_STEM_BYTES].decode("utf-8", "ignore").strip(" ._") for part in parts)
    return "/".join(list(filter(None, safe))[:MAX_FOLDERS])
