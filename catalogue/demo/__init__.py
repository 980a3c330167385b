"""The demo collection: a small catalogue that shows everything, made in one go or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from catalogue.catalogue import Catalogue
from catalogue.interchange.sources import open_sources
from catalogue.interchange.tables import SUFFIXES
from catalogue.making import whole
from catalogue.settings import DEFAULT_BASE, FILE

HERE = Path(__file__).resolve().parent
MAPPING = HERE / "demo.toml"
Progress = Callable[[int, int], None]


def sources() -> list[Path]:
    """The tables of the demo collection; `MAPPING` reads them."""
    return sorted(file for file in HERE.iterdir() if file.suffix in SUFFIXES)


def make_demo(folder: Path, progress: Progress | None = None) -> None:
    """Makes the demo's catalogue, whole or not at all, where there is no catalogue yet.

    Raises SettingsError where the folder holds something else.
    """
    if (folder / FILE).is_file():
        return
    with whole(folder) as filling, Catalogue.create(filling, DEFAULT_BASE).closing() as catalogue:
        items, source = open_sources(
            sources(), str(MAPPING), catalogue.schema, catalogue.settings, catalogue.naming_key
        )
        catalogue.import_records(items, source)
        catalogue.publish_all(progress)
