"""Names for what has none: the parts of a record that came as blank nodes, or under a foreign IRI.

A part is named by the predicate that leads to it and a hash of its content, so a document read
twice gives the same fragments, however its blank nodes are called and ordered. Equal content under
one parent is one part; under two parents it is two, since to edit one must not change the other.
Nodes that lead back to themselves are told apart by refining what is known of them and their
neighbours, and then by trial.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from catalogue.interchange.components import components
from catalogue.interchange.knots import Knot, Pair, Pairs, TangledParts, digest
from catalogue.rdf import Term
from catalogue.record import fragment_name

_SALTS = 4


@dataclass(frozen=True)
class Unnamed:
    """A part to be named: what it says, and who points to it with which predicate."""

    pairs: Pairs
    pointers: frozenset[tuple[Term, Term]]


def name_parts(
    named: Mapping[Term, Iterable[Pair]], unnamed: Mapping[Term, Iterable[Pair]], local: str
) -> dict[Term, Term]:
    """The fragment IRI for each unnamed node of a record.

    `named` holds what the record's own subjects say. Raises TangledParts.
    """
    if not unnamed:
        return {}
    parts = _with_pointers(named, unnamed)
    order = tuple(components(parts, lambda node: sorted(o for _, o in parts[node].pairs if o in parts)))
    for salt in range(_SALTS):
        content = _contents(parts, order, local, salt)
        if content is not None:
            return _apart(parts, order, content, local)
    raise TangledParts("Parts of different content have one hash.", "Give the parts IRIs of their own.")


def _with_pointers(named: Mapping[Term, Iterable[Pair]], unnamed: Mapping[Term, Iterable[Pair]]) -> dict[Term, Unnamed]:
    pointers: dict[Term, set[tuple[Term, Term]]] = {node: set() for node in unnamed}
    for held in (named, unnamed):
        for subject, pairs in held.items():
            for predicate, object_ in pairs:
                if object_ in pointers:
                    pointers[object_].add((predicate, subject))
    return {node: Unnamed(frozenset(pairs), frozenset(pointers[node])) for node, pairs in unnamed.items()}


def _contents(
    parts: Mapping[Term, Unnamed], order: Sequence[tuple[Term, ...]], local: str, salt: int
) -> dict[Term, tuple[Term, Pairs]] | None:
    """For each node the name that its content gives, and that content; None where two contents share a hash."""
    found: dict[Term, tuple[Term, Pairs]] = {}
    taken: dict[Term, Pairs] = {}
    for component in order:
        for node, pairs in _settled(component, parts, found, salt):
            name = f"<{local}#{fragment_name(_leading(parts[node]), dict.fromkeys(pairs))}>"
            if taken.setdefault(name, pairs) != pairs:
                return None
            found[node] = name, pairs
    return found


def _settled(
    component: tuple[Term, ...],
    parts: Mapping[Term, Unnamed],
    found: Mapping[Term, tuple[Term, Pairs]],
    salt: int,
) -> list[tuple[Term, Pairs]]:
    """The nodes of a component with their content, in which every node below has its name."""
    known = {node: frozenset((p, found[o][0] if o in found else o) for p, o in parts[node].pairs) for node in component}
    if salt:
        known = {node: pairs | {("salt", str(salt))} for node, pairs in known.items()}
    if len(component) == 1 and not any(o == component[0] for _, o in known[component[0]]):
        return list(known.items())
    pointers = {node: _pointers(parts[node], known, parts) for node in component}
    place = {node: str(n) for n, node in enumerate(Knot(known, pointers).order())}
    whole = digest(sorted(f"{place[n]} {p} {place.get(o, o)}" for n in component for p, o in known[n]))
    return [
        (
            node,
            frozenset((p, place.get(o, o)) for p, o in known[node]) | {("knot", f"{whole} {place[node]}")},
        )
        for node in component
    ]


def _pointers(part: Unnamed, knot: Mapping[Term, Pairs], parts: Mapping[Term, Unnamed]) -> list[Pair]:
    """Who points to a part of a knot; an unnamed node outside of it has no name yet, so none is told."""
    return [(p, s if s in knot or s not in parts else "") for p, s in part.pointers]


def _leading(part: Unnamed) -> Term:
    return min((predicate for predicate, _ in part.pointers), default="<part>")


def _apart(
    parts: Mapping[Term, Unnamed],
    order: Sequence[tuple[Term, ...]],
    content: Mapping[Term, tuple[Term, Pairs]],
    local: str,
) -> dict[Term, Term]:
    """The final names: content's own, but with the parents' where equal parts hang on different ones."""
    heights = _heights(parts, order)
    alike: dict[Term, list[Term]] = {}
    for node in sorted(content, key=lambda n: -heights[n]):  # so that parents have their names first
        alike.setdefault(content[node][0], []).append(node)
    final: dict[Term, Term] = {}
    for name, group in alike.items():
        above = {node: frozenset((p, final.get(s, s)) for p, s in parts[node].pointers) for node in group}
        one = len(set(above.values())) == 1 or _in_knot(group[0], parts, heights)
        for node in group:
            final[node] = name if one else _hung(node, content[node][1], above[node], parts, local)
    return final


def _hung(node: Term, pairs: Pairs, above: Pairs, parts: Mapping[Term, Unnamed], local: str) -> Term:
    pairs = pairs | {("under", f"{p} {s}") for p, s in above}
    return f"<{local}#{fragment_name(_leading(parts[node]), dict.fromkeys(pairs))}>"


def _in_knot(node: Term, parts: Mapping[Term, Unnamed], heights: Mapping[Term, int]) -> bool:
    return any(heights.get(s) == heights[node] for _, s in parts[node].pointers)


def _heights(parts: Mapping[Term, Unnamed], order: Sequence[tuple[Term, ...]]) -> dict[Term, int]:
    """How many steps lead on from each node; nodes of one knot are equally high."""
    found: dict[Term, int] = {}
    for component in order:
        below = {found[o] for node in component for _, o in parts[node].pairs if o in found}
        found.update(dict.fromkeys(component, max(below, default=-1) + 1))
    return found
