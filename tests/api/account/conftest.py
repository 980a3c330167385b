"""An application with people in it, of a catalogue of its own: these tests change who may do what."""

from __future__ import annotations

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from catalogue.accounts.throttle import Throttle
from tests.api.staffing import fast, people_of
from tests.standing import bare


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    made = bare(tmp_path_factory.mktemp("people") / "c")
    with made.closing():
        yield made


@pytest.fixture(scope="module")
def built(house):
    return create_app(replace(fast(house.settings), title="Treasury"), house)


@pytest.fixture
def staffed(built):
    """An application of the catalogue whose throttle has seen nothing yet."""
    people_of(built).throttle = Throttle()
    return built


@pytest.fixture
def visitor(staffed):
    """Somebody with a browser who is not signed in."""
    return TestClient(staffed, headers={"Accept": "text/html", "Accept-Language": "en"}, follow_redirects=False)
