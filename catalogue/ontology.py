"""What classes and properties are called, from `ontology/`: for forms that let one choose a class."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from catalogue.namespaces import LABEL, ONTOLOGY
from catalogue.rdf import iri_text, is_iri, is_literal, parse, parts
from catalogue.shapes import Labels

FILES = ("crm.ttl", "khizana.ttl")


@cache
def labels_of_terms() -> Mapping[str, Labels]:
    """IRI → label by language, for every class and property in use."""
    found: dict[str, dict[str, str]] = {}
    for name in FILES:
        for subject, predicate, value in parse((ONTOLOGY / name).read_bytes(), "turtle"):
            if predicate == LABEL and is_literal(value) and is_iri(subject):
                said = parts(value)
                found.setdefault(iri_text(subject), {})[said.language or ""] = said.text
    return found
