"""onnxruntime without its telemetry; of this layer it is imported here alone.

What enters: nothing. What leaves: the module `onnxruntime`. It deliberately computes nothing.
"""

import importlib
from types import ModuleType

from corpus.offline_onnxruntime import switch_off_telemetry

switch_off_telemetry()

import onnxruntime  # noqa: E402 - it looks at the environment when it is imported

onnxruntime.disable_telemetry_events()  # where the environment is not asked: Windows

__all__ = ["onnxruntime", "quantization"]


def quantization() -> ModuleType:
    """`onnxruntime.quantization`, which imports onnx: only an export needs it."""
    return importlib.import_module("onnxruntime.quantization")
