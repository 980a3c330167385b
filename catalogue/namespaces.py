"""The prefixes of the house, read from `ontology/prefixes.ttl`, and the few IRIs that code must know."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ONTOLOGY = ROOT / "ontology"
SHAPES = ROOT / "shapes"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SH = "http://www.w3.org/ns/shacl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DASH = "http://datashapes.org/dash#"
CRM = "http://www.cidoc-crm.org/cidoc-crm/"
LA = "https://linked.art/ns/terms/"
AAT = "http://vocab.getty.edu/aat/"
KHZ = "https://w3id.org/khizana/terms/"
SHAPE = "https://w3id.org/khizana/shapes/"

TYPE = f"<{RDF}type>"
LABEL = f"<{RDFS}label>"
HAS_TYPE = f"<{CRM}P2_has_type>"


@cache
def prefixes(file: Path = ONTOLOGY / "prefixes.ttl") -> Mapping[str, str]:
    """Prefix → namespace IRI, from the only prefix list."""
    pattern = re.compile(r"^\s*@prefix\s+([\w-]*):\s*<([^>]*)>\s*\.", re.MULTILINE)
    return dict(pattern.findall(file.read_text("utf-8")))
