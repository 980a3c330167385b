"""A small collection in which every field that a relation follows points somewhere: records of each type, woven by
chance that is the same every time.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Sequence

from catalogue.assembly import Tree, assemble
from catalogue.catalogue import Catalogue
from catalogue.namespaces import CRM, HAS_TYPE, LA
from catalogue.ontology import inverses
from catalogue.rdf import Term, iri
from catalogue.record import Record
from catalogue.relations.table import holding, inverted, relations
from catalogue.shapes import Field, Kind, Schema, Shape
from tests.catalogue.making import BASE, foreign, incoming, source, text
from tests.shapes.filling import required

EACH = 3
"""Records of each type."""


def weave(catalogue: Catalogue) -> None:
    """Fills a catalogue and publishes everything."""
    made = list(_Weaver(catalogue.schema).records())
    catalogue.import_records((incoming(catalogue.schema, one) for one in made), source())
    catalogue.publish_all()


class _Weaver:
    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._chance = random.Random(5)
        self._followed = _followed()
        self._leads: dict[tuple[str, int], bool] = {}

    def records(self) -> Iterator[Record]:
        for number, term in enumerate(sorted(_fixed_types(self._schema))):
            yield foreign(self._schema, "concept", term[1:-1], {"name": [text(f"Kind {number}")]})
        for record_type in self._schema.record_types:
            for number in range(EACH):
                at = f"{BASE}/{record_type.slug}/r{number}"
                classes = record_type.classes
                tree: Tree = {**self._tree(record_type, number, 4), "@class": classes[number % len(classes)]}
                yield Record(at, at.removeprefix(BASE), at, assemble(record_type, at, at, tree))

    def _tree(self, shape: Shape, number: int, depth: int) -> dict[str, Sequence[Term | Tree]]:
        tree: dict[str, Sequence[Term | Tree]] = dict(required(self._schema, shape))
        for one in shape.fields:
            if one.inverse or one.staff or one.path not in self._followed:
                continue
            if one.part is not None and depth and self._leading(one.part, depth):
                tree[one.key] = [self._tree(one.part, number, depth - 1) for _ in range(self._many(one))]
            elif one.kind is Kind.REFERENCE and (targets := self._targets(one, number)):
                tree[one.key] = targets
        return tree

    def _leading(self, shape: Shape, depth: int) -> bool:
        """Whether anything is followed from within a part."""
        key = shape.iri, depth
        if key not in self._leads:
            followed = [one for one in shape.fields if one.path in self._followed]
            below = [one.part for one in followed if one.part is not None and depth > 1]
            self._leads[key] = any(one.kind is Kind.REFERENCE for one in followed) or any(
                self._leading(part, depth - 1) for part in below
            )
        return self._leads[key]

    def _many(self, one: Field) -> int:
        return min(one.maximum or 2, 1 + self._chance.randrange(2))

    def _targets(self, one: Field, number: int) -> list[Term]:
        """Records to point to; where circles are forbidden, those before."""
        numbers = range(number) if one.acyclic else range(EACH)
        slugs = [self._schema.by_class[c].slug for c in one.refers_to] if numbers else []
        known = [f"{BASE}/{slug}/r{self._chance.choice(numbers)}" for slug in slugs]
        return [iri(t) for t in self._chance.sample(known, min(len(known), one.maximum or len(known)))]


def _fixed_types(schema: Schema) -> set[Term]:
    """The types that shapes tell of records, and of parts for which a record stands."""
    held = (a.field.required for a in schema.addresses.values() if a.field.part and a.field.path in holding())
    pairs = {pair for said in (*(one.fixed for one in schema.record_types), *held) for pair in said}
    return {value for path, value in pairs if path == HAS_TYPE}


def _followed() -> Collection[Term]:
    """The properties that any relation follows."""
    paths = [path for one in relations().values() for path in one.paths]
    ways = [*paths, *(inverted(path, inverses()) for path in paths)]
    joined = ("P14i_performed", "P9i_forms_part_of", "P16_used_specific_object", "P50_has_current_keeper")
    found = ("O19i_was_object_encountered_at", "O19_encountered_object")
    return {
        *holding(), HAS_TYPE, f"<{LA}member_of>", *(step.predicate for way in ways for step in way),
        *(f"<{CRM}{name}>" for name in joined), *(f"<http://www.ics.forth.gr/isl/CRMsci/{name}>" for name in found),
    }  # fmt: skip
