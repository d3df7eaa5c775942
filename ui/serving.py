"""The web page over the real assistant, library and index.

What enters: an assistant, a library, the index folder; the address to serve at. What leaves: the page, or a server
that runs until it is stopped. It deliberately prints nothing, and reaches no other machine but for an address that a person adds.
"""

import gc
import threading
import webbrowser
from collections.abc import Callable
from functools import partial
from pathlib import Path

from assistant.assistant import DEFAULT_QUOTES, Assistant
from assistant.conversations.store import FOLDER, ConversationStore
from assistant.feedback import FEEDBACK_FILE, Feedback
from assistant.writing.desk import WritingDesk
from corpus.library import Library
from corpus.web.fetching import fetch
from index.milvus.client import MilvusServer
from ui.layout import NOBODY_SIGNS_IN, Kept, WebPage, lay_out
from ui.server import listen, page_server
from ui.service.access import Access
from ui.stopping import Termination
from ui.whole_update import update_all


def build_page(
    assistant: Assistant,
    library: Library,
    index_folder: Path,
    *,
    quotes: int = DEFAULT_QUOTES,
    milvus: MilvusServer | None = None,
    desk: WritingDesk | None = None,
) -> WebPage:
    """The page over a library and its index, with at most `quotes` quotes an answer; nothing is served yet."""
    update = partial(update_all, library, index_folder, assistant.wanted_encoder, milvus=milvus)
    feedback, conversations = Feedback(index_folder / FEEDBACK_FILE), ConversationStore(index_folder / FOLDER)
    return lay_out(assistant, library, update, quotes=quotes, fetch=fetch, kept=Kept(feedback, conversations, desk))


def serve(
    build: Callable[[], WebPage],
    *,
    host: str,
    port: int,
    open_browser: bool,
    access: Access = NOBODY_SIGNS_IN,
    announce: Callable[[str], None] = lambda address: None,
) -> None:
    """Serve the page that `build` makes until interrupted; `announce` is given its address once the port is taken.

    Raises RapporteurError when the address cannot be used, or others could use the page by mistake.
    """
    access.check(host)
    with Termination() as termination, listen(host, port) as listening:
        taken_port = listening.getsockname()[1]
        server = page_server(build(), host, taken_port, access)
        address = f"http://{f'[{host}]' if ':' in host else host}:{taken_port}/"
        announce(address)
        if open_browser:
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        termination.now_means(partial(setattr, server, "should_exit", True))
        # What start-up made stays; the collector need not look through it again and again while questions wait.
        gc.collect()
        gc.freeze()
        server.run(sockets=[listening])
