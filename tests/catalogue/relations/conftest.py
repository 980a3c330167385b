"""A collection in which every relation that can be answered is there, and what asks it."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

from catalogue.relations.asking import Relations
from tests.catalogue.relations.weaving import weave
from tests.standing import bare, copied


@pytest.fixture(scope="session")
def cloth(tmp_path_factory):
    """The folder of the collection, to be copied."""
    folder = tmp_path_factory.mktemp("cloth") / "c"
    with bare(folder).closing() as made:
        weave(made)
    return folder


@pytest.fixture(scope="module")
def woven(cloth, tmp_path_factory):
    """The collection, with the stores in hand; nobody changes it."""
    with opened(cloth, tmp_path_factory.mktemp("woven") / "c") as made:
        yield made


@pytest.fixture
def frayed(cloth, tmp_path):
    """The collection again, for tests that change it."""
    with opened(cloth, tmp_path / "c") as made:
        yield made


@contextmanager
def opened(cloth, folder):
    with copied(cloth, folder).closing() as made, made.own_stores() as stores:
        stores.follow()
        yield made


@pytest.fixture(scope="module")
def asked(woven):
    return Relations(woven)
