"""A parsed graph → records, each with its parts named and with hints on what it refers to.

Nothing is dropped: what belongs to no record is yielded as Refused, with its triples.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from catalogue.interchange.hints import hints_for
from catalogue.interchange.incoming import Incoming, Level, Note, Origin, Refused
from catalogue.interchange.knots import TangledParts
from catalogue.interchange.older_names import renames, settled, up_to_date
from catalogue.interchange.ownership import Graph, Held
from catalogue.interchange.record_types import classes_of, slug_of
from catalogue.interchange.skolem import name_parts
from catalogue.interchange.stubs import path_of
from catalogue.interchange.wholes import circles
from catalogue.namespaces import LA, TYPE
from catalogue.rdf import Term, Triple, is_blank, is_iri, lines
from catalogue.record import sealed
from catalogue.shapes import Schema

EQUIVALENT = f"<{LA}equivalent>"
DEEPEST = 64  # parts within parts within parts
Reason = tuple[str, str]  # what is wrong, and what to do


def read_graph(
    triples: Iterable[Triple],
    origin: Origin,
    schema: Schema,
    base: str,
    tops: Collection[str] = (),
    key: str = "",
) -> Iterator[Incoming | Refused]:
    """The records of a graph, then what could not become one.

    `tops` are IRIs that the document is about, however little it says of them; `key` seals the names of parts.
    """
    about = frozenset(f"<{iri}>" for iri in tops)
    graph = Graph(triples, classes_of(schema), base.rstrip("/"), about)
    reading = _Reading(graph, origin, key)
    yield from _with_circles([reading.record(iri) for iri in graph.roots])
    yield from reading.rest()


class _Reading:
    """One document on its way to records; remembers what has been told of it."""

    def __init__(self, graph: Graph, origin: Origin, key: str) -> None:
        self.graph = graph
        self.origin = origin
        self.key = key
        self.told: set[Term] = set()

    def record(self, iri: Term) -> Incoming | Refused:
        """The record of a root, or why there is none."""
        held = self.graph.held(iri)
        self.told.update(held.subjects)
        if problem := self._problem(iri, held):
            return self._refused(held.triples, problem, iri)
        try:
            return self._incoming(iri, held)
        except TangledParts as error:
            return self._refused(held.triples, (error.message, error.remedy), iri)

    def rest(self) -> Iterator[Refused]:
        """What belongs to no record, in bundles of what hangs together."""
        left = [subject for subject in self.graph.about if subject not in self.told]
        for start in sorted(left, key=lambda subject: subject in self.graph.referred):
            if start not in self.told:
                bundle = self.graph.bundle(start, self.told)
                self.told.update(bundle)
                triples = [triple for subject in bundle for triple in self.graph.about[subject]]
                yield self._refused(triples, *self._why(start))

    def _problem(self, iri: Term, held: Held) -> Reason | None:
        graph, slug = self.graph, self.graph.roots[iri].slug
        ours = sorted(t.slug for t in graph.classes.ours(graph.about[iri]))
        if len(ours) > 1:
            types = ", ".join(ours)
            return f"It is said to be a record of several types: {types}.", "Leave one of them."
        placed = slug_of(iri, graph.base)
        if placed is not None and placed != slug:
            reason = f"It stands under /{placed}/, but its class makes it a record of type {slug}."
            return reason, "Correct its class or its address."
        if held.depth > DEEPEST:
            reason = f"It has parts within parts, more than {DEEPEST} deep."
            return reason, "Give the inner parts IRIs of their own."
        return None

    def _incoming(self, iri: Term, held: Held) -> Incoming:
        one = self.graph.roots[iri]
        path = path_of(iri[1:-1], one.slug, self.graph.base)
        local = self.graph.base + path
        triples, notes = held.triples, tuple[Note, ...]()
        if not self.graph.classes.ours(self.graph.about[iri]):
            triples, notes = self._put_right(held.triples)
        owned = _named(triples, held.unnamed, local, self.key) | {(iri, TYPE, f"<{one.record_class}>")}
        targets = {o for _, p, o in owned if p != TYPE and is_iri(o)}
        hints = hints_for(targets, self.graph.hints)
        self.told.update(f"<{h.iri}>" for h in hints)
        own = iri[1:-1]
        return Incoming(self.origin, one, own, path, local, owned, hints, notes, key=own)

    def _put_right(self, triples: tuple[Triple, ...]) -> tuple[tuple[Triple, ...], tuple[Note, ...]]:
        """The triples in today's names, with the numbers of their fields."""
        settle = settled(self.graph.classes.numbers)
        notes = tuple(
            Note(Level.INFO, self.origin, f"An older name was read as {new}.", value=old[1:-1])
            for old, new in renames(triples).items()
        )
        return tuple(settle(up_to_date(t)) for t in triples), notes

    def _why(self, start: Term) -> tuple[Reason, Term]:
        """Why a thing is in no record and what to do, and which IRI that is about."""
        if is_blank(start):
            reason = "The document describes something without an IRI that belongs to no record."
            return (reason, "Give it an IRI of its own (an id)."), start
        if self.graph.is_fragment(start):
            reason = "The document speaks of parts of one of our records, without that record."
            owner = f"{start.split('#', 1)[0]}>"
            return (reason, "Export the whole record, or leave out its parts."), owner
        if self.graph.is_ours(start):
            reason = "It stands under our own base, but is not said to be a record."
            return (reason, "Export the whole record with its class, or use another IRI."), start
        classes = sorted(o for _, p, o in self.graph.about[start] if p == TYPE)
        if not classes:
            return ("It has no class, and no record refers to it.", "Say what it is."), start
        named = " and ".join(classes)
        return (f"No record type takes a {named}.", "See what the record types take."), start

    def _refused(self, triples: Iterable[Triple], why: Reason, about: Term) -> Refused:
        note = Note(Level.REFUSED, self.origin, *why, value=about.strip("<>"))
        return Refused(self.origin, (note,), lines(set(triples)))


