"""Which record type takes a thing, by its classes and by what the shapes require of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from catalogue.interchange.older_names import number_fields, renamed
from catalogue.interchange.stubs import LOCAL_ID
from catalogue.namespaces import TYPE
from catalogue.rdf import Term, Triple
from catalogue.shapes import RecordType, Schema


def slug_of(iri: Term, base: str) -> str | None:
    """The slug in an IRI of the form base/slug/id; None for any other IRI."""
    slug, _, id_ = iri[1:-1].removeprefix(f"{base}/").partition("/")
    return slug if iri.startswith(f"<{base}/") and LOCAL_ID.fullmatch(id_) else None


@dataclass(frozen=True)
class Classes:
    """What a schema makes of classes: record types by CRM class, and the datatypes of its numbers."""

    schema: Schema
    taking: Mapping[str, tuple[RecordType, ...]]
    numbers: Mapping[Term, str]

    def ours(self, about: Iterable[Triple]) -> list[RecordType]:
        """The record types whose record class (khz:Object …) a thing carries."""
        by_class = self.schema.by_class
        return [by_class[o[1:-1]] for _, p, o in about if p == TYPE and o[1:-1] in by_class]

    def record_type(self, iri: Term, about: Sequence[Triple], base: str) -> RecordType | None:
        """The record type of a thing: that of its record class, else of its path, else of its CRM
        classes.

        Among several that take a CRM class, one whose required values are there comes first, then
        the one whose default class it is.
        """
        if ours := self.ours(about):
            return ours[0]
        classes = [renamed(o)[1:-1] for _, p, o in about if p == TYPE]
        fitting = {t.slug: t for c in classes for t in self.taking.get(c, ())}
        slug = slug_of(iri, base)
        if slug in fitting:
            return fitting[slug]
        said = {(p, o) for _, p, o in about}
        return min(fitting.values(), key=lambda t: _distance(t, classes, said), default=None)


def _distance(
    one: RecordType, classes: Sequence[str], said: set[tuple[Term, Term]]
) -> tuple[bool, int, bool, float, str]:
    lacking = not one.fixed <= said
    return lacking, -len(one.fixed), one.classes[0] not in classes, one.order, one.slug


@lru_cache(maxsize=8)
def classes_of(schema: Schema) -> Classes:
    """What a schema makes of classes, worked out once."""
    taking: dict[str, tuple[RecordType, ...]] = {}
    for one in schema.record_types:
        for class_ in one.classes:
            taking[class_] = (*taking.get(class_, ()), one)
    return Classes(schema, taking, number_fields(schema))
