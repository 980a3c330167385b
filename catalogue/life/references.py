"""Who points to a record, and states without those pointers, or with others in their place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from catalogue import database as db
from catalogue.database import histories, lives
from catalogue.database.histories import Identity
from catalogue.rdf import Term, Triple, Triples
from catalogue.record import Part, Record, references, view
from catalogue.shapes import Field, RecordType

Narrow = Callable[[Collection[str]], tuple[int, Collection[str]] | None]
"""The change up to which an index is complete, and the IRIs that point to one of these there; None if it cannot say."""


@dataclass(frozen=True)
class Referring:
    """A record that points to others which are about to go, and the fields through which it does."""

    record: Identity
    targets: frozenset[str]
    through: tuple[tuple[Field, ...], ...] = ()


def referring(connection: db.Connection, iris: Collection[str], narrow: Narrow | None = None) -> list[Referring]:
    """The live records that point to one of these, these themselves included; exact under the write lock."""
    if not iris:
        return []
    known = narrow(iris) if narrow is not None else None
    after, among = known if known is not None else (0, None)
    found = dict(lives.pointing(connection, iris, among, after))
    return [Referring(one, found[id_]) for id_, one in sorted(histories.identities(connection, found).items())]


def through(record: Record, record_type: RecordType, targets: Collection[str]) -> tuple[tuple[Field, ...], ...]:
    """The fields by which a record points to these."""
    found = (steps for steps, target in references(view(record, record_type).root) if target[1:-1] in targets)
    return tuple(dict.fromkeys(found))


def moved(record: Record, into: Mapping[str, str]) -> Triples:
    """The state with pointers led elsewhere; one that would lead to the record itself is left out."""
    terms = {f"<{old}>": f"<{new}>" for old, new in into.items()}
    led = ((s, p, terms.get(o, o), o) for s, p, o in record.triples)
    return frozenset((s, p, o) for s, p, o, old in led if o == old or o != f"<{record.iri}>")


def dropped(record: Record, record_type: RecordType, targets: Collection[str]) -> Triples:
    """The state without pointers to these, and without the parts that are empty without them."""
    terms = {f"<{iri}>" for iri in targets}
    left = frozenset(t for t in record.triples if t[2] not in terms)
    lost = {t[0] for t in record.triples - left}
    while True:
        root = view(Record(record.iri, record.path, record.local, left), record_type).root
        empty = set(_empty(root, lost))
        if not empty:
            return left
        lost |= {t[0] for t in empty}
        left -= empty


def _empty(part: Part, lost: Collection[Term]) -> Iterator[Triple]:
    for values in part.values.values():
        for value in values:
            inner = value.part
            if inner is not None and inner.subject in lost and not inner.values and not inner.unclaimed:
                yield value.triple
                yield from inner.fixed
            elif inner is not None:
                yield from _empty(inner, lost)
