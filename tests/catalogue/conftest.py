"""What the tests of the collection stand on: the shapes that ship and a record type of their own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from catalogue.catalogue import Catalogue
from catalogue.interchange.report import ImportReport
from catalogue.namespaces import SHAPES
from catalogue.rdf import literal
from catalogue.record import Record
from catalogue.shape_files import read_schema
from catalogue.shapes import Schema
from catalogue.validation import Validator
from tests.catalogue.lending import LENDER
from tests.catalogue.making import BASE, LOAN, incoming, link, named, source


@pytest.fixture(scope="session")
def schema() -> Schema:
    """The shapes that ship, and loans."""
    return read_schema(SHAPES, further=[LOAN])


@pytest.fixture(scope="session")
def validator(schema: Schema) -> Validator:
    return Validator(schema)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the catalogue lies."""
    return tmp_path / "treasury"


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory, schema: Schema) -> Path:
    """An empty catalogue, closed, to be copied."""
    folder = tmp_path_factory.mktemp("blank") / "treasury"
    Catalogue.create(folder, BASE, bare=True, schema=schema).close()
    return folder


@pytest.fixture
def catalogue(blank: Path, folder: Path, schema: Schema, validator: Validator) -> Iterator[Catalogue]:
    """An empty catalogue."""
    shutil.copytree(blank, folder)
    with Catalogue.open(folder, schema).closing() as made:
        made.validator = validator  # compiled once a session
        yield made


Bring = Callable[..., ImportReport]


@pytest.fixture
def bring(catalogue: Catalogue, schema: Schema) -> Bring:
    """Imports records; each call is an import of its own."""
    count = iter(range(1_000))

    def bring(*records: Record, name: str = "made", **more) -> ImportReport:
        items = (incoming(schema, record) for record in records)
        return catalogue.import_records(items, source(f"run {next(count)}", name), **more)

    return bring


@pytest.fixture
def lending(catalogue: Catalogue, schema: Schema, bring: Bring) -> Catalogue:
    """A museum, an object, and a loan of the one by the other; nothing is public."""
    item = {"object": [link("object", "o1")], "remark": [literal("framed")]}
    bring(
        named(schema, "group", "g1", "A museum"),
        named(schema, "object", "o1", "A picture"),
        named(schema, "loan", "l1", "A loan", lender=LENDER, item=[item]),
    )
    return catalogue
