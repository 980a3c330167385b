"""Small checkpoints, and pools that serve them."""

from __future__ import annotations

from contextlib import asynccontextmanager

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from catalogue.sparql.limits import Limits
from catalogue.sparql.pool import QueryPool

EX = "http://example.org/"
GRAPH = NamedNode(EX + "graph")


def make_checkpoint(folder, records=200, word="Object"):
    """A checkpoint of so many records with two statements each, and one statement in a named graph."""
    store = Store(str(folder / "store"))
    for number in range(records):
        one = NamedNode(f"{EX}o/{number}")
        store.add(Quad(one, NamedNode(EX + "label"), Literal(f"{word} {number}", language="en")))
        store.add(Quad(one, NamedNode(EX + "height"), Literal(number)))
    store.add(Quad(NamedNode(EX + "s"), NamedNode(EX + "p"), Literal("in the graph"), GRAPH))
    store.flush()
    store.backup(str(folder / "checkpoint"))
    Store(str(folder / "checkpoint")).flush()
    return folder / "checkpoint"


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory):
    return make_checkpoint(tmp_path_factory.mktemp("sparql"))


@pytest.fixture(scope="session")
def later(tmp_path_factory):
    return make_checkpoint(tmp_path_factory.mktemp("later"), 3, "Later object")


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture
def serving(checkpoint):
    """A pool on the checkpoint, for `async with`."""

    @asynccontextmanager
    async def open_pool(size=1, **limits):
        pool = QueryPool(Limits(**limits), size)
        await pool.start()
        await pool.follow(checkpoint, 1)
        try:
            yield pool
        finally:
            await pool.close()

    return open_pool
