"""The conversations kept in a folder: one folder a person, one JSON file a conversation.

What enters: a person's name, the id of a conversation, turns. What leaves: headings, conversations, files. A turn is put into the
file as it stands at that moment, so that two pages that have the same conversation open each add theirs, and what was taken out
meanwhile stays out. It deliberately shows nobody a conversation of another's: every path begins with the person's own folder.
"""

import logging
import secrets
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.conversations.files import SUFFIX, changing, clear_partial, is_id, owner_folder, write_whole
from assistant.conversations.heading import Heading, read_heading
from assistant.conversations.record import (
    MAX_BYTES,
    ConversationError,
    KeptConversation,
    KeptTurn,
    read_conversation,
    renamed,
    with_turn,
    written_conversation,
)
from assistant.conversations.removal import IsGone, has_nameless_quotes, named_documents, without

FOLDER = "conversations"
# More are no longer looked through; each is a file that every search reads once.
MAX_CONVERSATIONS = 1_000
_REMEMBERED_HEADINGS = 20_000
Stamp = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Damaged:
    """A file that cannot be read as a conversation, and why."""

    conversation_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A person's conversations, the one asked in last first, and the files that are damaged."""

    headings: tuple[Heading, ...] = ()
    damaged: tuple[Damaged, ...] = ()


class ConversationStore:
    """Conversations below one folder. Safe to use from several threads and processes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[Path, tuple[Stamp, Heading | Damaged]] = {}

    def listing(self, owner: str) -> Listing:
        """A person's conversations. Raises ConversationError when their folder cannot be read."""
        found = [self._heading(path) for path in _files(owner_folder(self._folder, owner))]
        headings = sorted((one for one in found if isinstance(one, Heading)), key=lambda one: (one.asked, one.conversation_id), reverse=True)
        return Listing(tuple(headings), tuple(one for one in found if isinstance(one, Damaged)))

    def read(self, owner: str, conversation_id: str) -> KeptConversation:
        """A conversation. Raises ConversationError when there is none of this id, or it is damaged."""
        kept = _read(self._path(owner, conversation_id))
        if kept is None:
            raise ConversationError("this conversation is not there any more")
        return kept

    def put(self, owner: str, conversation_id: str, make_turn: Callable[[], KeptTurn]) -> str:
        """Put a turn into a conversation, or into a new one where there is none of this id; returns its id.

        The turn is made while nobody else may write: what it is checked against cannot be gone unseen when it is kept. Raises
        ConversationError when it cannot be kept, and whatever making it raises.
        """
        folder = owner_folder(self._folder, owner)
        with changing(folder):
            path = self._path(owner, conversation_id) if conversation_id else self._new(folder)
            kept = _read(path)
            if kept is None and sum(1 for _ in _files(folder)) >= MAX_CONVERSATIONS:
                raise ConversationError(f"{MAX_CONVERSATIONS:,} conversations are kept, and no more; delete some that are done with")
            write_whole(path, written_conversation(with_turn(kept or KeptConversation(), make_turn())))
        return path.stem

    def rename(self, owner: str, conversation_id: str, name: str) -> None:
        """Give a conversation a name; an empty one calls it by its first question. Raises ConversationError."""
        with changing(owner_folder(self._folder, owner)):
            kept = self.read(owner, conversation_id)
            write_whole(self._path(owner, conversation_id), written_conversation(renamed(kept, name)))

    def delete(self, owner: str, conversation_id: str) -> None:
        """Delete a conversation, damaged or not; nothing where there is none. Raises ConversationError."""
        path = self._path(owner, conversation_id)
        with changing(path.parent):
            clear_partial(path.parent)
            path.unlink(missing_ok=True)
        self._known.pop(path, None)

    def delete_all(self, owner: str) -> int:
        """Delete whatever is kept of a person's; how many conversations there were. Raises ConversationError."""
        folder = owner_folder(self._folder, owner)
        if not folder.is_dir():
            return 0
        with changing(folder):
            clear_partial(folder)
            paths = list(_files(folder))
            for path in paths:
                path.unlink(missing_ok=True)
                self._known.pop(path, None)
        return len(paths)

    def check(self) -> int:
        """Read every conversation to the letter; how many there are. Raises ConversationError that names those that are damaged."""
        paths = [path for folder in _folders(self._folder) for path in _files(folder)]
        faults = [fault for path in paths if (fault := _fault(path))]
        if faults:
            raise ConversationError("; ".join(faults))
        return len(paths)

    def forget(self, present: Collection[str], is_gone: IsGone, *, removed: bool = True) -> int:
        """Take the quotes of documents that are gone out of everybody's conversations; how many files changed.

        `present` are the document_ids there are; `is_gone` looks closer at a document that is not among them. Where something was
        `removed`, a damaged file that may hold words of it is deleted, since nothing else takes them out. Raises ConversationError.
        """
        changed = 0
        for folder in _folders(self._folder):
            with changing(folder):  # whoever keeps an answer of the index before this one has written it once this passes
                clear_partial(folder)
            changed += sum(_forget(path, present, is_gone, removed) for path in _files(folder))
        return changed

    def _heading(self, path: Path) -> Heading | Damaged | None:
        """What the list shows of a file; None of one that went meanwhile."""
        try:
            facts = path.stat()
            stamp = (facts.st_mtime_ns, facts.st_size)
            known = self._known.get(path)
            if known is not None and known[0] == stamp:
                return known[1]
            content = _bytes(path)
            if content is None:
                return None
            found: Heading | Damaged = read_heading(path.stem, content)
        except FileNotFoundError:
            return None
        except OSError as error:
            return Damaged(path.stem, error.strerror or str(error))
        except ConversationError as error:
            found = Damaged(path.stem, str(error))
        if len(self._known) >= _REMEMBERED_HEADINGS:
            self._known.clear()
        self._known[path] = stamp, found
        return found

    def _new(self, folder: Path) -> Path:
        return folder / f"{secrets.token_hex(16)}{SUFFIX}"

    def _path(self, owner: str, conversation_id: str) -> Path:
        if not is_id(conversation_id):
            raise ConversationError("there is no such conversation")
        return owner_folder(self._folder, owner) / f"{conversation_id}{SUFFIX}"


