"""The part of a tab through which files reach the browser.

What enters: a name. What leaves: a Gradio component whose value is what `ui.page.downloads` renders. It deliberately makes no file.
"""

from ui.page.look import page_script
from ui.page.offline_gradio import gr


def build_download(name: str) -> gr.HTML:
    """Put the part on the page."""
    return gr.HTML(elem_id=name, elem_classes="download", js_on_load=page_script(()), apply_default_css=False)
