"""The page put together: a header, and the tabs Ask, Across documents, Check and Library.

What enters: anything that answers questions, anything that keeps documents, and the functions that update the index and fetch
a page from the web. What leaves: the Gradio page, and the guarded application that serves it and the service behind it. It
deliberately does not name the real ones (`ui.serving` does), so that the tests run the whole page over a stand-in.
"""

import asyncio
from dataclasses import dataclass
from typing import Any, cast

import fastapi
from starlette.routing import Route

from assistant.across.facade import Across, HasIndex
from assistant.conversations.store import ConversationStore
from assistant.feedback import Feedback
from assistant.writing.desk import WritingDesk
from ui.backend import Fetch, UpdateIndex
from ui.page import phrases
from ui.page.across_handlers import AcrossHandlers
from ui.page.across_phrases import TAB as ACROSS
from ui.page.across_tab import build_across_tab
from ui.page.answer_handlers import AnswerHandlers
from ui.page.answer_part import wire_answers
from ui.page.ask_tab import TabHandlers, build_ask_tab
from ui.page.asking import AskHandlers
from ui.page.check_tab import build_check_tab
from ui.page.checking import CheckHandlers, OpenTexts, index_texts
from ui.page.conversation import Conversation
from ui.page.conversation_keeping import ConversationHandlers
from ui.page.filter_row import FilterHandlers
from ui.page.keeping import KeepingHandlers
from ui.page.library_handlers import LibraryHandlers
from ui.page.library_tab import build_library_tab
from ui.page.look import AT_ONCE, page_head, page_theme
from ui.page.markup import element, join
from ui.page.offline_gradio import gr
from ui.page.page_images import PageImages
from ui.page.proof_phrases import CHECK
from ui.page.sheet_rendering import IMAGE_ROUTE
from ui.page.sign_in_page import SIGN_IN_PAGE
from ui.page.signed_in import build_account
from ui.page.source_panel import SourceHandlers
from ui.page.statistics_handlers import StatisticsHandlers
from ui.page.statistics_part import Narrowing, wire_statistics
from ui.page.translation_part import TranslationHandlers, wire_translations
from ui.page.translations import Translations
from ui.page.writing_part import WritingHandlers, wire_writing
from ui.page.writing_rewriting import RewritesFollowUps
from ui.service.access import Access
from ui.service.api import Service, api_mount
from ui.service.api_backend import KeepsFiles, ServesAnswers
from ui.service.api_changes import Changes
from ui.service.api_mcp import MCP_PATH, McpOverHttp
from ui.service.api_reading import Reading
from ui.service.gate import Gate
from ui.service.guard import Application, Guard
from ui.service.jobs import Jobs
from ui.service.metrics import MeasuredAssistant, Metrics, measured_update
from ui.service.sign_in import SignIn
from ui.updating import IndexUpdater

# The limit of what a browser may send as one file; the library has its own, lower one and says so in words.
MAX_UPLOAD_SIZE = "120mb"
# Copies of uploads that were not read, because the page was closed, are deleted after this many seconds.
UPLOAD_LIFETIME_SECONDS = 3600
# Gradio keeps about a megabyte of each page that was ever opened. One that is forgotten goes on as after a restart: its
# conversation is on disk.
PAGES_IN_MEMORY = 250
WITHOUT_API_PAGES = {"docs_url": None, "redoc_url": None, "openapi_url": None}
NOBODY_SIGNS_IN = Access()


@dataclass(frozen=True, slots=True)
class Kept:
    """Where judgements and conversations are kept; they end with the page where there is no place for them.

    `desk` writes above the quotes, where a person named a language model.
    """

    feedback: Feedback | None = None
    conversations: ConversationStore | None = None
    desk: WritingDesk | None = None


NOTHING_KEPT = Kept()


@dataclass(frozen=True, slots=True)
class WebPage:
    """The page, the images its server gives out beside it, and the service behind it."""

    blocks: gr.Blocks
    images: PageImages
    service: Service


