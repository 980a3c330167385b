"""What a backup says of itself: every file with size and SHA-256, the head of the chain, what had been erased.

It is written last, so a folder without one is no backup.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

from catalogue.errors import BackupUnusable

MANIFEST = "backup.json"
VERSION = 1
_PART = 1 << 20
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Kept:
    """A file of a backup."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself: `files` by their path in it, `erased` the IRIs of records that had been erased."""

    version: int
    made: str
    base: str
    format: str
    head: str
    changes: int
    erased: tuple[str, ...]
    files: Mapping[str, Kept]

    @property
    def size(self) -> int:
        """Bytes of all its files."""
        return sum(one.size for one in self.files.values())


def write_manifest(folder: Path, manifest: Manifest) -> Path:
    """Writes a manifest into a folder."""
    file = folder / MANIFEST
    file.write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1) + "\n", "utf-8")
    return file


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a backup; raises BackupUnusable for a folder that is not a whole one, or not ours."""
    file = folder / MANIFEST
    if not file.is_file():
        raise BackupUnusable(f"{folder} is not a whole backup: it has no {MANIFEST}.", "Choose another one.")
    try:
        said = json.loads(file.read_text("utf-8"))
        files = {_inside(name): Kept(int(one["size"]), _digest(one["sha256"])) for name, one in said["files"].items()}
        kept = {key: str(said[key]) for key in ("made", "base", "format", "head")}
        erased = tuple(str(one) for one in said["erased"])
        manifest = Manifest(int(said["version"]), changes=int(said["changes"]), erased=erased, files=files, **kept)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BackupUnusable(f"{file} is damaged: {error}.", "Choose another backup.") from None
    if manifest.version != VERSION:
        said = f"{folder} is a backup of version {manifest.version}; this version reads {VERSION}."
        raise BackupUnusable(said, "Use the version that wrote it.")
    return manifest


def sum_of(file: Path) -> Kept:
    """Size and SHA-256 of a file."""
    with file.open("rb") as opened:
        return Kept(file.stat().st_size, hashlib.file_digest(opened, "sha256").hexdigest())


def copied(source: Path, target: Path) -> Kept:
    """Copies a file; size and SHA-256 of what was written."""
    target.parent.mkdir(parents=True, exist_ok=True)
    size, digest = 0, hashlib.sha256()
    with source.open("rb") as read, target.open("xb") as written:
        while piece := read.read(_PART):
            written.write(piece)
            digest.update(piece)
            size += len(piece)
    return Kept(size, digest.hexdigest())


def _inside(name: str) -> str:
    """A path that stays within the backup."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts or "\\" in name:
        raise ValueError(f"“{name}” leads out of the backup")
    return path.as_posix()


def _digest(text: str) -> str:
    if not _DIGEST.fullmatch(text):
        raise ValueError(f"“{text}” is no checksum")
    return text
