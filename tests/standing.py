"""Catalogues to begin with: shapes are compiled once a process; what is filled is filled once and copied."""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from pathlib import Path

from catalogue.catalogue import Catalogue
from catalogue.namespaces import SHAPES
from catalogue.shape_files import read_schema
from catalogue.shapes import Schema
from catalogue.validation import Validator
from tests.api.collection import BASE, fill


@cache
def schema() -> Schema:
    """The shapes that ship."""
    return read_schema(SHAPES)


def bare(folder: Path, base: str = BASE) -> Catalogue:
    """A new catalogue with nothing in it."""
    return _ready(Catalogue.create(folder, base, bare=True, schema=schema()))


def filled(folder: Path) -> Catalogue:
    """A new catalogue with the small collection of `tests/api/collection.py`."""
    return copied(_collection(), folder)


def copied(original: Path, folder: Path) -> Catalogue:
    """A catalogue like the closed one in another folder."""
    shutil.copytree(original, folder)
    return _ready(Catalogue.open(folder, schema()))


def _ready(catalogue: Catalogue) -> Catalogue:
    catalogue.validator = _validator()
    return catalogue


@cache
def _validator() -> Validator:
    return Validator(schema())


@cache
def _collection() -> Path:
    folder = Path(_room().name) / "collection"
    with bare(folder).closing() as made:
        fill(made)
    return folder


@cache
def _room() -> tempfile.TemporaryDirectory[str]:
    """Gone when the process ends."""
    return tempfile.TemporaryDirectory()
