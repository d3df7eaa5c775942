"""The one exception tree.

What enters: nothing. What leaves: exceptions whose message says what was wrong, with which value, and what to do next.
It deliberately does not print or exit: the command line alone turns an error into a line and an exit status.
"""


class RapporteurError(Exception):
    """Base of every error this program raises on purpose."""


class DocumentError(RapporteurError):
    """One file could not be read; the others can."""


class PasswordError(DocumentError):
    """The file is encrypted, and none of the passwords at hand opens it."""


class LibraryError(RapporteurError):
    """The documents folder, or a name in it, cannot be used."""


class ModelError(RapporteurError):
    """The encoder's files are missing or are not the ones they should be."""


class StoredIndexError(RapporteurError):
    """The index folder holds no usable generation."""


class QuestionError(RapporteurError):
    """The question cannot be searched as it was asked."""


class CollectionError(RapporteurError):
    """A folder of questions does not have the form it should have."""
