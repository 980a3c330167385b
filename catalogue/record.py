"""A record as a set of triples, and as the tree that its shape sees in it.

`view` and `assemble` are each other's inverse: the view loses no triple (what no field claims is
kept beside the tree), and `assemble` writes what a form or a mapping means.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from catalogue.namespaces import TYPE
from catalogue.rdf import Term, Triple, Triples, is_iri
from catalogue.shapes import Field, Kind, RecordType, Shape

Tree = Mapping[str, "str | Sequence[Term | Tree]"]


@dataclass(frozen=True)
class Record:
    """A record: its IRI, its path ("/object/k3m9") and the triples whose subjects it owns.

    `local` is the IRI that its fragments hang on: base + path, also where `iri` is somebody else's.
    """

    iri: str
    path: str
    local: str
    triples: Triples

    def owns(self, subject: Term) -> bool:
        """Whether a subject is the record's own: itself or a fragment of its local path."""
        return subject == f"<{self.iri}>" or subject.startswith(f"<{self.local}#")


@dataclass(frozen=True)
class Value:
    """One value of a field, the triple that says it, and its content where it is a part."""

    term: Term
    triple: Triple
    part: Part | None = None


@dataclass(frozen=True)
class Part:
    """A subject as a shape sees it.

    `fixed` are the triples that classes and tests require; `unclaimed` those of this subject that no
    field claims.
    """

    subject: Term
    shape: Shape
    values: Mapping[str, tuple[Value, ...]]
    fixed: tuple[Triple, ...]
    unclaimed: tuple[Triple, ...]

    def all(self, key: str) -> tuple[Value, ...]:
        """The values of a field, in order."""
        return self.values.get(key, ())

    def first(self, key: str) -> Term | None:
        """The first value of a field."""
        found = self.values.get(key)
        return found[0].term if found else None

    def triples(self) -> Iterator[Triple]:
        """Every triple of this part and of the parts in it."""
        yield from self.fixed
        yield from self.unclaimed
        for values in self.values.values():
            for value in values:
                yield value.triple
                if value.part is not None:
                    yield from value.part.triples()


@dataclass(frozen=True)
class RecordView:
    """A record as a tree; `loose` are triples of owned subjects that no path from the root reaches."""

    record: Record
    record_type: RecordType
    root: Part
    loose: tuple[Triple, ...]

    def triples(self) -> Triples:
        """The record again, without loss."""
        return frozenset(self.root.triples()) | frozenset(self.loose)


def view(record: Record, record_type: RecordType) -> RecordView:
    """The tree of a record; every part is claimed once, by the first field that reaches it."""
    by_subject: dict[Term, list[Triple]] = {}
    for triple in sorted(record.triples):
        by_subject.setdefault(triple[0], []).append(triple)
    root = _part(f"<{record.iri}>", record_type, record_type.fixed, by_subject)
    loose = tuple(triple for held in by_subject.values() for triple in held)
    return RecordView(record, record_type, root, loose)


def claimed_by(shape: Shape, path: Term, facts: Sequence[Triple]) -> Field | None:
    """The field that claims a value on a path, given what is said of the value."""
    fields = shape.by_path.get(path)
    if not fields:
        return None
    if len(fields) == 1 and not fields[0].tests:
        return fields[0]
    pairs = {(p, o) for _, p, o in facts}
    return next((f for f in fields if f.tests <= pairs), None)


def _part(
    subject: Term,
    shape: Shape,
    required: frozenset[tuple[Term, Term]],
    rest: dict[Term, list[Triple]],
) -> Part:
    own = rest.pop(subject, [])
    classes = {f"<{c}>" for c in shape.classes}
    if isinstance(shape, RecordType):
        classes.add(f"<{shape.record_class}>")
    fixed, unclaimed = [], []
    values: dict[str, list[Value]] = {}
    for triple in own:
        _, predicate, object_ = triple
        if (predicate == TYPE and object_ in classes) or (predicate, object_) in required:
            fixed.append(triple)
            continue
        claim = claimed_by(shape, predicate, rest.get(object_, ()))
        if claim is None:
            unclaimed.append(triple)
            continue
        part = None
        if claim.part is not None and object_ in rest:
            part = _part(object_, claim.part, claim.tests | claim.part.fixed, rest)
        values.setdefault(claim.key, []).append(Value(object_, triple, part))
    frozen = {key: tuple(found) for key, found in values.items()}
    return Part(subject, shape, frozen, tuple(fixed), tuple(unclaimed))


def assemble(shape: RecordType, iri: str, local: str, tree: Tree) -> Triples:
    """The triples that a tree of field keys means; fragments are named by predicate and content.

    "@class" chooses among the shape's classes, "@id" names a fragment. Raises KeyError for an unknown key.
    """
    subject = f"<{iri}>"
    found: set[Triple] = {(subject, TYPE, f"<{shape.record_class}>")}
    found.update((subject, p, o) for p, o in shape.fixed)
    found.update((subject, p, o) for p, o in _content(shape, tree, local, found))
    return frozenset(found)


def _content(shape: Shape, tree: Tree, local: str, found: set[Triple]) -> list[tuple[Term, Term]]:
    """Predicate and object of what a tree says of its subject; the triples of its parts go to `found`."""
    class_ = tree.get("@class", shape.classes[0])
    pairs: list[tuple[Term, Term]] = [(TYPE, f"<{class_}>")]
    for key, values in tree.items():
        if key[0] == "@" or isinstance(values, str):
            continue
        one = shape.by_key[key]
        terms = (v if isinstance(v, str) else _fragment(one, v, local, found) for v in values)
        pairs.extend((one.path, term) for term in terms)
    return pairs


def _fragment(one: Field, tree: Tree, local: str, found: set[Triple]) -> Term:
    if one.part is None:
        raise KeyError(f"{one.key} is no part")
    pairs = dict.fromkeys([*_content(one.part, tree, local, found), *one.part.fixed, *one.tests])
    given = tree.get("@id")
    name = given if isinstance(given, str) else fragment_name(one.path, pairs)
    subject = f"<{local}#{name}>"
    found.update((subject, p, o) for p, o in pairs)
    return subject


def fragment_name(predicate: Term, content: Iterator[tuple[Term, Term]] | Mapping[tuple[Term, Term], None]) -> str:
    """Local name of the predicate, dash, 8 characters of the content's hash."""
    written = "\n".join(f"{p} {o}" for p, o in sorted(content))
    digest = hashlib.sha256(written.encode()).hexdigest()[:8]
    return f"{re.split(r'[#/]', predicate[1:-1])[-1]}-{digest}"


def references(part: Part) -> Iterator[tuple[tuple[Field, ...], Term]]:
    """Every pointer to another record: the fields that lead to it, and the IRI."""
    for key, values in part.values.items():
        one = part.shape.by_key[key]
        for value in values:
            if value.part is not None:
                for steps, target in references(value.part):
                    yield (one, *steps), target
            elif one.kind in (Kind.REFERENCE, Kind.LINK) and is_iri(value.term):
                yield (one,), value.term
