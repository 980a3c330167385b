"""The shape of our shapes, run with pySHACL."""

from __future__ import annotations

from pathlib import Path

import pyshacl
from rdflib import RDF, SH, Graph

from catalogue.namespaces import SHAPES


def shape_files() -> list[Path]:
    return sorted(f for f in SHAPES.rglob("*.ttl") if f.name != "meta.ttl")


def refusals(*files: Path) -> list[str]:
    """What shapes/meta.ttl says against these shape files, taken together."""
    shapes = Graph()
    for file in files:
        shapes.parse(file)
    meta = Graph().parse(SHAPES / "meta.ttl")
    _, report, told = pyshacl.validate(shapes, shacl_graph=meta, advanced=True, do_owl_imports=False)
    assert isinstance(report, Graph), told
    results = {
        result for node in report.subjects(RDF.type, SH.ValidationReport) for result in report.objects(node, SH.result)
    }
    return sorted(str(report.value(result, SH.resultMessage)) for result in results)
