"""Documents as bytes: plain or gzipped, one or a folder of them, in UTF-8, and no larger than we
bear.

Every cap is counted while reading, so none depends on what a file says of itself.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from catalogue.errors import UnreadableFile
from catalogue.interchange.encodings import utf8

_GZIP = b"\x1f\x8b"
_CHUNK = 1 << 20
_BLOCK = 1 << 22


@dataclass(frozen=True)
class Caps:
    """How large things may be, in bytes: a line, a document read as a whole, a file unpacked.

    A packed file may be `ratio` times its size when unpacked, once it exceeds `spared` bytes.
    """

    line: int = 16 << 20
    document: int = 512 << 20
    expanded: int = 64 << 30
    ratio: int = 200
    spared: int = 32 << 20


@dataclass(frozen=True)
class Line:
    """A line of a file, its number from 1; `problem` says why its bytes are not there."""

    number: int
    content: bytes
    problem: UnreadableFile | None = None


class _Stream(Protocol):
    def read(self, size: int, /) -> bytes: ...
    def readline(self, size: int, /) -> bytes: ...


class _Counted:
    """A stream that counts what comes out of it, and stops when that is more than the caps allow."""

    def __init__(self, stream: _Stream, path: Path, caps: Caps, packed: bool) -> None:
        self._stream = stream
        self._name = path.name
        self._most = min(caps.expanded, max(caps.spared, path.stat().st_size * caps.ratio)) if packed else caps.expanded
        self._count = 0

    def read(self, size: int) -> bytes:
        return self._counted(self._stream.read(size))

    def readline(self, size: int) -> bytes:
        return self._counted(self._stream.readline(size))

    def _counted(self, found: bytes) -> bytes:
        self._count += len(found)
        if self._count > self._most:
            raise UnreadableFile(
                f"{self._name} unpacks to more than {self._most:,} bytes, as no file of its size should.",
                "Unpack it yourself and look at it before you import it.",
            )
        return found


def documents(path: Path, suffixes: tuple[str, ...]) -> Iterator[Path]:
    """The file itself, or the files of a folder with one of these suffixes (before .gz), in order
    of name.

    Raises UnreadableFile where there is nothing to read.
    """
    if path.is_file():
        yield path
        return
    if not path.is_dir():
        raise UnreadableFile(f"There is no file or folder {path}.", "Look at the path.")
    found = [file for file in sorted(path.rglob("*")) if file.is_file() and suffix(file) in suffixes]
    if not found:
        raise UnreadableFile(
            f"The folder {path} holds no file that ends in {', '.join(suffixes)}.",
            "Look at the path.",
        )
    yield from found


def suffix(path: Path) -> str:
    """The last suffix of a file's name in small letters, .gz left aside."""
    name = path.name.lower().removesuffix(".gz")
    return Path(name).suffix


def whole(path: Path, caps: Caps) -> bytes:
    """All of a document, as UTF-8 without a byte order mark; raises UnreadableFile."""
    with _opened(path, caps) as stream:
        found = stream.read(caps.document + 1)
    if len(found) > caps.document:
        raise UnreadableFile(
            f"{path.name} is larger than the {caps.document:,} bytes that one document may have.",
            "Split it, or write it as N-Triples or JSON lines, which are read piece by piece.",
        )
    return utf8(found, path.name)


def blocks(path: Path, caps: Caps) -> Iterator[tuple[int, bytes]]:
    """A file of lines in blocks of whole lines, each with the number of its first line.

    Raises UnreadableFile for a line that is too long and for what is not UTF-8.
    """
    number, offset, rest = 1, 0, b""
    with _opened(path, caps) as stream:
        while found := stream.read(_BLOCK):
            whole_lines, end, rest_ = (rest + found).rpartition(b"\n")
            if len(rest_) > caps.line:
                raise _too_long(path, number + whole_lines.count(b"\n") + len(end), caps)
            block, rest = whole_lines + end, rest_
            if block:
                yield number, utf8(block, path.name, offset, number)
            number, offset = number + block.count(b"\n"), offset + len(block)
        if rest:
            yield number, utf8(rest, path.name, offset, number)


def lines(path: Path, caps: Caps) -> Iterator[Line]:
    """The lines of a file, without their ends; one that is too long or not UTF-8 comes as a problem."""
    offset = 0
    with _opened(path, caps) as stream:
        number = 0
        while found := stream.readline(caps.line + 1):
            number += 1
            if len(found) > caps.line:
                offset += len(found) + _skip_line(stream)
                yield Line(number, b"", _too_long(path, number, caps))
                continue
            yield _line(found, path, number, offset)
            offset += len(found)


def _line(found: bytes, path: Path, number: int, offset: int) -> Line:
    try:
        return Line(number, utf8(found, path.name, offset, number).rstrip(b"\r\n"))
    except UnreadableFile as error:
        return Line(number, b"", error)


def _skip_line(stream: _Counted) -> int:
    """Passes over the rest of a line, a piece at a time; the number of bytes passed."""
    passed = 0
    while found := stream.readline(_CHUNK):
        passed += len(found)
        if found.endswith(b"\n"):
            break
    return passed


def _too_long(path: Path, number: int, caps: Caps) -> UnreadableFile:
    return UnreadableFile(
        f"{path.name}, line {number} is longer than {caps.line:,} bytes.",
        "See whether the file has lost its line ends.",
    )


@contextmanager
def _opened(path: Path, caps: Caps) -> Iterator[_Counted]:
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == _GZIP
            raw.seek(0)
            if not packed:
                yield _Counted(raw, path, caps, packed=False)
                return
            with gzip.open(raw, "rb") as stream:
                yield _Counted(stream, path, caps, packed=True)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise UnreadableFile(
            f"{path.name} is a gzip file that is damaged or ends too early: {error}.",
            "Fetch or pack it again.",
        ) from None
    except OSError as error:
        raise UnreadableFile(
            f"{path.name} cannot be read: {error.strerror or error}.", "See its permissions."
        ) from None
