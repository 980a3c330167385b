"""The shape of our shapes, run with pySHACL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pyshacl
from rdflib import RDF, SH, Graph, URIRef

from catalogue.namespaces import SHAPES

META = SHAPES / "meta.ttl"
FILES = URIRef("https://w3id.org/khizana/shapes/meta/files")


def shape_files() -> list[Path]:
    return sorted(f for f in SHAPES.rglob("*.ttl") if f.name != "meta.ttl")


def refusals(*files: Path) -> list[str]:
    """What shapes/meta.ttl says against these shape files, taken together."""
    return _said(files, Graph().parse(META))


def refusals_of_many(*files: Path) -> list[str]:
    """The same, with its queries asked of a faster engine: rdflib's takes minutes for the pairs of a large shape."""
    meta = Graph().parse(META)
    asked = sorted(_answers(files, meta))
    meta.remove((FILES, SH.sparql, None))
    return sorted([*_said(files, meta), *asked])


def _said(files: tuple[Path, ...], meta: Graph) -> list[str]:
    shapes = Graph()
    for file in files:
        shapes.parse(file)
    _, report, told = pyshacl.validate(shapes, shacl_graph=meta, advanced=True, do_owl_imports=False)
    assert isinstance(report, Graph), told
    results = {
        result for node in report.subjects(RDF.type, SH.ValidationReport) for result in report.objects(node, SH.result)
    }
    return sorted(str(report.value(result, SH.resultMessage)) for result in results)


def _answers(files: tuple[Path, ...], meta: Graph) -> Iterator[str]:
    """The messages of meta.ttl's queries (SHACL, 5.2 and 5.3.1)."""
    store = ox.Store()
    for file in files:
        store.load(path=str(file), format=ox.RdfFormat.TURTLE, base_iri=file.as_uri())
    declared = meta.objects(None, SH.declare)
    prefixes = {str(meta.value(d, SH.prefix)): str(meta.value(d, SH.namespace)) for d in declared}
    for constraint in meta.objects(FILES, SH.sparql):
        message = str(meta.value(constraint, SH.message))
        found = store.query(str(meta.value(constraint, SH.select)), prefixes=prefixes)
        assert isinstance(found, ox.QuerySolutions)
        yield from (_filled(message, row) for row in found)


def _filled(message: str, row: ox.QuerySolution) -> str:
    return re.sub(r"\{\?(\w+)\}", lambda named: str(getattr(row[named[1]], "value", "")), message)
