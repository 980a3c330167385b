"""Bytes that claim to be text: UTF-8 or a clear word where they stop being so; XML without a DOCTYPE."""

from __future__ import annotations

import re

from catalogue.errors import UnreadableFile

_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_BOM = b"\xef\xbb\xbf"


def utf8(content: bytes, name: str, offset: int = 0, line: int = 1) -> bytes:
    """The same bytes without a byte order mark; raises UnreadableFile where they are not UTF-8.

    `offset` and `line` say where in their file they begin.
    """
    for mark, encoding in _MARKS:
        if offset == 0 and content.startswith(mark):
            raise _not_utf8(name, 0, line, f"it begins with the mark of {encoding}")
    if offset == 0 and b"\x00" in content[:4]:
        raise _not_utf8(name, content.index(b"\x00"), line, "a zero byte stands there, as in UTF-16")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        why = f"the byte {content[error.start]:#04x} stands there, as in an older encoding"
        line += content.count(b"\n", 0, error.start)
        raise _not_utf8(name, offset + error.start, line, why) from None
    return content.removeprefix(_BOM) if offset == 0 else content


def _not_utf8(name: str, byte: int, line: int, why: str) -> UnreadableFile:
    return UnreadableFile(
        f"{name} is not UTF-8 at byte {byte:,} (line {line:,}): {why}.",
        "Save or export the file as UTF-8.",
    )


_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")


def refuse_doctype(document: bytes, where: str) -> None:
    """Raises UnreadableFile for an XML document with a DOCTYPE (entities grow without end) or not
    in UTF-8.

    Comments are no exception: parsers do not agree on where they end.
    """
    declared = _DECLARED.match(document)
    if declared and declared[1].lower() not in (b"utf-8", b"us-ascii", b"ascii"):
        name = declared[1].decode("ascii", "replace")
        raise UnreadableFile(f"{where} says at byte {declared.start(1)} that it is in {name}.", "Save it as UTF-8.")
    if found := _DOCTYPE.search(document):
        line = document.count(b"\n", 0, found.start()) + 1
        raise UnreadableFile(
            f"{where}, line {line} has a DOCTYPE, which may define entities that grow without end.",
            "Remove the DOCTYPE and write out the entities that it defines.",
        )
