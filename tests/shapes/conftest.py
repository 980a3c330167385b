"""What the tests of the shapes stand on."""

from __future__ import annotations

import pytest

from catalogue.shape_files import read_schema
from catalogue.shapes import Schema
from catalogue.validation import Validator
from tests.shapes.filling import classes


@pytest.fixture(scope="session")
def schema() -> Schema:
    return read_schema()


@pytest.fixture(scope="session")
def validator(schema: Schema) -> Validator:
    return Validator(schema)


@pytest.fixture(scope="session")
def known(schema: Schema) -> dict[str, str]:
    """The record classes of what filled records refer to."""
    return classes(schema)
