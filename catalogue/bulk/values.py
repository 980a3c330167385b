"""Which values a field has in many records, and how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from catalogue import database as db
from catalogue import journal
from catalogue.bulk.operation import Place
from catalogue.rdf import Term
from catalogue.record import Part, Record, view
from catalogue.shapes import Kind

LOOKED = 1_000
"""Records that are looked through."""
MOST = 100
_LONGEST = 2_000


def values_in(database: db.Database, base: str, place: Place, iris: Sequence[str]) -> list[tuple[Term, int]]:
    """The values at a place in the first of these records, the most frequent first; none for parts."""
    if not place.steps or place.steps[-1].kind is Kind.PART:
        return []
    counted: Counter[Term] = Counter()
    with database.reading() as connection:
        found = journal.find(connection, iris[:LOOKED])
        ours = [held for held in found.values() if held.slug == place.record_type.slug]
        states = journal.states(connection, (held.version for held in ours))
    for held in ours:
        if held.version in states:
            record = Record(held.iri, held.path, base + held.path, states[held.version])
            counted.update(set(_values(view(record, place.record_type).root, place)))
    return [(term, number) for term, number in counted.most_common(MOST) if len(term) <= _LONGEST]


def _values(root: Part, place: Place) -> Iterator[Term]:
    parts = [root]
    for step in place.steps[:-1]:
        inner = (value.part for part in parts if step.key in part.shape.by_key for value in part.all(step.key))
        parts = [part for part in inner if part is not None]
    for part in parts:
        yield from (value.term for value in part.all(place.steps[-1].key))
