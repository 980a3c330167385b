"""What partners' documents say, as triples: a store of its own, a named graph for each partner.

Beside the graph of the partner each document has one, so that a statement which two documents make stays when one of
them goes. No door reads this store.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from catalogue.errors import CatalogueBusy
from catalogue.faults import point
from catalogue.rdf import Triple

POSITION = ox.NamedNode("urn:khizana:position")


@dataclass(frozen=True)
class Said:
    """What a document says now, as N-Triples with blank nodes of its own; nothing for one that was removed."""

    partner_id: int
    graph: str
    document_id: int
    lines: str


class PartnerStore:
    """The one read-write opening of the store; whoever has it holds the lock of the partners."""

    def __init__(self, folder: Path, anew: bool = False) -> None:
        if anew:
            shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        try:
            self._store = ox.Store(str(folder))
        except OSError as error:
            said = f"The store of partners cannot be opened: {str(error)[:200]}."
            raise CatalogueBusy(said, "If nobody else has it open, run: khizana rebuild") from None

    def position(self) -> int:
        """The sequence number of the last document that is in the store."""
        found = next(iter(self._store.quads_for_pattern(None, POSITION, None, POSITION)), None)
        return int(found.object.value) if found is not None and isinstance(found.object, ox.Literal) else 0

    def apply(self, said: Sequence[Said], position: int) -> None:
        """Puts what these documents say in the place of what they said, then the position; harmless when repeated."""
        new: list[ox.Quad] = []
        for one in said:
            own, ours = _document_graph(one), ox.NamedNode(one.graph)
            wanted = set(_triples(one))
            there = {quad.triple for quad in self._store.quads_for_pattern(None, None, None, own)}
            for gone in there - wanted:
                self._take_out(gone, own, ours)
            if not wanted:
                self._store.remove_graph(own)
            new += [ox.Quad(t.subject, t.predicate, t.object, g) for t in wanted - there for g in (ours, own)]
        self._store.extend(new)
        point("partners.applied")
        self._store.update(
            f"DELETE WHERE {{ GRAPH {POSITION} {{ {POSITION} {POSITION} ?p }} }} ; "
            f"INSERT DATA {{ GRAPH {POSITION} {{ {POSITION} {POSITION} {position} }} }}"
        )

    def drop(self, partner_id: int, graph: str) -> None:
        """Takes a partner's graph out, and those of its documents."""
        begin = _begin(partner_id)
        for name in list(self._store.named_graphs()):
            if isinstance(name, ox.NamedNode) and (name.value == graph or name.value.startswith(begin)):
                self._store.remove_graph(name)

    def graphs(self) -> list[str]:
        """The graphs of partners."""
        names = (name.value for name in self._store.named_graphs() if isinstance(name, ox.NamedNode))
        return sorted(name for name in names if not name.startswith("urn:khizana:"))

    def triples(self, graph: str) -> Iterator[Triple]:
        """What a partner says."""
        for quad in self._store.quads_for_pattern(None, None, None, ox.NamedNode(graph)):
            yield str(quad.subject), str(quad.predicate), str(quad.object)

    def close(self) -> None:
        """Writes everything to disk and lets go of the folder."""
        self._store.flush()
        del self._store

    def _take_out(self, gone: ox.Triple, own: ox.NamedNode, ours: ox.NamedNode) -> None:
        """Out of the partner's graph first, if no other document says it: a kill between leaves it to be done again."""
        said = gone.subject, gone.predicate, gone.object
        begin = own.value.rpartition(":")[0] + ":"
        graphs = (quad.graph_name for quad in self._store.quads_for_pattern(*said, None))
        if not any(isinstance(g, ox.NamedNode) and g != own and g.value.startswith(begin) for g in graphs):
            self._store.remove(ox.Quad(*said, ours))
        self._store.remove(ox.Quad(*said, own))


def _begin(partner_id: int) -> str:
    return f"urn:khizana:partner:{partner_id}:"


def _document_graph(one: Said) -> ox.NamedNode:
    return ox.NamedNode(f"{_begin(one.partner_id)}{one.document_id}")


def _triples(one: Said) -> Iterator[ox.Triple]:
    """Its triples, with blank nodes that no other document has."""
    mine = f"d{one.document_id}"
    for quad in ox.parse(one.lines.encode(), ox.RdfFormat.N_TRIPLES):
        subject, object_ = quad.subject, quad.object
        if isinstance(subject, ox.BlankNode):
            subject = ox.BlankNode(mine + subject.value)
        if isinstance(object_, ox.BlankNode):
            object_ = ox.BlankNode(mine + object_.value)
        yield ox.Triple(subject, quad.predicate, object_)
