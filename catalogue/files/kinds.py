"""The kinds of files that may be kept: a closed table, known by what is in them and by what they are called.

A name alone proves nothing, so the first bytes decide; a name must agree with them. What a browser would run (HTML,
SVG, scripts) is not in the table.
"""

from __future__ import annotations

import codecs
import os
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from catalogue.errors import FileRefused, WhyRefused

HEAD = 4096  # bytes that are looked at
_DIRECTORY = 4 << 20  # bytes that the directory of a zipped document may have
Looks = Callable[[bytes, Path], bool]


@dataclass(frozen=True)
class FileKind:
    """A kind of file; `shown` says that a browser may show it, others are downloaded."""

    media_type: str
    extensions: tuple[str, ...]
    looks: Looks
    shown: bool = False


def recognised(file: Path, name: str) -> FileKind:
    """The kind of a file; raises FileRefused for one that is not kept, or is not what its name says."""
    with file.open("rb") as opened:
        head = opened.read(HEAD)
    called = [kind for kind in KINDS if name.lower().endswith(kind.extensions)]
    if not called:
        known = ", ".join(extension for kind in KINDS for extension in kind.extensions)
        raise FileRefused(f"“{name}” is of a kind that is not kept here.", f"Kept are: {known}.", WhyRefused.KIND)
    for kind in called:
        if head and kind.looks(head, file):
            return kind
    said = f"What is in “{name}” is not what its name says."
    raise FileRefused(said, "Save it anew in the program that made it, or correct its extension.", WhyRefused.CONTENT)


def kind_of(media_type: str) -> FileKind | None:
    """The kind of a media type."""
    return next((kind for kind in KINDS if kind.media_type == media_type), None)


def shown_as_image(name: str) -> bool:
    """Whether a name is that of an image which browsers can show."""
    return any(kind.shown and kind.media_type.startswith("image/") and name.endswith(kind.extensions) for kind in KINDS)


def _begins(*beginnings: bytes) -> Looks:
    return lambda head, _: head.startswith(beginnings)


def _chunk(container: bytes, form: bytes) -> Looks:
    """A RIFF file of a form."""
    return lambda head, _: head.startswith(container) and head[8:12] == form


def _box(*brands: bytes) -> Looks:
    """An ISO base media file (ISO 14496-12) of one of these brands; of any, where none is given."""
    return lambda head, _: head[4:8] == b"ftyp" and (not brands or head[8:12] in brands)


def _zipped(entry: str) -> Looks:
    """A zip file with an entry of this name."""

    def looks(head: bytes, file: Path) -> bool:
        return head.startswith(b"PK\x03\x04") and entry in _entries(file)

    return looks


def _open_document(media_type: str) -> Looks:
    """A zip file whose first entry says what it is (OpenDocument 1.3, part 2, 3.3)."""
    wanted = f"mimetype{media_type}".encode()
    return lambda head, _: head.startswith(b"PK\x03\x04") and head[30 : 30 + len(wanted)] == wanted


def _entries(file: Path) -> set[str]:
    """The names in a zip file whose directory is not larger than that of any document (APPNOTE 6.3.10, 4.3.16)."""
    with file.open("rb") as opened:
        opened.seek(0, os.SEEK_END)
        opened.seek(-min(opened.tell(), 22 + 0xFFFF), os.SEEK_CUR)
        _, found, end = opened.read().rpartition(b"PK\x05\x06")
    if not found or len(end) < 18 or int.from_bytes(end[8:12], "little") > _DIRECTORY:
        return set()
    try:
        with zipfile.ZipFile(file) as archive:
            return set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return set()


def _text(head: bytes, _: Path) -> bool:
    """UTF-8 without control characters, as far as is looked at."""
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return not any(c < " " and c not in "\t\n\r\f" for c in text)


_WORD = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
KINDS: tuple[FileKind, ...] = (
    FileKind("image/jpeg", (".jpg", ".jpeg"), _begins(b"\xff\xd8\xff"), shown=True),
    FileKind("image/png", (".png",), _begins(b"\x89PNG\r\n\x1a\n"), shown=True),
    FileKind("image/gif", (".gif",), _begins(b"GIF87a", b"GIF89a"), shown=True),
    FileKind("image/webp", (".webp",), _chunk(b"RIFF", b"WEBP"), shown=True),
    FileKind("image/tiff", (".tif", ".tiff"), _begins(b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")),
    FileKind("image/jp2", (".jp2",), _begins(b"\0\0\0\x0cjP  \r\n\x87\n")),
    FileKind("application/pdf", (".pdf",), _begins(b"%PDF-")),
    FileKind(_WORD + "wordprocessingml.document", (".docx",), _zipped("word/document.xml")),
    FileKind(_WORD + "spreadsheetml.sheet", (".xlsx",), _zipped("xl/workbook.xml")),
    FileKind(_WORD + "presentationml.presentation", (".pptx",), _zipped("ppt/presentation.xml")),
    FileKind(_ODF + "text", (".odt",), _open_document(_ODF + "text")),
    FileKind(_ODF + "spreadsheet", (".ods",), _open_document(_ODF + "spreadsheet")),
    FileKind("text/plain", (".txt",), _text),
    FileKind("text/csv", (".csv",), _text),
    FileKind("video/mp4", (".mp4", ".m4v"), _box(), shown=True),
    FileKind("audio/mp4", (".m4a",), _box(), shown=True),
    FileKind("audio/mpeg", (".mp3",), _begins(b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa"), shown=True),
    FileKind("audio/wav", (".wav",), _chunk(b"RIFF", b"WAVE"), shown=True),
    FileKind("model/gltf-binary", (".glb",), _begins(b"glTF\x02\0\0\0")),
    FileKind("application/zip", (".zip",), _begins(b"PK\x03\x04", b"PK\x05\x06")),
)
