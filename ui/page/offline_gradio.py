"""Gradio, imported so that it tells nobody anything.

What enters: nothing. What leaves: `gr`, which every page module takes from here. It deliberately offers nothing else;
the settings below are read when Gradio and its parts are first imported, so they have to stand before the import.
"""

import os
import sys

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["GRADIO_RUN_HISTORY"] = "False"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

# Gradio imports the Model Context Protocol's library where it is installed, 0.4 s of a start, and is never asked for it here.
_HIDDEN = "mcp" not in sys.modules
if _HIDDEN:
    sys.modules["mcp"] = None  # type: ignore[assignment]
try:
    import gradio as gr
finally:
    if _HIDDEN:
        del sys.modules["mcp"]

__all__ = ["gr"]
