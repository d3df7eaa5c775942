"""Which encoder an index is built and searched with.

What enters: what a person chose, if anything, and the index in force. What leaves: encoders. An index that another encoder built is
searched with that one until a build with the chosen one is in force. It deliberately knows no settings.
"""

from contextlib import suppress
from pathlib import Path

from corpus.errors import RapporteurError
from index.bundled_models import BUNDLED, EncoderName, Model
from index.encoder import OnnxEncoder
from index.engine import open_engine
from index.generation import candidates
from index.manifest import read_manifest
from index.milvus.client import MilvusServer
from index.model import ModelCard, export_of, kept_export


def chosen_encoder(model: Model | None, cache: Path, index_folder: Path, milvus: MilvusServer | None = None) -> OnnxEncoder:
    """The encoder to build with: the one chosen, else the one the index in force was built with, else the default.

    Raises ModelError when it cannot be opened.
    """
    if model is None and (fingerprint := _in_force(index_folder, milvus)) and (found := encoder_of(fingerprint, cache)) is not None:
        return found
    return OnnxEncoder.open(model, cache)


def encoder_of(fingerprint: str, cache: Path) -> OnnxEncoder | None:
    """The encoder whose vectors bear a fingerprint: from the cache, or made again from a package's weights; None when it is neither's.

    Raises ModelError when a package's weights are not the published ones.
    """
    kept = OnnxEncoder.of_fingerprint(fingerprint, cache)
    if kept is not None:
        return kept
    for name, bundled in BUNDLED.items():
        if fingerprint.startswith(bundled.sha256[:16]):
            made = OnnxEncoder.open(name, cache)
            return made if made.fingerprint == fingerprint else None
    return None


def kept_export_of(model: Model | None, cache: Path, index_folder: Path, milvus: MilvusServer | None = None) -> tuple[Path, ModelCard]:
    """The export that `chosen_encoder` would open, as it is in the cache. Raises ModelError when there is none; makes nothing."""
    if model is None and (found := export_of(_in_force(index_folder, milvus), cache)) is not None:
        return found
    return kept_export(model or bundled_in_force(index_folder, milvus), cache)


def bundled_in_force(index_folder: Path, milvus: MilvusServer | None = None) -> EncoderName:
    """Which of the packages' models the index in force was built with; "default" where there is no index, or another model built it."""
    fingerprint = _in_force(index_folder, milvus)
    return next((name for name, bundled in BUNDLED.items() if fingerprint.startswith(bundled.sha256[:16])), "default")


def _in_force(index_folder: Path, milvus: MilvusServer | None) -> str:
    """The fingerprint of the encoder that built the index in force; empty when there is no index."""
    if milvus is not None:
        with suppress(RapporteurError):
            return open_engine(index_folder, milvus).recipe.encoder
        return ""
    for generation in candidates(index_folder):
        with suppress(RapporteurError):
            return read_manifest(generation).recipe.encoder
    return ""
