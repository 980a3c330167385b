"""Lines of bytes → lines of text, without guessing: UTF-8, or what the mapping names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from catalogue.errors import UnreadableFile
from catalogue.interchange.table_bytes import Line

_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_KNOWN = re.compile(
    r"utf-?8|ascii|(windows-|cp)125[0-8]|cp(437|720|8[56]\d)|iso-?8859-\d{1,2}|mac-?\w+",
    re.IGNORECASE,
)
_SAVE_AGAIN = (
    "Save it again as UTF-8 (in Excel: “CSV UTF-8”), or name its encoding in the mapping, "
    'for example [table] encoding = "windows-1256".'
)


def decoded(lines: Iterable[Line], name: str, encoding: str) -> Iterator[tuple[Line, str]]:
    """Each line with its text; raises UnreadableFile with the byte that the encoding lacks."""
    _refuse_unknown(encoding, name)
    for line in lines:
        raw = line.bytes
        if line.number == 1:
            if raw.startswith(_UTF16):
                raise UnreadableFile(f"{name} is written in UTF-16, not in UTF-8.", _SAVE_AGAIN)
            raw = raw.removeprefix(_BOM)
        try:
            yield line, raw.decode(encoding)
        except UnicodeDecodeError as error:
            at = line.offset + len(line.bytes) - len(raw) + error.start
            raise UnreadableFile(
                f"{name} is not {encoding.upper()}: "
                f"line {line.number}, byte {at} of the file is 0x{raw[error.start]:02x}.",
                _SAVE_AGAIN,
            ) from None


def _refuse_unknown(encoding: str, name: str) -> None:
    try:
        known = bool(_KNOWN.fullmatch(encoding)) and "a".encode(encoding) == b"a"
    except LookupError:
        known = False
    if not known:
        raise UnreadableFile(
            f"“{encoding}” is no encoding that {name} can be read in.",
            "Use utf-8, windows-1250 to -1258, iso-8859-1 to -16, or a DOS or Mac code page.",
        )
