"""The demo collection: a small catalogue that shows everything, made in one go or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from catalogue.catalogue import Catalogue
from catalogue.interchange.report import ImportReport
from catalogue.interchange.sources import open_sources
from catalogue.interchange.tables import SUFFIXES
from catalogue.making import whole
from catalogue.settings import DEFAULT_BASE, FILE

HERE = Path(__file__).resolve().parent
HOME = "/group/museum-of-islamic-art-cairo"  # whose cooperation the front page tells of
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Delivery:
    """What one import brings: tables with the mapping that reads them, or Turtle, which needs none."""

    files: tuple[Path, ...]
    mapping: str | None = None


def deliveries() -> list[Delivery]:
    """The imports that make the demo, folder by folder: its tables, then its Turtle."""
    found = []
    for folder in sorted(entry for entry in HERE.iterdir() if entry.is_dir()):
        files = sorted(folder.iterdir())
        tables = tuple(file for file in files if file.suffix in SUFFIXES)
        found += [Delivery(tables, str(file)) for file in files if file.suffix == ".toml" and tables]
        found += [Delivery((file,)) for file in files if file.suffix == ".ttl"]
    return found


def deliver(catalogue: Catalogue) -> list[ImportReport]:
    """Imports the demo into a catalogue; what happened in each import."""
    reports = []
    for one in deliveries():
        items, source = open_sources(
            one.files, one.mapping, catalogue.schema, catalogue.settings, catalogue.naming_key
        )
        reports.append(catalogue.import_records(items, source))
    return reports


def make_demo(folder: Path, progress: Progress | None = None) -> None:
    """Makes the demo's catalogue, whole or not at all, where there is no catalogue yet.

    Raises SettingsError where the folder holds something else.
    """
    if (folder / FILE).is_file():
        return
    with whole(folder) as filling, Catalogue.create(filling, DEFAULT_BASE, bare=True).closing() as catalogue:
        with (filling / FILE).open("a", encoding="utf-8") as settings:
            settings.write(f'\n[home]\ngroup = "{HOME}"\n')
        with catalogue.following_once():
            catalogue.load_packs()
            deliver(catalogue)
            catalogue.publish_all(progress)
