"""Working together, as the front page tells it: the chain from accord to grant, and what one institution does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from api.asked import Row
from api.labels import Label
from api.lists import summary_entries
from api.presenter import Presenter
from api.shown import Entry
from api.themes import Kind
from catalogue.publication import Summary
from catalogue.rdf import iri_text, is_iri
from catalogue.shapes import Schema, label_in

SHORTEST = 3  # steps; two records that are linked are no chain
PIECES = 4  # of a chain that is broken
NAMED = 4  # of what an institution takes part in, so much of each kind


@dataclass(frozen=True)
class Part:
    """What an institution takes part in, of one kind: some of it, and how much there is."""

    kind: Kind
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Cooperation:
    """What an institution takes part in, by kind."""

    href: str
    name: Label
    parts: tuple[Part, ...]
    total: int


def chains(
    rows: Sequence[Row], presenter: Presenter, public: Mapping[str, Summary], schema: Schema
) -> list[tuple[Entry, ...]]:
    """The chain that was found, or its pieces, none of which tells of a record that another told of.

    Left out are those that are too short, and those with a step that is not public any more.
    """
    found: list[tuple[Entry, ...]] = []
    told: set[str] = set()
    for row in rows:
        steps = [iri_text(term) for term in row.values() if is_iri(term)]
        if len(steps) >= SHORTEST and told.isdisjoint(steps) and all(step in public for step in steps):
            told.update(steps)
            found.append(summary_entries([public[step] for step in steps], presenter, schema))
    return found[:PIECES]


def cooperation(
    group: str, rows: Sequence[Row], presenter: Presenter, public: Mapping[str, Summary], schema: Schema
) -> Cooperation | None:
    """What the group takes part in; None where it is not public, or takes part in nothing."""
    if group not in public:
        return None
    parts = tuple(_parts(rows, presenter, public, schema))
    own = public[group]
    return Cooperation(own.path, presenter.label(own), parts, sum(one.kind.total for one in parts)) if parts else None


def _parts(rows: Sequence[Row], presenter: Presenter, public: Mapping[str, Summary], schema: Schema) -> Iterator[Part]:
    records = {iri_text(row["record"]): None for row in rows}
    held = [public[one] for one in records if one in public]
    for record_type in schema.record_types:
        of_type = [one for one in held if one.slug == record_type.slug]
        if of_type:
            entries = sorted(summary_entries(of_type, presenter, schema), key=lambda one: one.label.text)
            label = label_in(record_type.plurals, presenter.language)
            yield Part(Kind(f"/{record_type.slug}", label, len(of_type)), tuple(entries[:NAMED]))
