"""What the endpoint says of itself (SPARQL 1.1 Service Description).

https://www.w3.org/TR/sparql11-service-description/
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, serialize

from catalogue.sparql import formats
from catalogue.sparql.guard import Form

_SD = "http://www.w3.org/ns/sparql-service-description#"
_RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_NAMED_FORMATS = (  # https://www.w3.org/ns/formats/
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
    "Turtle", "N-Triples", "JSON-LD", "RDF_XML",
)  # fmt: skip
_SYNTAX = {
    formats.TURTLE: RdfFormat.TURTLE,
    formats.NTRIPLES: RdfFormat.N_TRIPLES,
    formats.JSONLD: RdfFormat.JSON_LD,
    formats.RDFXML: RdfFormat.RDF_XML,
}


def description(endpoint: str, accept: str) -> tuple[str, bytes] | None:
    """Content type and body for an endpoint's address; None where the client accepts no RDF."""
    wanted = formats.negotiated(accept, Form.CONSTRUCT)
    if wanted is None:
        return None
    prefixes = {"sd": _SD, "format": "http://www.w3.org/ns/formats/"}
    body = serialize(_triples(NamedNode(endpoint)), format=_SYNTAX[wanted], prefixes=prefixes)
    assert body is not None
    return wanted.content_type, body


def _triples(endpoint: NamedNode) -> Iterator[Triple]:
    service, dataset, graph = BlankNode("service"), BlankNode("dataset"), BlankNode("graph")
    yield Triple(service, _RDF_TYPE, _sd("Service"))
    yield Triple(service, _sd("endpoint"), endpoint)
    yield Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    for name in _NAMED_FORMATS:
        yield Triple(service, _sd("resultFormat"), NamedNode(f"http://www.w3.org/ns/formats/{name}"))
    yield Triple(service, _sd("defaultDataset"), dataset)
    yield Triple(dataset, _RDF_TYPE, _sd("Dataset"))
    yield Triple(dataset, _sd("defaultGraph"), graph)
    yield Triple(graph, _RDF_TYPE, _sd("Graph"))


def _sd(name: str) -> NamedNode:
    return NamedNode(_SD + name)
