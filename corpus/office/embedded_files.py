"""Files inside office files.

What enters: an archive and the folder of its embedded files. What leaves: those that a reader may know, office packages and
PDFs, also when they are wrapped in an OLE container. It deliberately opens nothing that it takes out.
"""

from io import BytesIO

from corpus.office.archive import Archive
from corpus.office.encrypted_office import OLE_SIGNATURE
from corpus.reading import Attachment

# More files than this in one document are an attack or a mistake; the rest is not taken out.
MAX_ATTACHMENTS = 200
_OFFICE_SUFFIXES = {b"word/document.xml": ".docx", b"xl/workbook.xml": ".xlsx", b"ppt/presentation.xml": ".pptx"}
# Where OLE containers keep a whole file: an office package, or what Acrobat embeds.
_STREAMS = ("Package", "CONTENTS")


def embedded_files(archive: Archive, folder: str) -> tuple[Attachment, ...]:
    """The office packages and PDFs in a folder of an archive, by name."""
    found: list[Attachment] = []
    for name in sorted(name for name in archive.names if name.startswith(folder))[:MAX_ATTACHMENTS]:
        short = name.removeprefix(folder)
        content = archive.read(name)
        if content.startswith(OLE_SIGNATURE):
            content = _unwrapped(content)
        if suffix := _suffix(content):
            found.append(Attachment(short if short.lower().endswith(suffix) else short.rpartition(".")[0] + suffix, content))
    return tuple(found)


def _suffix(content: bytes) -> str:
    if content.startswith(b"%PDF-"):
        return ".pdf"
    if not content.startswith(b"PK"):
        return ""
    return next((suffix for part, suffix in _OFFICE_SUFFIXES.items() if part in content), "")


def _unwrapped(content: bytes) -> bytes:
    """The file in an OLE container, empty where there is none."""
    import olefile  # here: few documents need it

    try:
        with olefile.OleFileIO(BytesIO(content)) as container:
            for stream in _STREAMS:
                if container.exists(stream):
                    return bytes(container.openstream(stream).read())
    except Exception:  # a damaged container costs only what it holds
        return b""
    return b""
