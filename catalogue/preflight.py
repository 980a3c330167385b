"""Before something is published: what the public will see of it, what stays inside, what is in the way.

Names are looked for, too: a public text may tell whom a pointer keeps silent about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from catalogue import database as db
from catalogue import journal, publication
from catalogue.journal import Held
from catalogue.labels import labels
from catalogue.publishing import Blocked, Publisher
from catalogue.rdf import Triples, is_literal, parts
from catalogue.record import Record, RecordView, references, view
from catalogue.shapes import Schema

SHORTEST = 4  # characters of a name that is looked for in texts


@dataclass(frozen=True)
class Named:
    """A record that is not public and whose name a public text says: its path, the name, the text."""

    path: str
    name: str
    text: str


@dataclass(frozen=True)
class Preflight:
    """One record before it is published.

    `working` is all that is held, `public` what would be seen (None where `blocked` says why not), `published` what is
    seen now (None where nothing is). `silent` are the paths of records that the public one will not point to, as they
    are not public.
    """

    held: Held
    working: Record
    public: Record | None
    published: Record | None
    blocked: Blocked | None
    silent: tuple[str, ...]
    named: tuple[Named, ...]


def preflight(
    database: db.Database, publisher: Publisher, schema: Schema, base: str, wanted: Sequence[Held]
) -> list[Preflight]:
    """What publishing these records together would do, one by one."""
    public, blocked = publisher.rehearse(wanted)
    with database.reading() as connection:
        states = journal.states(connection, [h.version for h in wanted])
        shown = publication.published_states(connection, [h.id for h in wanted])
        found = []
        for held in wanted:
            working = _record(base, held, states[held.version])
            seen = _record(base, held, public[held.iri]) if held.iri in public else None
            now = _record(base, held, shown[held.id]) if held.id in shown else None
            inside = _inside(connection, schema, view(working, schema.by_slug[held.slug]), seen, set(public))
            silent = tuple(sorted(one.path for one in inside))
            named = tuple(_named(connection, schema, base, inside, seen)) if seen is not None else ()
            found.append(Preflight(held, working, seen, now, blocked.get(held.iri), silent, named))
    return found


def _inside(
    connection: db.Connection, schema: Schema, tree: RecordView, seen: Record | None, becoming: set[str]
) -> list[Held]:
    """The records that the working record points to and the public one does not, since they are not public."""
    pointed = {target[1:-1] for _, target in references(tree.root)}
    if seen is not None:
        pointed -= {target[1:-1] for _, target in references(view(seen, schema.by_slug[tree.record_type.slug]).root)}
    held = journal.find(connection, pointed)
    public = publication.public_among(connection, held) | becoming
    return [one for iri, one in held.items() if iri not in public]


def _named(
    connection: db.Connection, schema: Schema, base: str, inside: Sequence[Held], seen: Record
) -> Iterator[Named]:
    texts = [parts(o).text for _, _, o in sorted(seen.triples) if is_literal(o)]
    states = journal.states(connection, [h.version for h in inside])
    for held in inside:
        for name in set(_names(held, states, schema, base).values()):
            pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
            text = next((t for t in texts if pattern.search(t)), None) if len(name) >= SHORTEST else None
            if text is not None:
                yield Named(held.path, name, text)


def _names(held: Held, states: Mapping[int, Triples], schema: Schema, base: str) -> Mapping[str, str]:
    return labels(view(_record(base, held, states[held.version]), schema.by_slug[held.slug]), {})


def _record(base: str, held: Held, triples: Triples) -> Record:
    return Record(held.iri, held.path, base + held.path, triples)
