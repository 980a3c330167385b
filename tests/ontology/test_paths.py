"""Every path of every shape says something that the terms allow."""

from __future__ import annotations

from rdflib import RDF, RDFS, SH, Graph, URIRef

from catalogue.namespaces import KHZ
from catalogue.shape_files import read_schema
from catalogue.shapes import Field, Kind, Shape

SCHEMA = read_schema()


def above(terms: Graph, class_: URIRef) -> set[URIRef]:
    """A class and all its superclasses."""
    return {c for c in terms.transitive_objects(class_, RDFS.subClassOf) if isinstance(c, URIRef)}


def fits(terms: Graph, classes: tuple[str, ...], wanted: URIRef | None) -> bool:
    return wanted is None or any(wanted in above(terms, URIRef(c)) for c in classes)


def held(shape: Shape, seen: set[str]) -> list[tuple[Shape, Field]]:
    """The fields of a shape and of all parts within it, each once."""
    found = []
    for one in shape.fields:
        if one.iri not in seen:
            seen.add(one.iri)
            found.append((shape, one))
            found += held(one.part, seen) if one.part else []
    return found


def every_field() -> list[tuple[Shape, Field]]:
    seen: set[str] = set()
    return [pair for one in SCHEMA.record_types for pair in held(one, seen)]


def predicate(one: Field) -> URIRef:
    return URIRef(one.path[1:-1])


def test_every_path_is_a_declared_property(terms, shapes):
    paths = {p for p in shapes.objects(None, SH.path) if isinstance(p, URIRef)} - {RDF.type}
    assert [p for p in sorted(paths) if (p, RDF.type, RDF.Property) not in terms] == []


def test_every_class_in_use_is_declared(terms, shapes):
    classes = {*shapes.objects(None, URIRef(KHZ + "crmClass")), *shapes.objects(None, SH.targetClass)}
    assert [c for c in sorted(classes) if (c, RDF.type, RDFS.Class) not in terms] == []


def test_every_field_stands_on_a_class_in_the_domain_of_its_path(terms):
    wrong = []
    for shape, one in every_field():
        end = RDFS.range if one.inverse else RDFS.domain
        if not fits(terms, shape.classes, terms.value(predicate(one), end)):
            wrong.append(one.iri)
    assert wrong == []


def test_every_value_is_in_the_range_of_its_path(terms):
    wrong = []
    for _, one in every_field():
        wanted = terms.value(predicate(one), RDFS.domain if one.inverse else RDFS.range)
        if one.part is not None and not fits(terms, one.part.classes, wanted):
            wrong.append(one.iri)
        wrong += [f"{one.iri} to {c}" for c in one.refers_to if not _refers(terms, c, wanted)]
    assert wrong == []


def _refers(terms: Graph, record_class: str, wanted: URIRef | None) -> bool:
    """Whether records of a class, or those of one of its CRM classes, are in a range."""
    return fits(terms, (record_class, *SCHEMA.by_class[record_class].classes), wanted)


def test_literals_stand_where_a_literal_is_due(terms):
    wrong = []
    for _, one in every_field():
        wanted = terms.value(predicate(one), RDFS.range)
        literal = (
            wanted is None or wanted == RDFS.Literal or str(wanted).startswith("http://www.w3.org/2001/XMLSchema#")
        )
        if one.kind is Kind.LITERAL and not literal:
            wrong.append(one.iri)
    assert wrong == []


def test_a_record_class_stands_below_a_crm_class_of_its_shape(terms):
    for one in SCHEMA.record_types:
        classes = above(terms, URIRef(one.record_class))
        assert any(classes & above(terms, URIRef(c)) - {URIRef(one.record_class)} for c in one.classes), one.slug
