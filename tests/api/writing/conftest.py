"""A collection that programs write to; each module has its own."""

from __future__ import annotations

import pytest

from api.app import create_app
from catalogue.catalogue import Catalogue
from tests.api.collection import BASE, fill
from tests.api.staffing import fast, with_token


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    made = Catalogue.create(tmp_path_factory.mktemp("written") / "c", BASE, bare=True)
    fill(made)
    with made.closing():
        yield made


@pytest.fixture(scope="module")
def app(written):
    made = create_app(fast(written.settings), written)
    yield made
    made.state.uploads.close()


@pytest.fixture
def program(app):
    """A program that may do most."""
    return with_token(app, "registrar")
