"""The images of a document's pages, as the page's own server gives them out.

What enters: a document_id and a page number as a browser asks for them. What leaves: the PNG of that page, or one sentence
saying why not. It deliberately opens nothing by a name from outside: the document has to be in the index, the page has to be
one of its pages, and only then is the library asked, with the indexed document and no path.
"""

import logging
import threading
from dataclasses import dataclass, field

from fastapi import Request, Response

from corpus.document import Document
from corpus.errors import DocumentError, RapporteurError
from ui.backend import AnswersQuestions, KeepsDocuments
from ui.page import phrases

# Pixels: sharp on a panel of 600 pixels on a screen with two device pixels to one, and read easily in a whole window.
IMAGE_WIDTH = 1200
# Each drawing takes a processor core and some hundred megabytes.
CONCURRENT_IMAGES = 2
# A browser need not ask again for a page it has: the address of a changed file is another one.
KEPT = {"cache-control": "private, max-age=3600, immutable"}
NOT_KEPT = {"cache-control": "no-store"}


@dataclass(frozen=True, slots=True)
class PageImages:
    """Draws pages of indexed documents, a few at a time."""

    assistant: AnswersQuestions
    library: KeepsDocuments
    turns: threading.Semaphore = field(default_factory=lambda: threading.BoundedSemaphore(CONCURRENT_IMAGES))

    def png(self, document_id: str, page: str) -> bytes:
        """The image of a page. Raises RapporteurError when there is no such document or page, or when it cannot be drawn."""
        document = self.assistant.document(document_id)
        number = _page_number(document, page)
        with self.turns:
            return self.library.page_image(document, number, IMAGE_WIDTH)

    def respond(self, request: Request) -> Response:
        """The answer to a browser; it runs in a thread of its own."""
        asked = request.query_params
        try:
            return Response(self.png(asked.get("document", ""), asked.get("page", "")), media_type="image/png", headers=KEPT)
        except RapporteurError as error:
            return Response(str(error).encode("utf-8", "replace"), 404, NOT_KEPT, "text/plain; charset=utf-8")
        except Exception:
            logging.getLogger(__name__).exception("a page could not be drawn")
            return Response(phrases.UNEXPECTED, 500, NOT_KEPT, "text/plain; charset=utf-8")


def _page_number(document: Document, asked: str) -> int:
    """The number of one of the document's pages. Raises DocumentError for anything else."""
    for page in document.pages:
        if str(page.number) == asked:
            return page.number
    raise DocumentError(f"{document.name} has no page {asked!r}")
