"""Gradio, imported so that it tells nobody anything.

What enters: nothing. What leaves: `gr`, which every page module takes from here. It deliberately offers nothing else;
the settings below are read when Gradio and its parts are first imported, so they have to stand before the import.
"""

import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["GRADIO_RUN_HISTORY"] = "False"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

import gradio as gr

__all__ = ["gr"]
