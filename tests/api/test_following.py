"""The server follows what it writes itself at once, and what others write after a moment."""

from __future__ import annotations

import asyncio
import time

import pytest

from api import following
from catalogue.catalogue import Catalogue
from catalogue.errors import CatalogueBusy
from tests.api.collection import BASE, at, name
from tests.catalogue.making import make
from tests.standing import bare


@pytest.fixture
def catalogue(tmp_path):
    with bare(tmp_path / "c").closing() as made:
        yield made


def lamp(catalogue, number):
    return make(catalogue.schema, "object", f"lamp-{number}", {"title": [name(f"Lamp {number}", "en")]})


async def found(catalogue, words):
    """Seconds until a working record is found."""
    began = time.monotonic()
    while not catalogue.working_search.search(words).total:
        assert time.monotonic() - began < 5
        await asyncio.sleep(0.005)
    return time.monotonic() - began


@pytest.fixture
def language(catalogue):
    english = make(catalogue.schema, "concept", "en", {"name": [name("English")]})
    catalogue.save(english, "concept")
    assert at("/concept/en") == f"<{english.iri}>"


def during(catalogue, work):
    """Does something while the catalogue is followed as a server does it."""

    async def run():
        async with following.following(catalogue, catalogue.settings):
            return await work()

    return asyncio.run(run())


def test_what_this_process_saves_is_found_at_once(catalogue, language, monkeypatch):
    monkeypatch.setattr(following, "PAUSE", 60)

    async def work():
        taken = []
        for number in range(5):
            await asyncio.to_thread(catalogue.save, lamp(catalogue, number), "object")
            taken.append(await found(catalogue, f"lamp {number}"))
        return taken

    assert max(during(catalogue, work)) < 1


def test_what_another_process_saves_is_found_after_a_moment(catalogue, language):
    async def work():
        with Catalogue.open(catalogue.settings.data, catalogue.schema).closing() as other:
            await asyncio.to_thread(other.save, lamp(catalogue, 1), "object")
        return await found(catalogue, "lamp")

    assert during(catalogue, work) < 2


def test_who_refers_to_a_record_is_known_right_after_it_was_saved(catalogue, language):
    async def work():
        await asyncio.to_thread(catalogue.save, lamp(catalogue, 1), "object")
        return await asyncio.to_thread(catalogue.references_to, f"{BASE}/concept/en")

    assert list(during(catalogue, work)) == [f"{BASE}/object/lamp-1"]


def test_a_rebuild_that_was_asked_for_is_of_both_sides(catalogue, language):
    async def work():
        await asyncio.to_thread(catalogue.save, lamp(catalogue, 1), "object")
        await found(catalogue, "lamp")
        assert not await asyncio.to_thread(catalogue.rebuild)
        began = time.monotonic()
        while catalogue.requests():
            assert time.monotonic() - began < 10
            await asyncio.sleep(0.01)
        with pytest.raises(CatalogueBusy):
            catalogue.own_stores()
        return catalogue.working_search.search("lamp").total

    assert during(catalogue, work) == 1


def test_nobody_is_told_of_writes_once_the_server_has_ended(catalogue, language):
    async def work():
        return None

    during(catalogue, work)
    catalogue.save(lamp(catalogue, 1), "object")
    assert catalogue.follow()
    assert catalogue.working_search.search("lamp").total == 1
