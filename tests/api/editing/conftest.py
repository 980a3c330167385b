"""A catalogue in which people write, and who they are."""

from __future__ import annotations

import pytest

from api.app import create_app
from tests.api.staffing import fast, signed_in
from tests.standing import filled


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """The application of a small collection that tests may change; its working side follows when it is asked."""
    made = filled(tmp_path_factory.mktemp("desk") / "c")
    with made.closing():
        app = create_app(fast(made.settings), made)
        yield app


@pytest.fixture
def cataloguer(desk):
    return signed_in(desk, "cataloguer")


@pytest.fixture
def publisher(desk):
    return signed_in(desk, "publisher")
