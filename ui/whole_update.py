"""One update of the index, and of what people keep of it.

What enters: a documents folder, an index folder, an encoder. What leaves: the index in line with the folder, and kept conversations
without a word of the documents that went; whoever updates the index, the page, the service or the command line, does it through here.
It deliberately updates nothing itself: `index.engine` and `assistant.conversations.store` do.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.conversations.store import FOLDER, ConversationStore
from corpus.library import Library
from index.encoder import Encoder
from index.engine import open_engine, update_engine

if TYPE_CHECKING:
    from assistant.proof.answer_file import SavedDocument
    from index.build import BuildReport
    from index.milvus.client import MilvusServer
    from index.plan import Progress


def update_all(
    library: Library,
    index_folder: Path,
    encoder: Encoder,
    progress: "Progress" = lambda stage, done, total: None,
    milvus: "MilvusServer | None" = None,
) -> "BuildReport":
    """Bring the index in line with a folder, then forget what went. Raises StoredIndexError; the index before stays in force then."""
    report = update_engine(library, index_folder, encoder, progress, milvus)
    forget_gone(index_folder, report, milvus)
    return report


def forget_gone(index_folder: Path, report: "BuildReport", milvus: "MilvusServer | None" = None) -> None:
    """Take out of kept conversations the quotes of documents the index no longer has, removed in this update or in one before.

    A document under another name, with the same bytes, is not gone. Raises ConversationError when a conversation cannot be written.
    """
    present = frozenset((*report.added, *report.changed, *report.unchanged))

    @cache
    def digests() -> frozenset[str]:
        return frozenset(summary.sha256 for summary in open_engine(index_folder, milvus).documents())

    def is_gone(document: "SavedDocument") -> bool:
        return document.document_id not in present and document.sha256 not in digests()

    ConversationStore(index_folder / FOLDER).forget(present, is_gone, removed=bool(report.removed or report.changed))
