"""Two houses, the same but for their secrets, and a visitor of each."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from catalogue import journal
from catalogue.catalogue import Catalogue
from catalogue.namespaces import SHAPES
from catalogue.publication import writing
from catalogue.shape_files import read_schema
from catalogue.shapes import Schema
from catalogue.validation import Validator
from tests.api.staffing import fast
from tests.catalogue.making import BASE, LOAN
from tests.leaks.attached import attach
from tests.leaks.employed import employ
from tests.leaks.planted import plant
from tests.leaks.visiting import Visit


class Letters:
    """A mail server that keeps what it is given."""

    site = BASE

    def __init__(self) -> None:
        self.sent: list[str] = []

    def send(self, *said: str) -> bool:
        self.sent.append(" ".join(said))
        return True


def _visits(folder: Path, schema: Schema, validator: Validator, seed: str) -> Iterator[Visit]:
    """A house built while the clock ticks by the second, and a visitor of it."""
    ticks = itertools.count()

    def tick() -> str:
        number = next(ticks)
        return f"2026-01-01T{number // 3600:02}:{number // 60 % 60:02}:{number % 60:02}.000000Z"

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(journal, "now", tick)
        patched.setattr(writing, "now", tick)
        patched.setattr("secrets.token_hex", lambda size: "7" * 2 * size)  # or parts have other names
        catalogue = Catalogue.create(folder / "treasury", BASE, bare=True, schema=schema)
        catalogue.validator = validator
        house = plant(catalogue, seed)
        attach(house)
        settings = replace(fast(house.catalogue.settings), home_group=f"{BASE}/group/g1")
        app = create_app(settings, house.catalogue)
        app.state.mail = Letters()
        employ(house, app)
    with house.catalogue.closing(), TestClient(app) as client:
        yield Visit(house, client)


@pytest.fixture(scope="session")
def schema() -> Schema:
    """The shapes that ship, and loans."""
    return read_schema(SHAPES, further=[LOAN])


@pytest.fixture(scope="session")
def validator(schema: Schema) -> Validator:
    """Compiled once for all houses."""
    return Validator(schema)


@pytest.fixture(scope="session")
def visit(tmp_path_factory, schema, validator):
    yield from _visits(tmp_path_factory.mktemp("one"), schema, validator, "ka")


@pytest.fixture(scope="session")
def other(tmp_path_factory, schema, validator):
    """The same house with other secrets."""
    yield from _visits(tmp_path_factory.mktemp("two"), schema, validator, "mo")
