"""Fixture records: what passes, and what fails at which field for which reason.

A file is called `pass_<name>.ttl` or `fail_<property shape>_<reason>.ttl`, and lies in the folder of its
record type; `fail_timespan.hijri_pattern.ttl` fails at s:timespan.hijri, by its pattern.
"""

from __future__ import annotations

from pathlib import Path

import pyshacl
import pytest
from rdflib import RDF, SH, Graph, URIRef

from catalogue.namespaces import SHAPE, TYPE
from catalogue.rdf import Triple, parse
from catalogue.record import Record
from catalogue.validation import MISSING, Finding, Validator

FIXTURES = Path(__file__).parent / "fixtures"
FILES = sorted(f for f in FIXTURES.rglob("*.ttl") if f.parent.name != "meta")
COMPONENTS = {
    "missing": MISSING,
    "many": {"MaxCountConstraintComponent", "QualifiedMaxCountConstraintComponent"},
    "datatype": {"DatatypeConstraintComponent"},
    "pattern": {"PatternConstraintComponent"},
    "link": {"NodeKindConstraintComponent"},
    "class": {"ClassConstraintComponent", "OrConstraintComponent"},
    "order": {"LessThanOrEqualsConstraintComponent"},
    "disjoint": {"DisjointConstraintComponent"},
    "unclaimed": {"InConstraintComponent"},
}


def read(file: Path) -> tuple[Record, dict[str, str], list[Triple]]:
    """The record of a fixture, the classes of what it refers to, and all its triples."""
    path = f"/{file.parent.name}/fixture"
    at = f"https://khizana.example{path}"
    triples = parse(file.read_bytes(), "turtle")
    record = Record(at, path, at, frozenset(t for t in triples if t[0].startswith((f"<{at}>", f"<{at}#"))))
    stubs = {s[1:-1]: o[1:-1] for s, p, o in triples if p == TYPE and not record.owns(s)}
    return record, stubs, triples


def findings(file: Path, validator: Validator, known: dict[str, str]) -> list[Finding]:
    record, stubs, _ = read(file)
    return validator.check([record], {**known, **stubs})


@pytest.mark.parametrize("file", FILES, ids=lambda f: f"{f.parent.name}/{f.stem}")
def test_a_fixture_passes_or_fails_as_it_is_called(file, validator, known):
    found = findings(file, validator, known)
    verdict, _, rest = file.stem.partition("_")
    if verdict == "pass":
        assert [validator.reason(f) for f in found if f.severity != "Info"] == []
        return
    shape, _, reason = rest.rpartition("_")
    assert SHAPE + shape in {f.shape for f in found if f.component in COMPONENTS[reason]}
    assert {f.shape for f in found if f.severity == "Violation"} <= {SHAPE + shape}


def test_every_record_type_has_fixtures_that_pass_and_that_fail(schema):
    for one in schema.record_types:
        verdicts = {f.stem.partition("_")[0] for f in FILES if f.parent.name == one.slug}
        assert verdicts == {"pass", "fail"}, one.slug


@pytest.mark.trial
@pytest.mark.parametrize("slug", sorted({f.parent.name for f in FILES}))
def test_pyshacl_says_the_same(slug, schema, validator, known):
    """Both engines run the expanded shapes; each fixture stands for itself."""
    shapes = Graph().parse(data=schema.expansions[slug], format="nt")
    for file in [f for f in FILES if f.parent.name == slug]:
        ours = {(f.focus, f.shape, f.component) for f in findings(file, validator, known)}
        assert theirs(file, shapes, known) == ours, file.stem


def theirs(file: Path, shapes: Graph, known: dict[str, str]) -> set[tuple[str, str, str]]:
    """What pySHACL finds in a fixture: focus, property shape, component."""
    record, stubs, triples = read(file)
    graph = Graph().parse(data="".join(f"{s} {p} {o} .\n" for s, p, o in triples), format="nt")
    for target in {o for _, _, o in triples} & {f"<{iri}>" for iri in known}:
        graph.add((URIRef(target[1:-1]), RDF.type, URIRef({**known, **stubs}[target[1:-1]])))
    _, report, told = pyshacl.validate(graph, shacl_graph=shapes, advanced=True, do_owl_imports=False)
    assert isinstance(report, Graph), told
    found = set()
    for node in report.subjects(RDF.type, SH.ValidationReport):
        for result in report.objects(node, SH.result):
            focus = f"<{report.value(result, SH.focusNode)}>"
            component = str(report.value(result, SH.sourceConstraintComponent)).rsplit("#", 1)[-1]
            if record.owns(focus):
                shape = str(report.value(result, SH.sourceShape))
                found.add((focus, shape.removesuffix(".parts"), component))
    return found