def _named(triples: Iterable[Triple], unnamed: frozenset[Term], local: str, key: str) -> frozenset[Triple]:
    """The triples with every unnamed part under its fragment; one that had an IRI says which."""
    said: dict[Term, list[tuple[Term, Term]]] = {}
    for s, p, o in triples:
        said.setdefault(s, []).append((p, o))
    content = {node: said.pop(node) for node in unnamed}
    for node in filter(is_iri, unnamed):
        content[node].append((EQUIVALENT, f"={node}"))  # told apart from a pointer to itself
    made = name_parts(said, content, local)
    names = {node: f"<{sealed(name[1:-1], local, key)}>" for node, name in made.items()}
    found = {(s, p, _object(p, o, names)) for s, pairs in said.items() for p, o in pairs}
    for node, pairs in content.items():
        found.update((names[node], p, _object(p, o, names)) for p, o in pairs)
    return frozenset(found)


def _object(predicate: Term, object_: Term, names: Mapping[Term, Term]) -> Term:
    if predicate in (EQUIVALENT, TYPE):
        return object_.removeprefix("=")
    return names.get(object_, object_)


def _with_circles(found: list[Incoming | Refused]) -> Iterator[Incoming | Refused]:
    """The same, with a note on each record that is part of itself."""
    around: dict[str, tuple[str, ...]] = {}
    for circle in circles(one for one in found if isinstance(one, Incoming)):
        around.update(dict.fromkeys(circle, circle))
    for one in found:
        if isinstance(one, Incoming) and one.iri in around:
            yield replace(one, notes=(*one.notes, _circle_note(one, around[one.iri])))
        else:
            yield one


def _circle_note(one: Incoming, circle: tuple[str, ...]) -> Note:
    return Note(
        Level.WARNING,
        one.origin,
        "It is part of itself, by way of the records named here.",
        "Remove one of the statements that make one of them part of another.",
        value=", ".join(circle),
    )
