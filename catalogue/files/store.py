"""Where files lie: each once, under the SHA-256 of its content, written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from catalogue.errors import FileRefused, WhyRefused

SPARE = 256 << 20  # bytes of disk that stay free for the journal
_PART = 1 << 20
_UNFINISHED = ".unfinished"
_DAY = 86_400.0


class Incoming:
    """A file that is coming in, in pieces, beside those that are there; raises FileRefused once it is too large."""

    def __init__(self, file: IO[bytes], limit: int) -> None:
        self._file = file
        self._limit = limit
        self._hash = hashlib.sha256()
        self.size = 0

    @property
    def path(self) -> Path:
        """Where it lies until it is kept."""
        return Path(self._file.name)

    @property
    def digest(self) -> str:
        """The SHA-256 of what came so far, as hexadecimal."""
        return self._hash.hexdigest()

    def write(self, piece: bytes) -> None:
        """Takes the next piece."""
        self.size += len(piece)
        if self.size > self._limit:
            raise too_large(self._limit)
        self._hash.update(piece)
        self._file.write(piece)

    def end(self) -> None:
        """Brings all of it to the disk."""
        self._file.flush()
        os.fsync(self._file.fileno())


@contextmanager
def _room() -> Iterator[None]:
    """What cannot be written is refused in words."""
    try:
        yield
    except OSError as error:
        said = f"The file could not be written: {error.strerror or error}."
        raise FileRefused(said, "Tell the people who run this catalogue.", WhyRefused.ROOM) from error


class FileStore:
    """The folder of files: `ab/cd/abcd…`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def incoming(self, limit: int, expected: int = 0) -> Iterator[Incoming]:
        """A new file, gone at the end unless it was kept; raises FileRefused where there is no room for it."""
        unfinished = self.folder / _UNFINISHED
        unfinished.mkdir(parents=True, exist_ok=True)
        if expected > limit:
            raise too_large(limit)
        if shutil.disk_usage(self.folder).free < expected + SPARE:
            said = "There is not enough room on the disk for this file."
            raise FileRefused(said, "Tell the people who run this catalogue.", WhyRefused.ROOM)
        for left in _forgotten(unfinished):
            left.unlink(missing_ok=True)
        with _room(), NamedTemporaryFile(dir=unfinished, delete=False) as file:
            try:
                yield Incoming(file, limit)
            finally:
                Path(file.name).unlink(missing_ok=True)

    def keep(self, incoming: Incoming) -> None:
        """Puts a file that has come in and ended where it belongs, on the disk when this returns."""
        place = self.path(incoming.digest)
        place.parent.mkdir(parents=True, exist_ok=True)
        incoming.path.chmod(0o640)
        incoming.path.replace(place)
        for folder in (place.parent, place.parent.parent, self.folder):
            synced(folder)

    def path(self, digest: str) -> Path:
        """Where a file lies, or would."""
        return self.folder / digest[:2] / digest[2:4] / digest

    def remove(self, digest: str) -> None:
        """Takes a file away."""
        self.path(digest).unlink(missing_ok=True)

    def digests(self) -> Iterator[str]:
        """The digests of all files that are there."""
        return (path.name for path in self.folder.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*") if path.is_file())

    def intact(self, digest: str) -> bool:
        """Whether a file is there and is what it was."""
        try:
            with self.path(digest).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == digest
        except FileNotFoundError:
            return False


def _forgotten(folder: Path) -> Iterator[Path]:
    """What a process left unfinished that ended more than a day ago."""
    return (path for path in folder.iterdir() if path.stat().st_mtime < time.time() - _DAY)


def too_large(limit: int) -> FileRefused:
    """Says that a file is larger than may be kept."""
    said = f"The file is larger than {limit // _PART:,} MB."
    return FileRefused(said, "Make it smaller, or ask for a larger “file_size” in khizana.toml.", WhyRefused.SIZE)


def synced(folder: Path) -> None:
    """Brings the names in a folder to the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
