"""A jug of clay by a potter, and short ways to say what is done to it."""

from __future__ import annotations

import io

import pytest

from catalogue import journal
from catalogue.catalogue import Catalogue
from catalogue.life import Target
from catalogue.rdf import Triples
from tests.catalogue.making import BASE, link, named, text

WHO = "Nadia"


class Room:
    """A catalogue in which somebody works."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.schema = catalogue.schema

    def save(self, slug: str, number: str, said: str, **tree) -> int:
        """Saves a record; the id of the change."""
        change = self.catalogue.save(named(self.schema, slug, number, said, **tree), slug, who=WHO)
        assert change is not None
        return change.id

    def jug(self, title: str = "Jug", note: str = "first", by: str = "p1", **tree) -> int:
        """Saves the jug; its note and its making are the same parts whatever is said in them."""
        says = {
            "material": [link("concept", "clay")],
            "note": [text(note, **{"@id": "note"})],
            "production": [{"@id": "making", "carried_out_by": [link("person", by)]}],
        }
        return self.save("object", "o1", title, **says, **tree)

    def head(self, path: str) -> int | None:
        found = self.catalogue.history.at_path(path)
        return found.version if found is not None else None

    def state(self, path: str) -> Triples:
        with self.catalogue.database.reading() as connection:
            return journal.state(connection, BASE + path)[1]

    def said(self, path: str) -> str:
        return " ".join(" ".join(t) for t in sorted(self.state(path)))

    def last(self) -> int:
        with self.catalogue.database.reading() as connection:
            return journal.last_change(connection)

    def undo(self, change: int | None = None, group: int | None = None, **more):
        return self.catalogue.life.undo(Target(change, group), who=WHO, **more)

    def preview(self, change: int | None = None, group: int | None = None):
        return {t.record.path: t for t in self.catalogue.life.preview_undo(Target(change, group))}

    def all(self) -> str:
        """Everything, as it is written out."""
        out = io.StringIO()
        self.catalogue.export(out)
        return out.getvalue()

    def delete(self, *paths: str, **more):
        return self.catalogue.life.delete([BASE + path for path in paths], who=WHO, **more)

    def publish(self, *paths: str) -> None:
        done = self.catalogue.publish([BASE + path for path in paths])
        assert not done.blocked

    def public(self, path: str):
        return self.catalogue.public_log.by_path(path)

    def verify(self) -> None:
        self.catalogue.verify()


@pytest.fixture
def empty(catalogue: Catalogue) -> Room:
    return Room(catalogue)


@pytest.fixture
def room(empty: Room) -> Room:
    for slug, number, said in (("concept", "clay", "clay"), ("person", "p1", "Potter"), ("person", "p2", "Painter")):
        empty.save(slug, number, said)
    empty.jug()
    return empty
