"""What a record takes over from its duplicate."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from catalogue.rdf import Term, Triple, Triples
from catalogue.record import Record, RecordView, Value, view
from catalogue.shapes import RecordType


def taken_over(winner: Record, loser: Record, record_type: RecordType, keys: Collection[str]) -> Triples:
    """The winner's state with the loser's values of some fields; a field that takes only one loses its own for it."""
    one, other = view(winner, record_type), view(loser, record_type)
    unknown = sorted(set(keys) - record_type.by_key.keys())
    if unknown:
        raise KeyError(unknown[0])
    state = set(winner.triples)
    for key in keys:
        theirs = other.root.all(key)
        if theirs and record_type.by_key[key].maximum == 1:
            state -= {t for value in one.root.all(key) for t in _said(value)}
        state |= set(_brought(theirs, one, other))
    return _whole(winner, frozenset(state))


def _brought(values: tuple[Value, ...], winner: RecordView, loser: RecordView) -> Iterator[Triple]:
    """Values of the loser as the winner's: their parts get places with the winner."""
    names: dict[Term, Term] = {f"<{loser.record.iri}>": f"<{winner.record.iri}>"}
    taken = {t[0] for t in winner.record.triples}
    said = [t for value in values for t in _said(value)]
    for subject in sorted({t[0] for t in said} - names.keys()):
        name = subject.removeprefix(f"<{loser.record.local}#")[:-1]
        wanted, number = f"<{winner.record.local}#{name}>", 1
        while wanted in taken:
            number += 1
            wanted = f"<{winner.record.local}#{name}-{number}>"
        names[subject] = wanted
        taken.add(wanted)
    for s, p, o in said:
        yield names[s], p, names.get(o, o)


def _said(value: Value) -> Iterator[Triple]:
    yield value.triple
    if value.part is not None:
        yield from value.part.triples()


def _whole(record: Record, state: Triples) -> Triples:
    """Without statements that lead to the record itself, and without parts that nothing points to any more."""
    own, root = f"<{record.local}#", f"<{record.iri}>"
    held = {o for _, _, o in record.triples}
    state = frozenset(t for t in state if t[2] != root)
    while True:
        there = {o for _, _, o in state}
        loose = {t for t in state if t[0].startswith(own) and t[0] not in there and t[0] in held}
        if not loose:
            return state
        state -= loose
