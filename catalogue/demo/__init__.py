"""The demo collection: a small catalogue that shows everything, made in one go or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from catalogue.catalogue import Catalogue
from catalogue.errors import NotACatalogue
from catalogue.interchange.sources import open_sources
from catalogue.interchange.tables import SUFFIXES
from catalogue.settings import DEFAULT_BASE, FILE

HERE = Path(__file__).resolve().parent
MAPPING = HERE / "demo.toml"
Progress = Callable[[int, int], None]


def sources() -> list[Path]:
    """The tables of the demo collection; `MAPPING` reads them."""
    return sorted(file for file in HERE.iterdir() if file.suffix in SUFFIXES)


def make_demo(folder: Path, progress: Progress | None = None) -> None:
    """Makes the demo's catalogue where there is none; it is built beside and moved there when complete.

    Raises NotACatalogue where the folder holds something else.
    """
    if (folder / FILE).is_file():
        return
    if folder.exists() and any(folder.iterdir()):
        raise NotACatalogue(f"{folder} holds something other than a catalogue.", "Choose another folder with --data.")
    unfinished = folder.with_name(f".{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    with Catalogue.create(unfinished, DEFAULT_BASE).closing() as catalogue:
        items, source = open_sources(sources(), str(MAPPING), catalogue.schema, catalogue.settings)
        catalogue.import_records(items, source)
        catalogue.publish_all(progress)
    if folder.exists():
        folder.rmdir()
    unfinished.rename(folder)
