"""Which fields of the record types answer a relation: worked out from shapes and table, once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from catalogue.namespaces import HAS_TYPE
from catalogue.ontology import inverses
from catalogue.rdf import Term, Triples
from catalogue.relations.table import Relation, Step, Way, fixed_type, inverted, relations
from catalogue.shapes import Field, Kind, RecordType, Schema


@dataclass(frozen=True)
class Chain:
    """An address at which records refer to others: the properties that lead there, the classes of what each leaves, the
    types that its field alone tells of what each reaches, and the classes of the records at the end.
    """

    text: str
    slug: str
    predicates: tuple[Term, ...]
    classes: tuple[tuple[str, ...], ...]
    types: tuple[frozenset[Term], ...]
    ends: frozenset[str]


@dataclass(frozen=True)
class Answering:
    """What answers a relation: addresses at which records of the returned kind point (`own`), or parts that others hold
    and stand for (`held`), and, by record type, the properties that lead from what is given to what is returned.

    Where a query answers, `near`, and by record type `beside` and `beyond`, are the addresses that tell whether it is
    worth asking (see the table).
    """

    relation: Relation
    own: tuple[str, ...]
    held: tuple[str, ...]
    outward: Mapping[str, tuple[tuple[Term, ...], ...]]
    near: tuple[str, ...] = ()
    beside: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    beyond: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def addresses(self) -> tuple[str, ...]:
        """All at which what is given is pointed to, where anything may stand in the relation to it."""
        return (*self.own, *self.held, *self.near)

    @property
    def answered(self) -> bool:
        """Whether any record could answer it."""
        return bool(self.addresses or self.outward)


def answering(schema: Schema) -> Mapping[str, Answering]:
    """What answers each relation of the table, by its name."""
    by_end: dict[Term, list[Chain]] = {}
    for chain in _chains(schema):
        by_end.setdefault(chain.predicates[-1], []).append(chain)
    return {name: _worked_out(relation, by_end) for name, relation in relations().items()}


def _worked_out(relation: Relation, by_end: Mapping[Term, Sequence[Chain]]) -> Answering:
    if (worth := relation.worth) is not None:
        near = (one.text for one in by_end.get(worth.near, ()) if _leaves(one, -1, worth.classes))
        beside, beyond = (_by_slug(ends, by_end) for ends in (worth.beside, worth.beyond))
        return Answering(relation, (), (), {}, tuple(near), beside, beyond)
    given, returned = relation.given.classes, relation.returns.classes
    ways = [way for path in relation.paths if (way := inverted(path, inverses()))]
    inward = [chain for chain in _ending(relation.paths, by_end) if not given.isdisjoint(chain.ends)]
    own = [one.text for one in inward if _leaves(one, 0, returned) and _follow(relation.paths, one, 0)]
    held = [one.text for one in inward if any(_held(relation, one, at) for at in range(1, len(one.predicates)))]
    outward: dict[str, dict[tuple[Term, ...], None]] = {}
    for one in _ending(ways, by_end):
        if _leaves(one, 0, given) and not returned.isdisjoint(one.ends) and _follow(ways, one, 0):
            outward.setdefault(one.slug, {})[one.predicates] = None
    return Answering(relation, tuple(own), tuple(held), {slug: tuple(found) for slug, found in outward.items()})


def _by_slug(ends: Iterable[Term], by_end: Mapping[Term, Sequence[Chain]]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for chain in (one for end in ends for one in by_end.get(end, ())):
        found.setdefault(chain.slug, []).append(chain.text)
    return {slug: tuple(texts) for slug, texts in found.items()}


def _ending(ways: Sequence[Way], by_end: Mapping[Term, Sequence[Chain]]) -> Iterator[Chain]:
    """Chains that end as one of the ways does; no way ends in what may be left out."""
    for predicate in dict.fromkeys(way[-1].predicate for way in ways):
        yield from by_end.get(predicate, ())


def _held(relation: Relation, chain: Chain, at: int) -> bool:
    """Whether the chain comes to a part that is returned, and goes on from there as a path does."""
    through = relation.returns.held_by.issuperset(chain.predicates[:at])
    return through and _leaves(chain, at, relation.returns.classes) and _follow(relation.paths, chain, at)


def _leaves(chain: Chain, at: int, classes: frozenset[str]) -> bool:
    return not classes.isdisjoint(chain.classes[at])


def _follow(ways: Sequence[Way], chain: Chain, at: int) -> bool:
    return any(_follows(way, chain, at) for way in ways)


def _follows(way: Way, chain: Chain, at: int) -> bool:
    """Whether a chain is, from a place on, the way and nothing more."""
    if not way:
        return at == len(chain.predicates)
    first, rest = way[0], way[1:]
    if first.repeated and _follows(rest, chain, at):
        return True
    return _goes(first, chain, at) and _follows(way if first.repeated else rest, chain, at + 1)


def _goes(step: Step, chain: Chain, at: int) -> bool:
    return (
        at < len(chain.predicates)
        and chain.predicates[at] == step.predicate
        and (step.typed is None or step.typed in chain.types[at])
    )


def _chains(schema: Schema) -> Iterator[Chain]:
    """Every public field that refers to records, and every record and part whose type the shape itself tells."""
    concepts = frozenset(c for slug in schema.fixed_classes.values() for c in schema.by_class[slug].classes)
    for record_type in schema.record_types:
        if any(p == HAS_TYPE for p, _ in record_type.fixed):
            yield _chain(fixed_type(record_type.slug), record_type, (), HAS_TYPE, concepts)
    for address in schema.addresses.values():
        one, steps = address.field, address.steps
        if address.staff or any(step.inverse for step in steps):
            continue
        if one.kind is Kind.REFERENCE:
            ends = frozenset(c for name in one.refers_to for c in schema.by_class[name].classes)
            yield _chain(address.text, address.record_type, steps[:-1], one.path, ends)
        elif any(p == HAS_TYPE for p, _ in one.required):
            yield _chain(fixed_type(address.text), address.record_type, steps, HAS_TYPE, concepts)


def _chain(text: str, record_type: RecordType, steps: Sequence[Field], last: Term, ends: frozenset[str]) -> Chain:
    shapes = [record_type, *(step.part for step in steps if step.part is not None)]
    types = (frozenset(o for p, o in step.required if p == HAS_TYPE) for step in steps)
    return Chain(
        text,
        record_type.slug,
        (*(step.path for step in steps), last),
        tuple(shape.classes for shape in shapes),
        (*types, frozenset()),
        ends,
    )


def reached(triples: Triples, iri: str, ways: Sequence[Sequence[Term]]) -> frozenset[str]:
    """The IRIs to which these properties lead within a record, from its root."""
    about: dict[tuple[Term, Term], list[Term]] = {}
    for subject, predicate, object_ in triples:
        about.setdefault((subject, predicate), []).append(object_)
    found: set[Term] = set()
    for way in ways:
        here = {f"<{iri}>"}
        for predicate in way:
            here = {o for subject in here for o in about.get((subject, predicate), ())}
        found |= here
    return frozenset(term[1:-1] for term in found if term.startswith("<"))
