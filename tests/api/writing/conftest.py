"""A collection that programs write to; each module has its own."""

from __future__ import annotations

import pytest

from api.app import create_app
from tests.api.staffing import fast, with_token
from tests.standing import filled


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    made = filled(tmp_path_factory.mktemp("written") / "c")
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
