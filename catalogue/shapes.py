"""Shape files → record types, parts and fields. The shapes are the only schema.

Read once with rdflib; from then on everything is frozen Python values. `Schema.expanded` is the
Turtle that validators run (see `shape_expansion`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

from catalogue.namespaces import TYPE
from catalogue.rdf import Term

Labels = Mapping[str, str]
Pair = tuple[Term, Term]


class Kind(Enum):
    """What the values of a field are."""

    LITERAL = "literal"
    REFERENCE = "reference"
    LINK = "link"
    PART = "part"


@dataclass(frozen=True, eq=False)
class Field:
    """One field of a shape; `path` and `tests` are N-Triples terms, all else IRIs and plain text."""

    iri: str
    key: str
    path: Term
    inverse: bool
    kind: Kind
    tests: frozenset[Pair]
    part: Shape | None
    refers_to: tuple[str, ...]
    vocabulary: str | None
    datatype: str | None
    minimum: int
    maximum: int | None
    severity: str
    staff: bool
    labels: Labels
    help: Labels
    inverse_labels: Labels
    group: str | None
    order: float
    editor: str | None
    viewer: str | None
    facet: bool
    unique: bool
    acyclic: bool
    display: str | None
    names: bool

    @cached_property
    def required(self) -> frozenset[Pair]:
        """What a part in this field says of itself: the tests, and what its shape fixes."""
        return self.tests | (self.part.fixed if self.part is not None else frozenset())

    @cached_property
    def rank(self) -> tuple[bool, int, float, str]:
        """Who claims a value that several fields match: staff first, then the most specific, then order."""
        return (not self.staff, -len(self.tests), self.order, self.key)


@dataclass(frozen=True, eq=False)
class Shape:
    """A part or a record: its classes (default first) and its fields in order.

    `expected` are predicates on which a further constraint wants a value, `about` those that each constraint is about.
    """

    iri: str
    classes: tuple[str, ...]
    labels: Labels
    description: Labels
    viewer: str | None
    fixed: frozenset[Pair]
    constraints: tuple[str, ...]
    fields: tuple[Field, ...] = field(default=())
    expected: frozenset[Term] = frozenset()
    about: Mapping[str, tuple[Term, ...]] = field(default_factory=dict)

    @cached_property
    def class_pairs(self) -> frozenset[Pair]:
        """The statements that name a class of the shape."""
        return frozenset((TYPE, f"<{c}>") for c in self.classes)

    @cached_property
    def by_key(self) -> Mapping[str, Field]:
        """Fields by key."""
        return {f.key: f for f in self.fields}

    @cached_property
    def by_path(self) -> Mapping[Term, tuple[Field, ...]]:
        """Stored fields by predicate, the strongest claim first."""
        found: dict[Term, list[Field]] = {}
        for one in self.fields:
            if not one.inverse:
                found.setdefault(one.path, []).append(one)
        return {path: tuple(sorted(fields, key=lambda f: f.rank)) for path, fields in found.items()}

    def field(self, key: str) -> Field:
        """The field of that key; raises KeyError."""
        return self.by_key[key]


@dataclass(frozen=True, eq=False)
class RecordType(Shape):
    """A record type: everything that the system knows of it comes from its shape file."""

    slug: str = ""
    record_class: str = ""
    plurals: Labels = field(default_factory=dict)
    order: float = 0
    theme: str | None = None

    @cached_property
    def class_pairs(self) -> frozenset[Pair]:
        """The statements that name a class of the record, its record class among them."""
        return frozenset((TYPE, f"<{c}>") for c in (*self.classes, self.record_class))


@dataclass(frozen=True)
class Group:
    """A group of fields on a page or form."""

    iri: str
    labels: Labels
    order: float
    display: str | None


@dataclass(frozen=True)
class Theme:
    """A heading for record types; `key` names its query, `stories` are sentences for what that finds."""

    iri: str
    labels: Labels
    description: Labels
    stories: Labels
    order: float

    @property
    def key(self) -> str:
        """The last part of its name."""
        return self.iri.rsplit(".", 1)[-1].rsplit("/", 1)[-1]


@dataclass(frozen=True)
class Address:
    """Where a field stands: "object.production.carried_out_by"."""

    text: str
    record_type: RecordType
    steps: tuple[Field, ...]

    @property
    def field(self) -> Field:
        """The last step."""
        return self.steps[-1]

    @property
    def staff(self) -> bool:
        """Whether any step is for staff only."""
        return any(step.staff for step in self.steps)


@dataclass(frozen=True, eq=False)
class Schema:
    """All that the shape files say.

    `expansions` holds, by slug, the plain SHACL that the engines run (N-Triples).
    """

    record_types: tuple[RecordType, ...]
    groups: Mapping[str, Group]
    labels: Mapping[str, Labels]
    messages: Mapping[str, Labels]
    expansions: Mapping[str, str]
    themes: tuple[Theme, ...] = ()

    @cached_property
    def by_slug(self) -> Mapping[str, RecordType]:
        """Record types by slug."""
        return {t.slug: t for t in self.record_types}

    @cached_property
    def by_class(self) -> Mapping[str, RecordType]:
        """Record types by record class IRI (khz:Object …)."""
        return {t.record_class: t for t in self.record_types}

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages in which every record type has its name and its plural."""
        spoken = [labels.keys() for t in self.record_types for labels in (t.labels, t.plurals)]
        return tuple(sorted(frozenset[str].intersection(*map(frozenset, spoken)))) if spoken else ()

    @property
    def expanded(self) -> str:
        """The expansions together: what a partner runs to validate for us."""
        return "".join(sorted({line for text in self.expansions.values() for line in text.splitlines(keepends=True)}))

    @cached_property
    def fingerprint(self) -> str:
        """A hash of all that decides what is public and how it is found."""
        told = [
            (a.text, f.iri, f.path, f.inverse, f.kind.value, sorted(f.tests), f.refers_to, f.minimum, f.severity,
             f.staff, f.names, f.part.viewer if f.part is not None else None)
            for a in self.addresses.values() for f in (a.field,)
        ]  # fmt: skip
        return hashlib.sha256(repr(sorted(told)).encode()).hexdigest()

    @cached_property
    def fixed_classes(self) -> Mapping[str, str]:
        """The terms that shapes themselves name (height, primary name …), and the record class of such terms."""
        fields = [a.field for a in self.addresses.values()]
        classes = {f.path: f.refers_to[0] for f in fields if f.kind is Kind.REFERENCE}
        shapes = [*self.record_types, *(f.part for f in fields if f.part is not None)]
        pairs = {pair for f in fields for pair in f.tests} | {pair for shape in shapes for pair in shape.fixed}
        return {value[1:-1]: classes[path] for path, value in pairs if path in classes}

    @cached_property
    def addresses(self) -> Mapping[str, Address]:
        """Every field of every record type, nested ones included, by its address."""
        found = (address for t in self.record_types for address in _addresses(t, t, ()))
        return {address.text: address for address in found}


def _addresses(record_type: RecordType, shape: Shape, steps: tuple[Field, ...]) -> Iterator[Address]:
    for one in shape.fields:
        here = (*steps, one)
        yield Address(".".join([record_type.slug, *(s.key for s in here)]), record_type, here)
        if one.part is not None:
            yield from _addresses(record_type, one.part, here)


def label_in(labels: Labels, language: str) -> str:
    """The label in a language, else in English, else any; empty if there is none."""
    return labels.get(language) or labels.get("en") or next(iter(labels.values()), "")
