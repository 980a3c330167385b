"""Records filled from the shapes alone: everything a shape allows, or the one thing that it must refuse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from catalogue.assembly import Tree, assemble
from catalogue.namespaces import CRM, XSD
from catalogue.rdf import Term, iri, literal
from catalogue.record import Record
from catalogue.shapes import Address, Field, Kind, RecordType, Schema, Shape
from catalogue.vocabularies import pack_files, pack_records

BASE = "https://khizana.example"
OTHER = literal("2000", "gYear")  # of a datatype that no field has
NOWHERE = iri(f"{BASE}/nowhere/unknown")
SAMPLES: Mapping[str, Term] = {
    XSD + "string": literal("A text"),
    XSD + "decimal": literal("1.5", "decimal"),
    XSD + "integer": literal("1", "integer"),
    XSD + "boolean": literal("true", "boolean"),
    XSD + "dateTime": literal("1540-05-07T00:00:00Z", "dateTime"),
    XSD + "date": literal("1970-11-14", "date"),
}
POINT = literal("POINT(44.4 33.3)")
PATTERNED: Mapping[str, Term] = {"hijri": literal("0946"), "geometry": POINT, "exact_geometry": POINT}
PROPERTY = iri(CRM + "P3_has_note")


def classes(schema: Schema) -> dict[str, str]:
    """The record classes of all that a filled record may refer to: one record of each type for each field."""
    found = {i.iri: i.record_type.record_class for i in pack_records(pack_files(), schema, BASE)}
    for address in schema.addresses.values():
        for one in address.field.refers_to:
            found[_target(schema, address.field, one)] = one
    return found


def _target(schema: Schema, one: Field, class_: str) -> str:
    return f"{BASE}/{schema.by_class[class_].slug}/for-{one.key.replace('_', '-')}"


def sample(schema: Schema, one: Field) -> Term | Tree:
    """A value that fits a field; of a part, with all that the part allows."""
    if one.part is not None:
        return filled(schema, one.part)
    if one.kind is Kind.REFERENCE:
        return iri(_target(schema, one, one.refers_to[0]))
    if one.kind is Kind.LINK:
        return PROPERTY
    return PATTERNED.get(one.key) or SAMPLES[one.datatype or XSD + "string"]


def filled(schema: Schema, shape: Shape) -> Tree:
    """A tree in which every field of a shape has a value."""
    return {one.key: [sample(schema, one)] for one in shape.fields if not one.inverse}


def required(schema: Schema, shape: Shape) -> dict[str, Sequence[Term | Tree]]:
    """A tree in which only those fields have a value that must."""
    return {one.key: [least(schema, one)] for one in shape.fields if one.minimum}


def least(schema: Schema, one: Field) -> Term | Tree:
    return sample(schema, one) if one.part is None else required(schema, one.part)


def along(schema: Schema, address: Address, values: Sequence[Term | Tree]) -> Tree:
    """A tree that holds no more than what must be there, and these values at one address."""

    def within(shape: Shape, steps: Sequence[Field]) -> Tree:
        tree = required(schema, shape)
        if len(steps) == 1:
            return {**tree, steps[0].key: values}
        return {**tree, steps[0].key: [within(steps[0].part or shape, steps[1:])]}

    return within(address.record_type, address.steps)


def record(record_type: RecordType, number: str, tree: Tree) -> Record:
    path = f"/{record_type.slug}/{number}"
    at = BASE + path
    return Record(at, path, at, assemble(record_type, at, at, tree))


@dataclass(frozen=True)
class Fault:
    """A record with one fault at one address, and the components of SHACL that may name it."""

    address: str
    field: str
    name: str
    record: Record
    components: frozenset[str]


def faults(schema: Schema) -> Iterator[Fault]:
    """Every way in which the value of each field can be wrong."""
    numbers = iter(range(1_000_000))
    for address in schema.addresses.values():
        if not address.field.inverse:
            for name, values, components in _wrong(schema, address.field):
                number = f"fault-{next(numbers)}"
                made = record(address.record_type, number, along(schema, address, values))
                yield Fault(address.text, address.field.iri, name, made, frozenset(components))


def _wrong(schema: Schema, one: Field) -> Iterator[tuple[str, Sequence[Term | Tree], set[str]]]:
    minimum = {"MinCountConstraintComponent", "QualifiedMinCountConstraintComponent"}
    maximum = {"MaxCountConstraintComponent", "QualifiedMaxCountConstraintComponent"}
    if one.minimum:
        yield "missing", [], minimum
    if one.maximum is not None:
        yield "too many", _several(schema, one, one.maximum + 1), maximum
    if one.datatype:
        yield "datatype", [OTHER], {"DatatypeConstraintComponent"}
    if one.key in PATTERNED:
        yield "pattern", [literal("nonsense")], {"PatternConstraintComponent"}
    if one.kind is Kind.LINK:
        yield "link", [literal("no address")], {"NodeKindConstraintComponent"}
    if one.kind is Kind.REFERENCE:
        yield "unknown", [NOWHERE], {"ClassConstraintComponent", "OrConstraintComponent"}


def _several(schema: Schema, one: Field, count: int) -> list[Term | Tree]:
    """Values that differ, as many as asked for."""
    if one.part is not None:
        value = least(schema, one)
        assert isinstance(value, Mapping)
        return [{**value, "@id": f"{one.key}-{number}"} for number in range(count)]
    if one.kind is Kind.REFERENCE:
        return [iri(f"{_target(schema, one, one.refers_to[0])}-{number}") for number in range(count)]
    samples = {XSD + "string": [literal(t) for t in "abc"], XSD + "integer": [literal(t, "integer") for t in "123"]}
    return list((samples.get(one.datatype or "") or _numbered(one))[:count])


def _numbered(one: Field) -> list[Term]:
    if one.datatype == XSD + "boolean":
        return [literal("true", "boolean"), literal("false", "boolean")]
    if one.datatype == XSD + "dateTime":
        return [literal(f"154{n}-01-01T00:00:00Z", "dateTime") for n in range(3)]
    if one.kind is Kind.LINK:
        return [iri(f"{PROPERTY[1:-1]}_{n}") for n in range(3)]
    return [literal(f"{n}.5", "decimal") for n in range(3)]
