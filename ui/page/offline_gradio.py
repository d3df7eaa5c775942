"""Gradio, imported so that it tells nobody anything and writes nothing among its own files.

What enters: nothing. What leaves: `gr`, which every page module takes from here. It deliberately offers nothing else;
the settings below are read when Gradio and its parts are first imported, so they have to stand before the import.
"""

import os
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["GRADIO_RUN_HISTORY"] = "False"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"


class _StubsUnwritten(MetaPathFinder, Loader):
    """Whenever it is imported, Gradio parses the sources of all its components to bring the type stubs beside them up to date: a third of a
    start, for files that no running program reads. Where this function is not found any more, nothing is taken away."""

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        found = PathFinder.find_spec(fullname, path) if fullname == "gradio.component_meta" else None
        if found is not None and found.loader is not None:
            self._loader, found.loader = found.loader, self
        return found

    def exec_module(self, module: ModuleType) -> None:
        self._loader.exec_module(module)
        if hasattr(module, "create_or_modify_pyi"):
            module.create_or_modify_pyi = lambda *component: None  # type: ignore[attr-defined]

    def create_module(self, spec: ModuleSpec) -> None:
        return None


# Gradio imports the Model Context Protocol's library where it is installed, 0.4 s of a start, and is never asked for it here.
_HIDDEN = "mcp" not in sys.modules
if _HIDDEN:
    sys.modules["mcp"] = None  # type: ignore[assignment]
_stubs_unwritten = _StubsUnwritten()
sys.meta_path.insert(0, _stubs_unwritten)
try:
    import gradio as gr
finally:
    sys.meta_path.remove(_stubs_unwritten)
    if _HIDDEN:
        del sys.modules["mcp"]

__all__ = ["gr"]
