"""One-time export of a sentence-transformers model to onnxruntime; torch and sentence-transformers are imported here alone.

What enters: a model folder. What leaves: `model.onnx`, int8 with weights quantised per channel (per tensor costs a cosine
of .95 where per channel keeps .994), and `tokenizer.json`. It deliberately computes no vectors.
"""

import contextlib
import io
import logging
import shutil
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, NotRequired, TypedDict

from corpus.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_OPSET = 17
_WANTED = "name a folder in sentence-transformers' layout, or leave --model and RAPPORTEUR_MODEL out for the bundled model"


class Shape(TypedDict):
    """How the exported model's outputs become vectors."""

    dimensions: int
    max_tokens: int
    pooling: str
    query_prefix: str
    passage_prefix: str
    calibration: NotRequired[str]


def export_onnx(source: Path, target: Path) -> Shape:
    """Write model.onnx and tokenizer.json into `target`. Raises ModelError for a folder that is no model, or one that cannot be used."""
    if not (source / "tokenizer.json").is_file():
        raise ModelError(f"{source} holds no tokenizer.json; {_WANTED}")
    with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()), _quiet_logs():
        warnings.simplefilter("ignore")
        return _export(source, target, _loaded(source))


def _loaded(source: Path) -> "SentenceTransformer":
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(str(source), device="cpu", local_files_only=True)
    except Exception as error:  # transformers, safetensors and torch each say in their own way that a file is not theirs
        said = str(error).strip().partition("\n")[0] or type(error).__name__
        raise ModelError(f"{source} cannot be loaded as a model ({said}); {_WANTED}") from error


def _export(source: Path, target: Path, model: "SentenceTransformer") -> Shape:
    import torch

    from index.offline_onnxruntime import quantization

    pooling = getattr(model[1], "pooling_mode", "") if len(model) > 1 else ""
    if pooling not in {"mean", "cls"}:
        raise ModelError(f"the model in {source} pools by {pooling!r}; only mean and cls are supported; name another model")

    class Tokens(torch.nn.Module):  # type: ignore[misc]
        """The transformer alone, ids and mask in, token vectors out."""

        def __init__(self) -> None:
            super().__init__()
            self.transformer = model[0].auto_model.eval()

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            return self.transformer(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state

    names = ["input_ids", "attention_mask", "token_embeddings"]
    example = torch.ones((2, 8), dtype=torch.int64)
    plain = target / "fp32.onnx"
    with torch.no_grad():
        torch.onnx.export(
            Tokens(), (example, example), str(plain), input_names=names[:2], output_names=names[2:], opset_version=_OPSET,
            dynamic_axes={name: {0: "texts", 1: "tokens"} for name in names}, dynamo=False,
        )  # fmt: skip
    quantizing = quantization()
    quantizing.quantize_dynamic(str(plain), str(target / "model.onnx"), per_channel=True, weight_type=quantizing.QuantType.QInt8)
    plain.unlink()
    shutil.copyfile(source / "tokenizer.json", target / "tokenizer.json")
    prompts = model.prompts or {}
    return Shape(
        dimensions=int(model.get_embedding_dimension() or 0),
        max_tokens=int(model.max_seq_length or 256),
        pooling=pooling,
        query_prefix=prompts.get("query") or "",
        passage_prefix=prompts.get("passage") or prompts.get("document") or "",
    )


@contextlib.contextmanager
def _quiet_logs():  # type: ignore[no-untyped-def]
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(before)
