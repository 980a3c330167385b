"""Parts and wholes: nothing is part of itself, however many steps lead around.

Which fields say so is written in the shapes (`khz:acyclic`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from catalogue.interchange.components import components
from catalogue.interchange.incoming import Incoming
from catalogue.rdf import Term


def circles(records: Iterable[Incoming]) -> Iterator[tuple[str, ...]]:
    """The groups of records (by IRI) each of which is, by some steps of one field, part of itself."""
    for edges in _edges(records).values():
        upward = partial(_wholes, edges)
        for found in components(sorted(edges), upward):
            if len(found) > 1 or found[0] in upward(found[0]):
                yield tuple(sorted(found))


def _wholes(edges: Mapping[str, Sequence[str]], iri: str) -> Sequence[str]:
    return edges.get(iri, ())


def _edges(records: Iterable[Incoming]) -> dict[Term, Mapping[str, list[str]]]:
    """For each predicate, from each record to those that it says it is part of."""
    found: dict[Term, dict[str, list[str]]] = {}
    for one in records:
        upward = {f.path for f in one.record_type.fields if f.acyclic and not f.inverse}
        subject = f"<{one.iri}>"
        for s, p, o in sorted(one.triples) if upward else ():
            if s == subject and p in upward and o[:1] == "<":
                found.setdefault(p, {}).setdefault(one.iri, []).append(o[1:-1])
    return dict(found)
