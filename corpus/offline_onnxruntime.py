"""onnxruntime without its telemetry: what the environment must say before it is imported.

What enters: nothing. What leaves: nothing. From version 1.29 on onnxruntime's packages report each process and session to their
maker, and keep a device id in the user's cache folder, unless the environment says otherwise before the first import. It
deliberately imports nothing: each layer has its own owner of the library, and both call this first.
"""

import os


def switch_off_telemetry() -> None:
    """Tell the environment; where it is not asked (Windows), `onnxruntime.disable_telemetry_events()` after the import does the same."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
