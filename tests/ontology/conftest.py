"""What the tests of the terms stand on."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Graph

from catalogue.namespaces import ONTOLOGY, SHAPES


@pytest.fixture(scope="session")
def crm() -> Graph:
    return Graph().parse(ONTOLOGY / "crm.ttl")


@pytest.fixture(scope="session")
def ours() -> Graph:
    return Graph().parse(ONTOLOGY / "khizana.ttl")


@pytest.fixture(scope="session")
def terms(crm: Graph, ours: Graph) -> Graph:
    """Everything that may be said."""
    return crm + ours


@pytest.fixture(scope="session")
def shapes() -> Graph:
    """All shape files in one graph."""
    return read(sorted(f for f in SHAPES.rglob("*.ttl") if f.name != "meta.ttl"))


def read(files: list[Path]) -> Graph:
    graph = Graph()
    for file in files:
        graph.parse(file)
    return graph
