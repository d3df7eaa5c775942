"""What several tests need: a small library on disk, the hashing encoder, and the real encoder where a test is marked for it.

The small library is written for these tests: two meetings, a list of figures, a page with furniture. Nothing here needs
a model or a network except `real_encoder`, and that only reads what the packages brought.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hashing_encoder import HashingEncoder
from hypothesis import HealthCheck, settings
from user_fixtures import accounts, cheap_hashes

from index.encoder import Encoder

__all__ = ["accounts", "cheap_hashes"]  # fixtures made elsewhere

settings.register_profile("rapporteur", deadline=None, max_examples=60, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(
    "search", deadline=None, max_examples=3000, suppress_health_check=[HealthCheck.too_slow]
)  # pytest --hypothesis-profile=search
settings.load_profile("rapporteur")

SMALL_LIBRARY: Mapping[str, str] = {
    "lake-meeting.md": (
        "---\ntitle: Lake meeting\ndate: 2021-05-04\npublisher: Lake Secretariat\nlanguage: en\n---\n\n# Lake meeting\n\n## Fishing\n\n"
        "The ministers agreed to close the northern shore to trawlers from June to August. "
        "Patrol boats of both countries will watch the closed waters together.\n\n"
        "## Ferries\n\nA second ferry will sail between the two harbours every morning. It carries sixty cars.\n"
    ),
    "harbour-note.txt": (
        "Note on the harbour\n\nPublished 7 March 2022\n\nThe harbour master counted 412 vessels in February. "
        "She noted that so far, nine of them had no papers. Fines were raised to 300 crowns.\n\n"
        "Related posts\n\nThe winter market opens\n"
    ),
    "bridges/north-bridge.txt": (
        "The north bridge\n\nThe north bridge was closed to lorries after cracks were found in its second pier. "
        "Engineers expect repairs to last until the spring of 2024.\n"
    ),
}


@pytest.fixture
def encoder() -> HashingEncoder:
    return HashingEncoder()


@pytest.fixture
def write_library(tmp_path: Path) -> Callable[[Mapping[str, str | bytes]], Path]:
    """A function that writes files below one folder and returns the folder."""

    def write(files: Mapping[str, str | bytes]) -> Path:
        folder = tmp_path / "documents"
        folder.mkdir(exist_ok=True)
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return folder

    return write


@pytest.fixture
def small_library(write_library: Callable[[Mapping[str, str | bytes]], Path]) -> Path:
    return write_library(SMALL_LIBRARY)


@pytest.fixture(scope="session")
def real_encoder() -> Iterator[Encoder]:
    from index.encoder import OnnxEncoder
    from index.model import default_cache

    yield OnnxEncoder.open(None, default_cache())
