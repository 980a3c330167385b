"""Work on many records, in a line or two."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from catalogue import journal
from catalogue.accounts import Given, Permissions, Person, read_permissions
from catalogue.bulk import Bulk, Doing, Job, Operation, State
from catalogue.bulk.operation import FIRST
from catalogue.catalogue import Catalogue
from catalogue.rdf import Triples
from tests.catalogue.life.conftest import Room
from tests.catalogue.making import BASE, link, text

REGISTRAR = Person(1, "Nadia", "", "en", frozenset({Given("publisher")}))
PAINTER = Person(2, "Reza", "", "en", frozenset({Given("cataloguer", "walters")}))


def concept(number: str) -> str:
    return link("concept", number)


class Shop(Room):
    """A catalogue in which somebody works on many records."""

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__(catalogue)
        self.permissions: Permissions = read_permissions()
        self.bulk = Bulk(catalogue, self.permissions)

    def bowls(self, count: int, **tree) -> list[str]:
        """So many bowls of clay; their IRIs."""
        says = {"material": [concept("clay")], "credit_line": [text("Gift of a friend")], **tree}
        for number in range(count):
            self.save("object", f"b{number}", f"Bowl {number}", **says)
        return [f"{BASE}/object/b{number}" for number in range(count)]

    def do(self, operation: Operation, iris: list[str], person: Person = REGISTRAR) -> Job:
        """Does it from choice to end; the work as it stands then."""
        job = self.ready(operation, iris, person)
        assert self.bulk.start(job, person)
        return self.settled(job)

    def ready(self, operation: Operation, iris: list[str], person: Person = REGISTRAR) -> Job:
        """As far as the preview."""
        job = self.job(self.bulk.choose(person, iris))
        assert self.bulk.prepare(job, operation, person, "clean up")
        job = self.settled(job)
        assert job.state is State.READY
        return job

    def settled(self, job: Job) -> Job:
        self.bulk.settle()
        return self.job(job.id)

    def job(self, number: int) -> Job:
        found = self.bulk.find(number)
        assert found is not None
        return found

    def states(self, iris: list[str]) -> list[Triples]:
        with self.catalogue.database.reading() as connection:
            return [journal.state(connection, iri)[1] for iri in iris]


@pytest.fixture
def shop(catalogue: Catalogue) -> Iterator[Shop]:
    made = Shop(catalogue)
    for said in ("clay", "fritware", "brass", "bowl"):
        made.save("concept", said, said)
    for slug, number, said in (("person", "p1", "Potter"), ("person", "p2", "Painter")):
        made.save(slug, number, said)
    yield made
    made.bulk.close()


def adding(address: str, value: str, **more) -> Operation:
    return Operation(Doing.ADD, address, inputs=((FIRST, value),), **more)


def replacing(address: str, value: str, old: str = "") -> Operation:
    return Operation(Doing.REPLACE, address, old, ((FIRST, value),))


def removing(address: str, old: str = "") -> Operation:
    return Operation(Doing.REMOVE, address, old)
