"""A triple store that follows a log, and is copied to checkpoints.

The position in the log sits in a named graph of the store itself, written in the same atomic update
as the triples. Checkpoints are stripped of it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from catalogue.faults import point
from catalogue.rdf import Triple, Triples, iri, lines

_CHUNK = 64 << 20
_POSITION = ox.NamedNode("urn:khizana:position")


class TripleStore:
    """The one read-write opening of the store; its owner holds the lock of the stores."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._store = ox.Store(str(folder))

    def position(self) -> int:
        """The sequence number of the last entry of the log that is in the store; -1 for an unfinished load."""
        found = next(iter(self._store.quads_for_pattern(None, _POSITION, None, _POSITION)), None)
        return int(found.object.value) if found is not None and isinstance(found.object, ox.Literal) else 0

    def apply(self, before: Triples, after: Triples, position: int) -> None:
        """Takes one difference and the position in one atomic update; harmless when repeated."""
        gone, new = before - after, after - before
        point("store.applying")
        self._store.update(_operations(lines(gone), lines(new), position))
        point("store.applied")

    def load(self, states: Iterable[Triples], position: int) -> None:
        """Begins the store anew and loads all these states fast; until it ends, the position says unfinished.

        Not a byte of the old one stays, or what was erased could still be read in the engine's own files.
        """
        del self._store
        shutil.rmtree(self.folder)
        self.folder.mkdir()
        self._store = ox.Store(str(self.folder))
        self._store.update(_operations("", "", -1))
        point("store.cleared")
        self._load(states)
        point("store.loaded")
        self._store.update(_operations("", "", position))
        self._store.flush()

    def add(self, states: Iterable[Triples], position: int) -> None:
        """Adds whole states of new records fast, then sets the position; a replay adds the same again."""
        self._load(states)
        point("store.loaded")
        self._store.update(_operations("", "", position))
        self._store.flush()

    def _load(self, states: Iterable[Triples]) -> None:
        for chunk in _chunks(states):
            point("store.loading")
            self._store.bulk_load(chunk, ox.RdfFormat.N_TRIPLES)

    def holds(self, state: Triples) -> bool:
        """Whether every triple of a state is in the store."""
        return all(quad in self._store for quad in _quads([state]))

    def pointing_to(self, iris: Iterable[str]) -> Iterator[Triple]:
        """Every triple whose object is one of these IRIs."""
        for one in iris:
            for quad in self._store.quads_for_pattern(None, None, ox.NamedNode(one), ox.DefaultGraph()):
                yield str(quad.subject), str(quad.predicate), iri(one)

    def ask(self, question: str) -> Iterator[str]:
        """The IRIs that a question of our own finds."""
        found = self._store.query(question)
        assert isinstance(found, ox.QuerySolutions)
        for row in found:
            if isinstance(one := row[0], ox.NamedNode):
                yield one.value

    def size(self) -> int:
        """How many triples the store holds, the position not counted."""
        return len(self._store) - sum(1 for _ in self._store.quads_for_pattern(None, None, None, _POSITION))

    def checkpoint(self, folder: Path) -> None:
        """A copy of the store as it is now, without the position, ready for read-only openings."""
        unfinished = folder.with_suffix(".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        self._store.backup(str(unfinished))
        copy = ox.Store(str(unfinished))
        point("checkpoint.copied")
        copy.remove_graph(_POSITION)
        copy.flush()
        del copy
        unfinished.rename(folder)

    def close(self) -> None:
        """Writes everything to disk and lets go of the folder."""
        self._store.flush()
        del self._store


def _chunks(states: Iterable[Triples]) -> Iterator[bytes]:
    """N-Triples of many states at a time, so that one load builds few files."""
    held: list[str] = []
    size = 0
    for state in states:
        held.append(lines(state))
        size += len(held[-1])
        if size > _CHUNK:
            yield "".join(held).encode()
            held, size = [], 0
    if held:
        yield "".join(held).encode()


def _quads(states: Iterable[Triples]) -> Iterator[ox.Quad]:
    for state in states:
        yield from ox.parse(lines(state), ox.RdfFormat.N_TRIPLES)


def _operations(gone: str, new: str, position: int) -> str:
    parts = [
        f"DELETE DATA {{ {gone} }}" if gone else "",
        f"INSERT DATA {{ {new} }}" if new else "",
        f"DELETE WHERE {{ GRAPH {_POSITION} {{ {_POSITION} {_POSITION} ?p }} }}",
        f"INSERT DATA {{ GRAPH {_POSITION} {{ {_POSITION} {_POSITION} {position} }} }}",
    ]
    return " ;\n".join(p for p in parts if p)
