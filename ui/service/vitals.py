"""How the process is: memory, processor time, open files; when the index in force was built.

What enters: nothing but what the operating system says of this process and of a generation's folder. What leaves: numbers, each with the
name the Prometheus project gives it; what a system does not tell is left out. It deliberately keeps nothing.
"""

import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from index.manifest import MANIFEST

_STARTED = time.time()


def vitals() -> Mapping[str, tuple[str, str, float]]:
    """Kind, words and value of each gauge and counter of the process, by name."""
    found = {
        "process_cpu_seconds_total": ("counter", "Processor seconds used by the process.", round(time.process_time(), 3)),
        "process_start_time_seconds": ("gauge", "When the process began, in seconds since 1970.", round(_STARTED, 3)),
    }
    if (memory := resident_bytes()) is not None:
        found["process_resident_memory_bytes"] = ("gauge", "Memory in use.", memory)
    if sys.platform == "linux":
        found["process_open_fds"] = ("gauge", "Open files.", sum(1 for _ in Path("/proc/self/fd").iterdir()))
    return found


def resident_bytes(process: str = "self") -> int | None:
    """The memory a process has in use; None where the system does not tell."""
    if sys.platform != "linux":
        return None
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def built_at(index: object) -> float | None:
    """When the generation in force was put together, in seconds since 1970; None where it is in no folder."""
    folder = getattr(index, "folder", None)
    try:
        return (folder / MANIFEST).stat().st_mtime if isinstance(folder, Path) else None
    except OSError:
        return None
