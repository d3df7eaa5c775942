"""onnxruntime without its telemetry; it is imported here alone.

What enters: nothing. What leaves: the module `onnxruntime`. From version 1.29 on its packages report each process and session
to their maker, and keep a device id in the user's cache folder, unless the environment says otherwise before the first import:
so the environment is told here. It deliberately computes nothing.
"""

import importlib
import os
from types import ModuleType

os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime

onnxruntime.disable_telemetry_events()  # where the environment is not asked: Windows

__all__ = ["onnxruntime", "quantization"]


def quantization() -> ModuleType:
    """`onnxruntime.quantization`, which imports onnx: only an export needs it."""
    return importlib.import_module("onnxruntime.quantization")
