"""Table files as lines of bytes: gzip seen through, and nothing that grows without end.

A packed file may hold a thousand times its size, and a line may never end; both are capped here,
while reading, so that no cap depends on what a file says of itself.
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

_GZIP = b"\x1f\x8b"


@dataclass(frozen=True)
class Limits:
    """Caps on one table file: `line`, `expanded`, `spared` in bytes, `expansion` in packed sizes.

    `spared` is how much a file may unfold to before its expansion counts.
    """

    line: int = 8 << 20
    expanded: int = 4 << 30
    expansion: int = 300
    spared: int = 64 << 20
    columns: int = 4_096

    def refuse_growth(self, name: str, packed: int, unpacked: int) -> None:
        """Raises UnreadableFile once a packed file has unfolded too far."""
        if unpacked <= self.spared or unpacked <= min(self.expanded, packed * self.expansion):
            return
        raise UnreadableFile(
            f"{name} unfolds from {packed:,} bytes to more than {unpacked:,}, as no table does.",
            "Unpack it yourself, look at it, and import the plain file.",
        )


class _Stream(Protocol):
    def read(self, size: int, /) -> bytes: ...
    def readline(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class Line:
    """A line without its end; `number` counts from 1, `offset` is its first byte, unpacked."""

    number: int
    offset: int
    bytes: bytes


def bare_name(path: Path) -> str:
    """The file's name without .gz."""
    return path.name[:-3] if path.name.lower().endswith(".gz") else path.name


def first_bytes(path: Path, count: int = 4096) -> bytes:
    """The first bytes of a file, unpacked; raises UnreadableFile if there is nothing to read."""
    with _opened(path) as (stream, _):
        start = stream.read(count)
    if not start.strip(b"\xef\xbb\xbf \t\r\n"):
        raise UnreadableFile(f"{path.name} is empty.", "Export the table again.")
    return start


def lines(path: Path, limits: Limits) -> Iterator[Line]:
    """The lines of a plain or gzipped file; raises UnreadableFile at a cap or where it breaks."""
    size = path.stat().st_size
    offset = number = 0
    with _opened(path) as (stream, packed):
        while found := stream.readline(limits.line + 1):
            number += 1
            if len(found) > limits.line:
                raise UnreadableFile(
                    f"{path.name}, line {number} is longer than {limits.line:,} bytes.",
                    "See whether the file is a table at all, or has lost its line ends.",
                )
            yield Line(number, offset, found.rstrip(b"\r\n"))
            offset += len(found)
            if packed:
                limits.refuse_growth(path.name, size, offset)


@contextmanager
def _opened(path: Path) -> Iterator[tuple[_Stream, bool]]:
    """A stream of the unpacked bytes, and whether they were packed."""
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == _GZIP
            raw.seek(0)
            if not packed:
                yield raw, False
            else:
                with gzip.open(raw, "rb") as stream:
                    yield stream, True
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise UnreadableFile(
            f"{path.name} is a gzip file that is damaged or ends too early: {error}.",
            "Fetch it again, or pack it again.",
        ) from None
    except OSError as error:
        raise UnreadableFile(
            f"{path.name} cannot be read: {error.strerror or error}.",
            "See its name and permissions.",
        ) from None
