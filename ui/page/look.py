"""The page's script, style and theme, read once.

What enters: `page.js`, `style.css` and the further `*.js` and `*.css` beside this module. What leaves: their text, and a Gradio theme whose
colours are the style's variables. It deliberately fetches no font, script or picture from anywhere.
"""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from ui.page.offline_gradio import gr

SANS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif")
MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")

# The page's background and ink while nothing but the bare document has been loaded; `style.css` has the same.
PAPER, PAPER_DARK = "#f6f4ee", "#1a1b19"
INK, INK_DARK = "#25241f", "#e9e6dd"

# How every event of the page behaves: no spinner over what is being read, and no public endpoint.
CALMLY: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
# Events with one quick result are plain requests. Gradio's queue closes its stream of results when it runs empty, and an
# event that joins in that very moment waits for the next one; only events with several results take that risk.
AT_ONCE: dict[str, Any] = CALMLY | {"queue": False}

# An opening quotation mark as the page's icon, in the address itself so that nothing is fetched.
ICON = (
    '<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns=%27http://www.w3.org/2000/svg%27 viewBox=%270 0 32 32%27%3E'
    "%3Crect width=%2732%27 height=%2732%27 rx=%277%27 fill=%27%23175a5e%27/%3E"
    "%3Ctext x=%2716%27 y=%2732%27 font-size=%2734%27 font-family=%27Georgia,serif%27 text-anchor=%27middle%27"
    ' fill=%27%23f6f4ee%27%3E%E2%80%9C%3C/text%3E%3C/svg%3E">'
)


# The script's name on the page, and what Gradio gives to a part of it.
PART = "rapporteurPart"
GIVEN = ("element", "trigger", "watch")


@cache
def _file(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def page_head() -> str:
    """What stands in the head of the page: the icon, the style, so that it never shows without it, and the script, once for all its parts."""
    style, script = ("".join(map(_file, [first, *_further(first)])) for first in ("style.css", "page.js"))
    return f"{ICON}\n<style>\n{style}</style>\n<script>\nwindow.{PART} = ({', '.join(GIVEN)}, events) => {{\n{script}}};\n</script>"


def _further(first: str) -> list[str]:
    """The other files of the kind beside one."""
    return sorted(path.name for path in Path(__file__).parent.glob(f"*{Path(first).suffix}") if path.name != first)


def page_script(events: Sequence[str]) -> str:
    """What one part of the page does when it is shown: the script of the head, with the events it reports and no others.

    Gradio looks for the quoted names of the events in this text to let Python listen to them, on the server at every visit; it stays short.
    """
    return f"window.{PART}({', '.join(GIVEN)}, {json.dumps(list(events))});"


def page_theme() -> gr.themes.Base:
    """A theme that leaves every colour to the variables of `style.css`."""
    theme = gr.themes.Base(font=SANS, font_mono=MONO)
    plain = {
        "body_background_fill": (PAPER, PAPER_DARK),
        "body_text_color": (INK, INK_DARK),
    }
    shared = {
        "background_fill_primary": "var(--surface)",
        "background_fill_secondary": "var(--paper)",
        "body_text_color_subdued": "var(--quiet-ink)",
        "block_background_fill": "transparent",
        "block_border_color": "var(--rule)",
        "border_color_primary": "var(--rule)",
        "border_color_accent": "var(--accent)",
        "button_primary_background_fill": "var(--accent)",
        "button_primary_background_fill_hover": "var(--accent-strong)",
        "button_primary_text_color": "var(--on-accent)",
        "button_primary_border_color": "var(--accent)",
        "button_secondary_background_fill": "var(--surface)",
        "button_secondary_background_fill_hover": "var(--paper)",
        "button_secondary_text_color": "var(--ink)",
        "button_secondary_border_color": "var(--rule)",
        "color_accent_soft": "var(--paper)",
        "input_background_fill": "var(--surface)",
        "input_border_color": "var(--edge)",
        "input_border_color_focus": "var(--accent)",
        "input_placeholder_color": "var(--quiet-ink)",
        "link_text_color": "var(--accent)",
        "link_text_color_hover": "var(--accent-strong)",
        "link_text_color_visited": "var(--accent)",
        "link_text_color_active": "var(--accent)",
    }
    settings = {name: light for name, (light, _) in plain.items()}
    settings |= {f"{name}_dark": dark for name, (_, dark) in plain.items()}
    settings |= shared | {f"{name}_dark": colour for name, colour in shared.items()}
    bare = {"block_border_width": "0px", "block_shadow": "none", "block_padding": "0px"}
    return theme.set(**settings, **bare, color_accent="var(--accent)")
