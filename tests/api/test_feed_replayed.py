"""Whoever follows the feed has what is public, whatever was done; and what was read once reads the same for ever."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api import feed
from api.app import create_app
from catalogue.catalogue import Catalogue
from catalogue.errors import KhizanaError
from catalogue.life import References
from tests.api.harvesting import Mirror
from tests.catalogue.making import BASE, link, named
from tests.standing import bare

WHO = "Nadia Secretname"
OBJECTS, PEOPLE = ("o0", "o1", "o2"), ("p0", "p1", "p2")
Step = tuple[str, int, int]


class Hands:
    """What people do to a few objects and their makers; what is refused is not done."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    def object(self, one: int, other: int) -> None:
        making = [{"@id": "making", "carried_out_by": [link("person", PEOPLE[other])]}]
        record = named(self.catalogue.schema, "object", OBJECTS[one], f"Jug {other}", production=making)
        self.catalogue.save(record, "object", who=WHO)

    def person(self, one: int, other: int) -> None:
        self.catalogue.save(named(self.catalogue.schema, "person", PEOPLE[one], f"Potter {other}"), "person", who=WHO)

    def publish(self, one: int, other: int) -> None:
        self.catalogue.publish([self._at(one), self._at(other)], who=WHO, why="Secretreason")

    def withdraw(self, one: int, _other: int) -> None:
        self.catalogue.withdraw([self._at(one)], reason="Secretreason", who=WHO)

    def delete(self, one: int, other: int) -> None:
        drop = References(drop=True)
        self.catalogue.life.delete([self._at(one)], who=WHO, references=drop, show_last=bool(other % 2))

    def merge(self, one: int, other: int) -> None:
        if one != other:
            self.catalogue.life.merge(self._at(one), self._at(other), who=WHO, why="Secretreason")

    def erase(self, one: int, _other: int) -> None:
        self.catalogue.life.erase([self._at(one)], who=WHO, reason="Secretreason", drop=True)

    def restore(self, one: int, _other: int) -> None:
        iri = self._at(one)
        for version in self.catalogue.history.versions(iri)[1:2]:
            self.catalogue.life.restore(iri, version.id, who=WHO)

    def _at(self, number: int) -> str:
        return f"{BASE}/object/{OBJECTS[number]}" if number < len(OBJECTS) else f"{BASE}/person/{PEOPLE[number - 3]}"


def live(steps: Sequence[Step]) -> Mirror:
    """A catalogue in which all this happens, followed step by step in pages of three; the mirror of it at the end."""
    with tempfile.TemporaryDirectory() as room, pytest.MonkeyPatch.context() as patched:
        patched.setattr(feed, "SIZE", 3)
        patched.setattr(Catalogue, "follow", lambda _: True)  # what the stores make of it is asked elsewhere
        patched.setattr(Catalogue, "rebuild", lambda *_: None)
        with bare(Path(room) / "c").closing() as catalogue:
            client = TestClient(create_app(catalogue.settings, catalogue))
            mirror, hands = Mirror(client), Hands(catalogue)
            for name, one, other in steps:
                with suppress(KhizanaError):
                    getattr(hands, name)(one, other)
                mirror.follow()
                public = {BASE + record.path: record.etag for record in catalogue.public_log.current()}
                assert mirror.held == public, (name, one, other)
            mirror.check_types([one.slug for one in catalogue.schema.record_types])
            late = Mirror(client)
            late.follow()
            assert late.held == mirror.held
            assert late.kept.items() <= mirror.kept.items()
            assert b"secret" not in b"".join(late.kept.values()).lower()
            catalogue.verify()
    return mirror


A_LIFE: Sequence[Step] = (
    ("person", 0, 0), ("person", 1, 0), ("object", 0, 0), ("publish", 0, 3), ("publish", 4, 4), ("object", 0, 1),
    ("object", 1, 0), ("publish", 0, 1), ("withdraw", 3, 0), ("publish", 3, 3), ("merge", 3, 4), ("person", 1, 5),
    ("publish", 4, 4), ("restore", 3, 0), ("publish", 3, 3), ("merge", 3, 4), ("object", 2, 1), ("publish", 2, 2),
    ("merge", 2, 0), ("delete", 4, 0), ("erase", 0, 0), ("withdraw", 1, 1),
)  # fmt: skip


def test_a_life_is_followed():
    mirror = live(A_LIFE)
    assert mirror.done > 15
    assert len(mirror.kept) > 8
    assert b'"Move"' in b"".join(mirror.kept.values())


records, others = st.integers(0, 5), st.integers(0, 2)
steps = st.one_of(
    st.tuples(st.just("object"), others, others),
    st.tuples(st.just("person"), others, others),
    st.tuples(st.just("publish"), records, records),
    st.tuples(st.sampled_from(("withdraw", "delete", "merge", "erase", "restore")), records, records),
)
beginnings = [("person", n, 0) for n in range(3)] + [("object", n, n) for n in range(3)]


@pytest.mark.trial
@settings(max_examples=25, deadline=None)
@given(more=st.lists(steps, min_size=5, max_size=25))
def test_whatever_is_done_is_followed(more):
    live([*beginnings, *(("publish", n, n + 1) for n in (0, 2, 4)), *more])
