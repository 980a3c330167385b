"""A record as a set of triples, and as the tree that its shape sees in it.

The view loses no triple: what no field claims is kept beside the tree. `assembly` goes the other way.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from catalogue.rdf import Term, Triple, Triples, is_iri
from catalogue.shapes import Field, Kind, Pair, RecordType, Shape


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
        """Every triple of this part and of the parts in it; those of a shared part more than once."""
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
    """The tree of a record; a part that several fields point to is seen in each of them."""
    about: dict[Term, list[Triple]] = {}
    for triple in sorted(record.triples):
        about.setdefault(triple[0], []).append(triple)
    walk = _Walk(about)
    root = walk.part(f"<{record.iri}>", record_type, record_type.fixed, ())
    loose = tuple(triple for subject, held in about.items() if subject not in walk.reached for triple in held)
    return RecordView(record, record_type, root, loose)


def glance(record: Record, record_type: RecordType, into: Callable[[Field, Term], bool]) -> Part:
    """The root as `view` sees it, unordered, with no part below it but those chosen by field and subject."""
    about: dict[Term, list[Triple]] = {}
    for triple in record.triples:
        about.setdefault(triple[0], []).append(triple)
    return _Walk(about, into=into).part(f"<{record.iri}>", record_type, record_type.fixed, ())


def claimed_by(shape: Shape, path: Term, facts: Sequence[Triple]) -> Field | None:
    """The field that claims a value on a path, given what is said of the value."""
    fields = shape.by_path.get(path)
    if not fields:
        return None
    if len(fields) == 1 and not fields[0].tests:
        return fields[0]
    pairs = {triple[1:] for triple in facts}
    return next((f for f in fields if f.tests <= pairs), None)


class _Walk:
    """One walk from the root down. Parts of equal content have one name, so they are often shared;
    beyond `repeats` second sights a shared part is only pointed to, so that no tangle grows without end.
    """

    def __init__(
        self,
        about: Mapping[Term, Sequence[Triple]],
        repeats: int = 1_000,
        into: Callable[[Field, Term], bool] | None = None,
    ) -> None:
        self.reached: set[Term] = set()
        self._about = about
        self._into = into
        self._repeats = repeats

    def part(self, subject: Term, shape: Shape, required: frozenset[Pair], above: tuple[Term, ...]) -> Part:
        """The part at a subject, reached through the subjects above it."""
        self.reached.add(subject)
        classes, about = shape.class_pairs, self._about
        fixed, unclaimed = [], []
        values: dict[str, list[Value]] = {}
        for triple in about.get(subject, ()):
            _, predicate, object_ = triple
            pair = predicate, object_
            if pair in classes or pair in required:
                fixed.append(triple)
            elif (claim := claimed_by(shape, predicate, about.get(object_, ()))) is None:
                unclaimed.append(triple)
            else:
                below = self._below(claim, object_, (*above, subject))
                values.setdefault(claim.key, []).append(Value(object_, triple, below))
        frozen = {key: tuple(found) for key, found in values.items()}
        return Part(subject, shape, frozen, tuple(fixed), tuple(unclaimed))

    def _below(self, claim: Field, subject: Term, above: tuple[Term, ...]) -> Part | None:
        if claim.part is None or subject not in self._about or subject in above:
            return None
        if self._into is not None and not self._into(claim, subject):
            return None
        if subject in self.reached:
            if not self._repeats:
                return None
            self._repeats -= 1
        return self.part(subject, claim.part, claim.required, above)


def fragment_name(predicate: Term, content: Iterable[tuple[Term, Term]]) -> str:
    """Local name of the predicate, dash, 8 characters of the content's hash."""
    written = "\n".join([f"{p} {o}" for p, o in sorted(content)])
    return f"{_local_name(predicate)}-{hashlib.sha256(written.encode()).hexdigest()[:8]}"


def sealed(name: str, local: str, key: str) -> str:
    """A made fragment name under a key of the catalogue's own, so that nobody can confirm a guess at what it was
    made of by making it again. Without a key it stays as it is.
    """
    if not key:
        return name
    head, _, digest = name.rpartition("-")
    told = hashlib.blake2b(f"{local}#{digest}".encode(), digest_size=5, key=key.encode())
    return f"{head}-{told.hexdigest()}"


@lru_cache(maxsize=4_096)
def _local_name(predicate: Term) -> str:
    iri = predicate[1:-1]
    return iri[max(iri.rfind("#"), iri.rfind("/")) + 1 :]


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
