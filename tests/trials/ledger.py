"""What was acknowledged, and whether the catalogue still has it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from catalogue import journal
from catalogue.catalogue import Catalogue
from catalogue.publication import PublicRecord
from catalogue.rdf import Triples
from tests import sample
from tests.trials.labour import EDITED, LOAD, address, load

Editions = set[int | None]


@dataclass
class Ledger:
    """Which editions each edited object may have, in the journal and in public; None is *not public*.

    More than one only while a step was under way when its process died.
    """

    saved: dict[int, Editions] = field(default_factory=lambda: {n: {0} for n in range(EDITED)})
    public: dict[int, Editions] = field(default_factory=lambda: {n: {0} for n in range(EDITED)})
    begun: set[str] = field(default_factory=set)
    imported: set[str] = field(default_factory=set)
    published: set[str] = field(default_factory=set)

    def read(self, told: str) -> None:
        """Takes what a child said."""
        for line in told.splitlines():
            match line.split():
                case ["begin" | "done" as when, "save", number, edition]:
                    self._may_be(self.saved, int(number), {int(edition)}, when == "done")
                case ["begin" | "done" as when, "publish", number]:
                    self._may_be(self.public, int(number), self.saved[int(number)], when == "done")
                case ["begin" | "done" as when, "withdraw", number]:
                    self._may_be(self.public, int(number), {None}, when == "done")
                case ["begin", "import", series]:
                    self.begun.add(series)
                case ["done", "import", series]:
                    self.imported.add(series)
                case ["done", "all", series]:
                    self.published.add(series)

    @staticmethod
    def _may_be(held: dict[int, Editions], number: int, editions: Editions, sure: bool) -> None:
        held[number] = set(editions) if sure else held[number] | editions

    def compare(self, catalogue: Catalogue) -> None:
        """Raises AssertionError where something acknowledged is missing or is not as it was."""
        verdict = catalogue.verify()
        assert verdict.store_checked
        self._compare_saved(catalogue)
        self._compare_public(catalogue)
        for series in sorted(self.imported):
            self._compare_import(catalogue, series)
        self._compare_search(catalogue)
        self._compare_working(catalogue)

    def _compare_saved(self, catalogue: Catalogue) -> None:
        with catalogue.database.reading() as connection:
            for number, editions in self.saved.items():
                found = edition(journal.state(connection, address(number))[1])
                assert found in editions, f"saved {number}: {found} instead of {editions}"
                self.saved[number] = {found}

    def _compare_public(self, catalogue: Catalogue) -> None:
        for number, editions in self.public.items():
            held = catalogue.public_log.by_path(address(number).removeprefix(sample.BASE))
            found = edition(held.triples) if isinstance(held, PublicRecord) else None
            assert found in editions, f"public {number}: {found} instead of {editions}"
            self.public[number] = {found}

    def _compare_import(self, catalogue: Catalogue, series: str) -> None:
        expected = {one.iri: one.triples for one in sample.objects(catalogue.schema, LOAD, series)}
        with catalogue.database.reading() as connection:
            held = journal.find(connection, expected)
            states = journal.states(connection, [h.version for h in held.values()])
        assert {iri: states[h.version] for iri, h in held.items()} == expected, series
        if series in self.published:
            assert {h.status for h in held.values()} == {"published"}, series

    @staticmethod
    def _compare_search(catalogue: Catalogue) -> None:
        public = {record.path for record in catalogue.public_log.current()}
        found = catalogue.public_search.search("", limit=len(public) + 100)
        assert found.total == len(public)
        assert {hit.path for hit in found.hits} == public

    @staticmethod
    def _compare_working(catalogue: Catalogue) -> None:
        live = {record.path for record in catalogue.working.current()}
        found = catalogue.working_search.search("", limit=len(live) + 100)
        assert found.total == len(live)
        assert {hit.path for hit in found.hits} == live

    def compare_all_public(self, catalogue: Catalogue) -> None:
        """After publishing everything: what was not withdrawn is public as it was saved."""
        self.public = {n: held if held == {None} else set(self.saved[n]) for n, held in self.public.items()}
        self.published = set(self.imported)
        self.compare(catalogue)

    def finish_imports(self, catalogue: Catalogue) -> None:
        """Takes up every import that was interrupted; it must end with nothing missing and nothing doubled."""
        for series in sorted(self.begun - self.imported):
            report = catalogue.import_records(sample.objects(catalogue.schema, LOAD, series), load(series))
            assert report.refused == 0
            self.imported.add(series)
            self._compare_import(catalogue, series)
        assert catalogue.open_imports() == [], "an import that was taken up is still open"


def edition(triples: Triples) -> int:
    """The edition of an edited object, from its description."""
    found = (re.search(r'edition (\d+)"$', o) for _, _, o in triples)
    return next(int(match[1]) for match in found if match)
