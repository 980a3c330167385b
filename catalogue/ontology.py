"""What `ontology/` says of classes and properties: labels, what lies below a class, inverses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from catalogue.namespaces import LABEL, ONTOLOGY, RDFS
from catalogue.rdf import Triple, iri_text, is_iri, is_literal, parse, parts
from catalogue.shapes import Labels

FILES = ("crm.ttl", "khizana.ttl")
_SUBCLASS = f"<{RDFS}subClassOf>"
_INVERSE = "<http://www.w3.org/2002/07/owl#inverseOf>"


@cache
def labels_of_terms() -> Mapping[str, Labels]:
    """IRI → label by language, for every class and property in use."""
    found: dict[str, dict[str, str]] = {}
    for subject, predicate, value in _said():
        if predicate == LABEL and is_literal(value) and is_iri(subject):
            said = parts(value)
            found.setdefault(iri_text(subject), {})[said.language or ""] = said.text
    return found


@cache
def subclasses(class_: str) -> frozenset[str]:
    """A class and all that are below it."""
    below = {iri_text(s) for s, p, o in _said() if p == _SUBCLASS and is_iri(s) and o == f"<{class_}>"}
    return frozenset({class_}).union(*map(subclasses, below))


@cache
def inverses() -> Mapping[str, str]:
    """Property → the one that says the same from the other end."""
    found = {iri_text(s): iri_text(o) for s, p, o in _said() if p == _INVERSE}
    return {**{theirs: own for own, theirs in found.items()}, **found}


def _said() -> Iterator[Triple]:
    for name in FILES:
        yield from _parsed(name)


@cache
def _parsed(name: str) -> tuple[Triple, ...]:
    return tuple(parse((ONTOLOGY / name).read_bytes(), "turtle"))
