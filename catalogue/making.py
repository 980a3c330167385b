"""Making a catalogue whole or not at all: a process that dies half-way leaves nothing that looks like one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from catalogue.errors import SettingsError
from catalogue.settings import FILE

UNFINISHED = ".unfinished"


@contextmanager
def whole(folder: Path) -> Iterator[Path]:
    """A folder to fill; what is in it at the end moves to `folder`, the settings last.

    What an earlier attempt left there unfinished is thrown away. Raises SettingsError for a folder
    that holds a catalogue or anything else.
    """
    _refuse_taken(folder)
    filling = folder / UNFINISHED
    shutil.rmtree(filling, ignore_errors=True)
    filling.mkdir(parents=True)
    folder.chmod(0o700)  # what is not public is nobody else's on this machine
    yield filling
    for made in sorted(filling.iterdir(), key=lambda path: path.name == FILE):
        made.rename(folder / made.name)
    filling.rmdir()


def _refuse_taken(folder: Path) -> None:
    if (folder / FILE).exists():
        raise SettingsError(f"{folder} already holds a catalogue.", "Choose another folder.")
    others = [path.name for path in folder.iterdir() if path.name != UNFINISHED] if folder.is_dir() else []
    if others:
        raise SettingsError(f"{folder} is not empty: it holds {others[0]}.", "Choose a new or an empty folder.")
