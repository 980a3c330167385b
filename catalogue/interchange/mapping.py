"""Mappings: how the columns of a table become our fields. How to write one: README-mappings.md."""

from __future__ import annotations

from collections.abc import Mapping as Map
from pathlib import Path

from catalogue.errors import MappingError
from catalogue.interchange.mapping_model import Mapping
from catalogue.interchange.mapping_reader import read_file
from catalogue.shapes import Schema

__all__ = ["Mapping", "read_mapping", "shipped_mappings"]

_SHIPPED = Path(__file__).parent / "mappings"


def shipped_mappings() -> Map[str, Path]:
    """The mappings that come with Khizana, by name."""
    return {file.stem: file for file in sorted(_SHIPPED.glob("*.toml"))}


def read_mapping(path_or_name: str, schema: Schema) -> Mapping:
    """The mapping in a file, or a shipped one by its name.

    Raises MappingError naming file, table, key and what is allowed there.
    """
    shipped = shipped_mappings()
    if path_or_name in shipped:
        return read_file(shipped[path_or_name], schema)
    file = Path(path_or_name)
    if not file.is_file():
        names = ", ".join(shipped)
        raise MappingError(f"There is no mapping “{path_or_name}”.", f"Name a .toml file, or one of: {names}.")
    return read_file(file, schema)
