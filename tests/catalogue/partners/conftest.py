"""A partner's server, a feed on it, and somebody who pulls."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from catalogue.database import partners as held
from catalogue.database.partners import Held, PartnersFile
from catalogue.errors import KhizanaError, UnreadableFile
from catalogue.partners import Limits, Partners, following, reading_child
from catalogue.partners.following import Following
from catalogue.projections.partner_store import PartnerStore
from catalogue.settings import Settings
from tests.catalogue.partners.serving import FakeFeed, Server, serving

QUICK = Limits(pause=0, backoff=0.01, request=5.0, spare=0)


class NearReader:
    """Reads as the child does, but here: a child takes a second to start."""

    def read(self, content: bytes, media_type: str, base: str) -> str:
        try:
            return reading_child.read(content, media_type, base)
        except KhizanaError as error:
            raise UnreadableFile(str(error)) from None

    def close(self) -> None:
        return


class House:
    """A catalogue's folder, as far as partners are concerned."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.settings = Settings(data=folder, base="https://khizana.example")
        self.partners = Partners(self.settings, QUICK)

    def pull(self, word: str, *hosts: str, name: str = "", **limits):
        partners = Partners(self.settings, replace(QUICK, **limits))
        return partners.pull(word, name, hosts)

    def held(self, name: str = "127.0.0.1") -> dict[str, Held]:
        """The documents of a partner, by the last part of their IRI."""
        with self._file() as file, file.reading() as connection:
            found = held.find(connection, name)
            assert found is not None
            return {one.iri.rpartition("/")[2]: one for one in held.documents(connection, found.id)}

    def body(self, one: Held) -> bytes:
        assert one.digest is not None
        with self._file() as file, file.reading() as connection:
            return held.bodies(connection, [one.digest])[one.digest]

    def said(self, graph: str) -> list[str]:
        """What the store holds of a partner, without the names of blank nodes."""
        with self.store() as store:
            return sorted(" ".join("_:" if t[:2] == "_:" else t for t in triple) for triple in store.triples(graph))

    def graphs(self) -> list[str]:
        with self.store() as store:
            return store.graphs()

    @contextmanager
    def store(self) -> Iterator[PartnerStore]:
        with self._file() as file, Following(self.settings, file) as opened:
            yield opened.store

    @contextmanager
    def _file(self) -> Iterator[PartnersFile]:
        file = PartnersFile(self.settings.partners)
        try:
            yield file
        finally:
            file.close()


@pytest.fixture
def near(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "DocumentReader", NearReader)


@pytest.fixture
def house(tmp_path: Path, near: None) -> House:
    return House(tmp_path / "c")


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as one:
        yield one


@pytest.fixture
def feed(server: Server) -> FakeFeed:
    return FakeFeed(server)


@pytest.fixture
def many(feed: FakeFeed) -> Callable[[int], FakeFeed]:
    """Fills the feed with so many new records, a minute apart."""

    def fill(count: int) -> FakeFeed:
        for n in range(count):
            feed.change("Create", f"o{n}", f"2024-01-01T{n // 60:02}:{n % 60:02}:00Z")
        return feed

    return fill
