"""Texts to vectors on onnxruntime; tokenizers is imported here alone.

What enters: texts. What leaves: unit rows, float32, (n, d), or one unit row per token. Every text runs alone, without
padding: int8 activations are scaled over a whole batch, so a text's vector would otherwise depend on its neighbours.
Two runs side by side, one thread each, are also faster than any padded batch. It deliberately knows no torch.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from corpus.errors import ModelError
from index.bundled_models import Model
from index.calibration import CALIBRATIONS, Calibration
from index.kept_vectors import KeptVectors
from index.model import ModelCard, export_of, exported_model
from index.offline_onnxruntime import onnxruntime

Vectors = NDArray[np.float32]
# Two stages of an answer ask for the vectors of the same question.
_QUESTIONS_IN_MEMORY = 64
# Token vectors of a passage are about 200 kB; a question reads thirty.
_TEXTS_IN_MEMORY = 256


class Encoder(Protocol):
    """What the index needs of a model; vectors of one fingerprint are comparable."""

    @property
    def fingerprint(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    @property
    def calibration(self) -> Calibration:
        """What this model's cosines are worth."""
        ...

    def encode_passages(self, texts: Sequence[str], progress: Callable[[int], None] = ...) -> Vectors:
        """Unit rows (n, d) of passages, one text at a time; `progress` hears how many are done."""
        ...

    def encode_question(self, text: str) -> tuple[Vectors, Vectors]:
        """The unit vector of a question, (d,), and the unit vectors of its tokens, (t, d)."""
        ...

    def token_vectors(self, texts: Sequence[str]) -> list[tuple[Vectors, NDArray[np.int32]]]:
        """For each text, unit vectors of its tokens, (t, d), and the characters each token covers, (t, 2)."""
        ...


class OnnxEncoder:
    """A sentence encoder exported by `index.export`."""

    def __init__(self, folder: Path, card: ModelCard) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(card.max_tokens)
        self._tokenizer.no_padding()
        self._card = card
        self._readers = ThreadPoolExecutor(_cores(), thread_name_prefix="encoder")
        # Threads of their own, or a question would wait behind the hundreds of passages that an update has handed over.
        self._builders = ThreadPoolExecutor(_cores(), thread_name_prefix="encoder of updates")
        self._questions: KeptVectors[tuple[Vectors, Vectors]] = KeptVectors(_QUESTIONS_IN_MEMORY)
        self._texts: KeptVectors[tuple[Vectors, NDArray[np.int32]]] = KeptVectors(_TEXTS_IN_MEMORY)

    @classmethod
    def open(cls, model: Model | None, cache: Path) -> "OnnxEncoder":
        """Open a model, the default one where none is named, exporting it on first use. Raises ModelError."""
        return cls._opened(*exported_model(model, cache))

    @classmethod
    def of_fingerprint(cls, fingerprint: str, cache: Path) -> "OnnxEncoder | None":
        """The encoder whose vectors bear a fingerprint, from the exports in the cache; None when there is none. Raises ModelError."""
        found = export_of(fingerprint, cache)
        return cls._opened(*found) if found is not None else None

    @classmethod
    def _opened(cls, folder: Path, card: ModelCard) -> "OnnxEncoder":
        try:
            return cls(folder, card)
        except Exception as error:
            raise ModelError(f"the model in {folder} does not open: {error}; remove that folder and try again") from error

    @property
    def fingerprint(self) -> str:
        return self._card.fingerprint

    @property
    def calibration(self) -> Calibration:
        return CALIBRATIONS[self._card.calibration]

    @property
    def dimensions(self) -> int:
        return self._card.dimensions

    def encode_passages(self, texts: Sequence[str], progress: Callable[[int], None] = lambda done: None) -> Vectors:
        """Unit rows (n, d) of passages."""
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for done, row in enumerate(self._builders.map(self._passage_vector, texts)):
            rows[done] = row
            progress(done + 1)
        return rows

    def encode_question(self, text: str) -> tuple[Vectors, Vectors]:
        """The unit vector of a question, (d,), and of its tokens, (t, d), without the model's own marks."""
        return self._questions.of([text], lambda texts: [self._question_vectors(asked) for asked in texts])[0]

    def _question_vectors(self, text: str) -> tuple[Vectors, Vectors]:
        prefix = self._card.query_prefix
        tokens, offsets = self._tokens(prefix + text)
        own = _own_tokens(offsets, prefix)
        return self._pooled(tokens), _unit(tokens[own] if own.any() else tokens)

    def token_vectors(self, texts: Sequence[str]) -> list[tuple[Vectors, NDArray[np.int32]]]:
        """For each text, unit vectors of its tokens, (t, d), and the characters each covers, (t, 2); marks left out."""
        return self._texts.of(texts, lambda missing: list(self._readers.map(self._token_rows, missing)))

    def _passage_vector(self, text: str) -> Vectors:
        tokens, _ = self._tokens(self._card.passage_prefix + text)
        return self._pooled(tokens)

    def _token_rows(self, text: str) -> tuple[Vectors, NDArray[np.int32]]:
        prefix = self._card.passage_prefix
        tokens, offsets = self._tokens(prefix + text)
        own = _own_tokens(offsets, prefix)
        return _unit(tokens[own]), _without_space(text, offsets[own] - len(prefix))

    def _tokens(self, text: str) -> tuple[Vectors, NDArray[np.int32]]:
        encoding = self._tokenizer.encode(text)
        ids = np.array([encoding.ids], dtype=np.int64)
        output = self._session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0]
        return output[0], np.array(encoding.offsets, dtype=np.int32)

    def _pooled(self, tokens: Vectors) -> Vectors:
        pooled = tokens[0] if self._card.pooling == "cls" else tokens.mean(axis=0)
        vector: Vectors = pooled / max(float(np.linalg.norm(pooled)), 1e-12)
        return vector


def _own_tokens(offsets: NDArray[np.int32], prefix: str) -> NDArray[np.bool_]:
    """Which tokens are of the text itself: neither the model's marks at both ends nor the prefix."""
    own = np.ones(len(offsets), dtype=bool)
    own[[0, -1]] = False
    if prefix:
        own &= offsets[:, 1] > len(prefix)
    return own


def _without_space(text: str, offsets: NDArray[np.int32]) -> NDArray[np.int32]:
    """The characters each token covers, (t, 2), without the space before a word that some tokenizers count to it."""
    spaced = [place for place, start in enumerate(offsets[:, 0].tolist()) if start < 0 or text[start : start + 1].isspace()]
    for place in spaced:
        start, end = max(int(offsets[place, 0]), 0), int(offsets[place, 1])
        offsets[place, 0] = end - len(text[start:end].lstrip())
    return offsets


def _unit(rows: Vectors) -> Vectors:
    unit: Vectors = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    return unit


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