def _folders(folder: Path) -> list[Path]:
    """The folders of all people."""
    return sorted(path for path in folder.glob("*") if path.is_dir() and not path.is_symlink())


def _files(folder: Path) -> Iterator[Path]:
    """The files of conversations in a folder; nothing else in it counts."""
    try:
        paths = sorted(folder.iterdir()) if folder.is_dir() else []
    except OSError as error:
        raise ConversationError(f"the conversations cannot be read: {error.strerror or error}") from error
    yield from (path for path in paths if path.suffix == SUFFIX and is_id(path.stem))


def _read(path: Path) -> KeptConversation | None:
    """A conversation; None where there is no file. Raises ConversationError when it is damaged."""
    content = _bytes(path)
    return None if content is None else read_conversation(content)


def _fault(path: Path) -> str:
    """What is wrong with a file; nothing where it is sound."""
    try:
        _read(path)
    except ConversationError as error:
        return f"{path.parent.name}/{path.name}: {error}"
    return ""


def _bytes(path: Path) -> bytes | None:
    """What a file holds; one byte more than a conversation may have at most."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConversationError(f"it cannot be read: {error.strerror or error}") from error


def _forget(path: Path, present: Collection[str], is_gone: IsGone, removed: bool) -> bool:
    """Take what is gone out of one file; whether it changed. It is held only where something is to be taken out."""

    def suspect() -> bytes:
        content = _bytes(path) or b""
        nameless = removed and has_nameless_quotes(content)
        return content if nameless or not named_documents(content).issubset(present) else b""

    if not suspect():
        return False
    with changing(path.parent):
        if not (content := suspect()):
            return False
        try:
            kept = read_conversation(content)
        except ConversationError as error:
            return removed and _delete_damaged(path, error)
        left = without(kept, is_gone)
        if left is not kept:
            write_whole(path, written_conversation(left))
        return left is not kept


def _delete_damaged(path: Path, error: ConversationError) -> bool:
    logging.getLogger(__name__).warning("%s may hold words of a document that was removed and cannot be read (%s): deleted", path, error)
    path.unlink(missing_ok=True)
    return True
