"""Another instance that follows our feed holds what is public here, statement for statement."""

from __future__ import annotations

import io
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn

from api.app import create_app
from catalogue.catalogue import Catalogue
from catalogue.partners import Limits, Partners
from catalogue.rdf import read_lines
from tests.api.collection import BASE
from tests.catalogue.making import named
from tests.catalogue.partners.conftest import House
from tests.standing import filled

QUICK = Limits(pause=0, backoff=0.05, spare=0)


@pytest.fixture
def ours(tmp_path):
    with filled(tmp_path / "ours").closing() as made:
        yield made


@contextmanager
def listening(catalogue: Catalogue) -> Iterator[str]:
    """The address at which the catalogue is served, by a thread."""
    server = uvicorn.Server(uvicorn.Config(create_app(catalogue.settings, catalogue), log_level="error"))
    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = threading.Thread(target=server.run, args=([door],))
        thread.start()
        try:
            yield f"http://127.0.0.1:{door.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def public(catalogue: Catalogue) -> frozenset[tuple[str, str, str]]:
    out = io.StringIO()
    catalogue.export(out, public=True)
    return read_lines(out.getvalue())


def taken(house: House) -> frozenset[tuple[str, str, str]]:
    with house.store() as store:
        return frozenset(store.triples(f"{BASE}/activity"))


def test_what_is_public_here_is_held_there_and_stays_so(ours, tmp_path):
    house = House(tmp_path / "theirs")
    partners = Partners(house.settings, QUICK)
    with listening(ours) as url:
        done = partners.pull(f"{url}/activity", "ours")
        assert (done.complete, dict(done.odd)) == (True, {})
        assert done.fetched > 70
        assert taken(house) == public(ours)
        ours.save(named(ours.schema, "object", "new", "New"), "object")
        ours.withdraw([f"{BASE}/object/leaf-01"])
        ours.publish([f"{BASE}/object/new"])
        done = partners.pull("ours")
        assert (done.fetched, done.removed, done.complete) == (1, 1, True)
        assert taken(house) == public(ours)
