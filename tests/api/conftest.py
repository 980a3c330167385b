"""A small published collection, and a client of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from tests.api import joint_work
from tests.standing import bare, filled


@pytest.fixture(scope="session")
def collection(tmp_path_factory):
    """A catalogue with a few published records, one draft and one withdrawn."""
    made = filled(tmp_path_factory.mktemp("catalogue") / "c")
    with made.closing():
        yield made


@pytest.fixture(scope="module")
def joint(tmp_path_factory):
    """A catalogue in which everything hangs together; each module has its own, as some change it."""
    made = bare(tmp_path_factory.mktemp("joint") / "c", joint_work.BASE)
    joint_work.fill(made)
    with made.closing():
        yield made


@pytest.fixture(scope="session")
def app(collection):
    return create_app(replace(collection.settings, title="Treasury"), collection)


@pytest.fixture
def client(app):
    """A visitor who reads English and takes pages."""
    return TestClient(app, headers={"Accept": "text/html", "Accept-Language": "en"})


@pytest.fixture
def program(app):
    """A program that takes whatever comes and follows no redirects."""
    return TestClient(app, follow_redirects=False)


@pytest.fixture(scope="session")
def empty_app(tmp_path_factory):
    made = bare(tmp_path_factory.mktemp("empty") / "c")
    with made.closing():
        yield create_app(made.settings, made)
