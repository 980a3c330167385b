"""Companion tables: a table beside the imported one whose rows lend their columns by key."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path as Folder

from catalogue.interchange.mapping_conditions import compiled
from catalogue.interchange.mapping_model import Companion
from catalogue.interchange.mapping_model import Mapping as TableMapping
from catalogue.interchange.mapping_paths import Cells, Getter, Path, written
from catalogue.interchange.table_rows import Row

Companions = Mapping[str, Mapping[str, Sequence[Cells]]]
RowReader = Callable[[Folder], Iterator[Row]]


def read_companions(mapping: TableMapping, folder: Folder, reader: RowReader) -> Companions:
    """The companion tables of a mapping that lie in a folder; missing ones are left out.

    Raises UnreadableFile for one that cannot be read.
    """
    return {
        name: _by_key(one, reader(folder / one.file))
        for name, one in mapping.companions.items()
        if (folder / one.file).is_file()
    }


def _by_key(companion: Companion, rows: Iterator[Row]) -> Mapping[str, Sequence[Cells]]:
    found: dict[str, list[Cells]] = {}
    holds = compiled(companion.when, Path.getter) if companion.when is not None else None
    for row in rows:
        key = written(row.cells.get(companion.key))
        if key and (holds is None or holds(row.cells, None)):
            found.setdefault(key, []).append(row.cells)
    return found


def companion_getter(column: str, by: Getter, rows: Mapping[str, Sequence[Cells]]) -> Getter:
    """Fetches a column of the companion row whose key stands in the row or element in hand.

    Where several rows have the key, it gives a list.
    """

    def get(cells: Cells, element: object) -> object:
        found = rows.get(written(by(cells, element)))
        if not found:
            return None
        return found[0].get(column) if len(found) == 1 else [one.get(column) for one in found]

    return get
