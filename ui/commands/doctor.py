"""The state of an installation, in plain words.

What enters: settings. What leaves: findings, each sound or with what to do about it. It deliberately repairs nothing unasked,
and then from the documents alone.
"""

import platform
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from rich.console import Console
from rich.text import Text

from assistant.conversations.store import FOLDER, ConversationStore
from corpus.errors import RapporteurError
from corpus.library import Library
from index.build import documents_folder, update_index
from index.chosen_encoder import bundled_in_force, chosen_encoder, kept_export_of
from index.generation import SCRATCH, current_generation
from index.lock import writer_of
from index.manifest import check_generation
from index.model import ModelCard, default_cache, verified_weights
from index.passage_index import PassageIndex
from index.plan import Progress
from ui.commands.terminal import printable
from ui.service.vitals import built_at
from ui.settings import Settings
from ui.whole_update import forget_gone, update_all

_PACKAGES = ("rapporteur", "sentence-transformers", "torch", "onnxruntime", "faiss-cpu", "rank-bm25", "gradio", "sentencex", "trafilatura")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    subject: str
    sound: bool
    detail: str


def examine(settings: Settings) -> list[Finding]:
    """Look at everything; a fault in one does not stop the others."""
    checks: Sequence[tuple[str, Callable[[], str]]] = (
        ("versions", _versions),
        ("model weights", lambda: _weights(settings)),
        ("model export", lambda: _export(settings)),
        ("index", lambda: _index(settings)),
        ("documents", lambda: _documents(settings)),
        ("updates", lambda: _updates(settings)),
        ("disk", lambda: _disk(settings)),
        *([("conversations", lambda: _conversations(settings))] if (settings.index / FOLDER).is_dir() else []),
    )
    return list(_found(checks))


def mend(settings: Settings, progress: Progress) -> None:
    """Build again what is damaged, every byte compared: the model's export, and the index from its documents. What Milvus keeps it
    vouches for itself; there the index is brought in line.

    Raises RapporteurError when the documents are not there either.
    """
    folder = documents_folder(settings.index)
    if folder is None:
        raise RapporteurError(f"the documents folder of {settings.index} is not known; run `rapporteur index FOLDER`")
    encoder = chosen_encoder(settings.chosen_model, default_cache(), settings.index, settings.milvus)
    if settings.milvus is not None:
        update_all(Library(folder), settings.index, encoder, progress, settings.milvus)
        return
    report = update_index(Library(folder), settings.index, encoder, progress, check_all=True)
    forget_gone(settings.index, report)


def show_findings(out: Console, findings: Sequence[Finding]) -> None:
    """Print the findings, a line each."""
    for finding in findings:
        mark = ("ok     ", "green") if finding.sound else ("WRONG  ", "bold red")
        out.print(Text.assemble(mark, (f"{finding.subject}: ", "bold"), printable(finding.detail)))


def _found(checks: Sequence[tuple[str, Callable[[], str]]]) -> Iterator[Finding]:
    for subject, check in checks:
        try:
            yield Finding(subject, True, check())
        except (RapporteurError, OSError) as error:
            yield Finding(subject, False, str(error))


def _versions() -> str:
    found = [f"Python {platform.python_version()}"]
    for name in _PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            raise RapporteurError(f"the package {name} is not installed; run `make setup`") from None
    return ", ".join(found)


def _weights(settings: Settings) -> str:
    return f"SHA-256 {verified_weights(settings.chosen_model or bundled_in_force(settings.index, settings.milvus))}"


def _kept(settings: Settings) -> tuple[Path, ModelCard]:
    return kept_export_of(settings.chosen_model, default_cache(), settings.index, settings.milvus)


def _export(settings: Settings) -> str:
    folder, card = _kept(settings)
    return f"{folder}, SHA-256 {card.onnx_sha256}"


def _index(settings: Settings) -> str:
    if settings.milvus is not None:
        return _milvus(settings)
    opened = PassageIndex.open(settings.index)
    in_force = current_generation(settings.index)
    if in_force is not None and (faults := check_generation(in_force, contents=True)):
        raise RapporteurError(f"{'; '.join(faults)}; run `rapporteur doctor --repair`")
    _, card = _kept(settings)
    if card.fingerprint != opened.manifest.recipe.encoder:
        raise RapporteurError("it was built with another model; run `rapporteur index` to build it again")
    counts = f"{opened.manifest.documents} documents, {opened.manifest.passages} passages"
    built = built_at(opened)
    when = f", built {datetime.fromtimestamp(built).astimezone():%Y-%m-%d %H:%M %Z}" if built is not None else ""
    return f"{settings.index}, generation {opened.generation}{when}, {counts}, every file as written"


def _updates(settings: Settings) -> str:
    """Whether one is running now, in any process, or was ended before its time."""
    if (writer := writer_of(settings.index)) is not None:
        return f"one is running{writer}"
    return "one was ended before its time; the next one begins where it can" if (settings.index / SCRATCH).exists() else "none is running"


def _disk(settings: Settings) -> str:
    """An update writes what changed beside what there is, in the worst case all of it."""
    if not settings.index.is_dir():
        raise RapporteurError(f"the folder {settings.index} is not there; run `rapporteur index FOLDER`")
    held = sum(path.stat().st_size for path in settings.index.rglob("*") if path.is_file())
    free = shutil.disk_usage(settings.index).free
    said = f"the index takes {held / 1e6:,.0f} MB, {free / 1e6:,.0f} MB are free"
    if free < held:
        raise RapporteurError(f"{said}; an update may need as much as the index takes: make room")
    return said


def _milvus(settings: Settings) -> str:
    from index.engine import open_engine

    opened = open_engine(settings.index, settings.milvus)
    if _kept(settings)[1].fingerprint != opened.recipe.encoder:
        raise RapporteurError("it was built with another model; run `rapporteur index` to build it again")
    return f"Milvus at {settings.uri}, generation {opened.generation}, {len(opened.documents())} documents, {len(opened)} passages"


def _conversations(settings: Settings) -> str:
    return f"{ConversationStore(settings.index / FOLDER).check()} kept, every answer as it was written"


def _documents(settings: Settings) -> str:
    folder = documents_folder(settings.index)
    if folder is None or not folder.is_dir():
        raise RapporteurError(f"the documents folder {folder or ''} is not there; run `rapporteur index FOLDER`")
    return str(folder)
