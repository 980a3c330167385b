"""One edit, acknowledged on disk, beside a bare SQLite commit of the same state."""

from __future__ import annotations

import itertools
import sqlite3
from pathlib import Path

from catalogue.catalogue import Catalogue
from catalogue.rdf import Triples, lines
from catalogue.record import Record
from tests import sample
from tests.benchmarks import stage
from tests.benchmarks.measure import median_seconds, report

EDITS = 200


def main() -> None:
    """Prints one line."""
    with stage.folder() as where, stage.new(where).closing() as catalogue:
        catalogue.import_records(sample.objects(catalogue.schema, 100), sample.SOURCE)
        ours = median_seconds(_edit(catalogue), EDITS)
        state = sample.one_object(catalogue.schema, 7).triples
        report("save one record", ours, _bare(where / "bare.sqlite", state), "s", "bare commit")


def _edit(catalogue: Catalogue):
    editions = itertools.count(1)

    def edit() -> None:
        one = sample.one_object(catalogue.schema, 7, edition=next(editions))
        saved = catalogue.save(Record(one.iri, one.path, one.local, one.triples), "object")
        assert saved is not None

    return edit


def _bare(file: Path, state: Triples) -> float:
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE version (id INTEGER PRIMARY KEY, state TEXT)")
    written = lines(state)
    work = lambda: connection.execute("INSERT INTO version (state) VALUES (?)", (written,))  # noqa: E731
    seconds = median_seconds(work, EDITS)
    connection.close()
    return seconds


if __name__ == "__main__":
    main()
