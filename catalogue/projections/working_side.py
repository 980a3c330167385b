"""What follows the journal, for staff only: nothing of it lies in a checkpoint, and no public door knows of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from catalogue.projections.search import SearchIndex
from catalogue.projections.side import Side
from catalogue.rdf import Triple
from catalogue.shapes import Schema
from catalogue.working import WorkingLog

NAME = "working"


class WorkingSide(Side):
    """The working store and search index; `stores` is the folder of all stores."""

    def __init__(
        self, stores: Path, schema: Schema, log: WorkingLog, base: str, search: SearchIndex | None = None
    ) -> None:
        super().__init__(stores / NAME, schema, log, base, search)
        self._working_log = log

    def pointing_to(self, iris: Sequence[str]) -> Iterable[str]:
        """The IRIs of live records that say anything of one of these, by the store as it is."""
        return self._said_of(iris)

    def references_to(self, *iris: str) -> dict[str, tuple[Triple, ...]]:
        """IRI of each live record → its triples that point to one of these, which are not asked themselves.

        Follows the journal to its end first, so that nothing saved before is missed. Parts are asked for by their own
        IRIs.
        """
        with self.turn():
            self.follow()
            found = self._said_of(iris)
        return {iri: triples for iri, triples in found.items() if iri not in iris}

    def _said_of(self, iris: Iterable[str]) -> dict[str, tuple[Triple, ...]]:
        triples = sorted(self.store.pointing_to(iris))
        owners = self._working_log.owners(subject[1:-1] for subject, _, _ in triples)
        found: dict[str, list[Triple]] = {}
        for triple in triples:
            if owner := owners.get(triple[0][1:-1]):
                found.setdefault(owner, []).append(triple)
        return {iri: tuple(held) for iri, held in found.items()}