def lay_out(
    answering: ServesAnswers,
    library: KeepsFiles,
    update: UpdateIndex,
    *,
    quotes: int,
    fetch: Fetch,
    texts: OpenTexts = index_texts,
    kept: Kept = NOTHING_KEPT,
) -> WebPage:
    """The whole page, with at most `quotes` quotes an answer; nothing is served yet."""
    metrics = Metrics()
    updater = IndexUpdater(measured_update(update, metrics))
    assistant = MeasuredAssistant(answering, metrics)
    desk = kept.desk
    service = Service(Reading(assistant, quotes, desk), Changes(library, Jobs(updater)), metrics)
    asked = RewritesFollowUps(assistant, desk) if desk else assistant
    translating = Translations(desk.sends_to) if desk else None
    ask_handlers, filters, sources = AskHandlers(asked, quotes, translating), FilterHandlers(assistant), SourceHandlers(assistant, library)
    conversations = ConversationHandlers(assistant, kept.conversations, quotes, translating)
    handlers, keeping = LibraryHandlers(assistant, library, updater, fetch), KeepingHandlers(assistant, quotes)

    def refresh_chat(conversation: Conversation) -> Any:
        return gr.skip() if conversation else ask_handlers.welcome(conversation)

    page = gr.Blocks(
        analytics_enabled=False,
        title=phrases.TITLE,
        fill_width=True,
        delete_cache=(UPLOAD_LIFETIME_SECONDS, UPLOAD_LIFETIME_SECONDS),
    )
    with page:
        heading = join([element("h1", phrases.TITLE), element("p", phrases.TAGLINE)])
        gr.HTML(element("header", heading, class_="masthead"), elem_id="masthead", apply_default_css=False)
        build_account(page)
        with gr.Tabs(elem_id="tabs") as tabs:
            with gr.Tab(phrases.ASK, id="ask") as ask_page:
                asking = build_ask_tab(TabHandlers(ask_handlers, filters, sources, keeping, conversations), page)
                growing = wire_answers(AnswerHandlers(assistant, kept.feedback or Feedback(), quotes), asking.log, asking.conversation)
                asking.kept.keep_grown(*growing, asking.conversation)
                if desk is not None:
                    wire_writing(WritingHandlers(desk), asking.answered, asking.log, asking.conversation)
                    wire_translations(TranslationHandlers(desk), asking.log, asking.conversation)
            with gr.Tab(ACROSS, id="across-tab") as across_page:
                across_filters = FilterHandlers(assistant, "across-filter")
                across_row = build_across_tab(AcrossHandlers(Across(cast(HasIndex, assistant)), assistant), across_filters, sources)
            with gr.Tab(CHECK, id="check"):
                build_check_tab(CheckHandlers(assistant, texts), sources, library.suffixes)
            with gr.Tab(phrases.LIBRARY, id="library") as library_page:
                library_shown = (page.load, library_page.select)
                tab = build_library_tab(handlers, sources, refresh_chat, (asking.conversation, asking.log), library_shown)
                narrowing, counted_when = Narrowing(tabs, asking.where, asking.filters), (tab.statistics_view.select, library_page.select)
                wire_statistics(StatisticsHandlers(assistant), filters, tab.statistics, narrowing, counted_when)
        for shown in (page.load, ask_page.select):
            shown(filters.shown, asking.where, asking.filters, **AT_ONCE)
        across_page.select(across_filters.shown, *across_row, **AT_ONCE)
    page.state_session_capacity = PAGES_IN_MEMORY
    page.queue(api_open=False)
    return WebPage(page, PageImages(assistant, library), service)


def application(page: WebPage, host: str, port: int, access: Access = NOBODY_SIGNS_IN) -> tuple[Application, asyncio.Event]:
    """The page as a web application: no API pages, no shared files, no history, no requests to or from other sites, and nobody in who
    has to sign in and did not.

    The event ends the connections that open pages hold, so that a stopping server need not wait for them.
    """
    server = fastapi.FastAPI(**WITHOUT_API_PAGES)  # type: ignore[arg-type]
    server.router.add_route(IMAGE_ROUTE, page.images.respond, methods=["GET"])
    server.router.routes.extend([api_mount(page.service), Route(MCP_PATH, McpOverHttp(page.service.reading))])
    gr.mount_gradio_app(
        server,
        page.blocks,
        path="/",
        server_name=host,
        server_port=port,
        footer_links=[],
        run_history=False,
        app_kwargs=dict(WITHOUT_API_PAGES),
        allowed_paths=[],
        show_error=False,
        max_file_size=MAX_UPLOAD_SIZE,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        theme=page_theme(),
        head=page_head(),
    )
    mounted = server.routes[-1].app  # type: ignore[attr-defined]
    sign_in = SignIn(access.accounts, access, port, SIGN_IN_PAGE) if access.accounts else None
    return Guard(Gate(server, host, access, sign_in), host, access.address), getattr(mounted, "stop_event", asyncio.Event())
