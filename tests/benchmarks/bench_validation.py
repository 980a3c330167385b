"""Validating 1,000 records as imports do, beside pySHACL with the same expanded shapes and the same data.

Records with years before our era are left out: pySHACL cannot hold them.
"""

from __future__ import annotations

import pyshacl
import rdflib

from catalogue import journal
from catalogue.catalogue import Catalogue
from catalogue.rdf import lines
from catalogue.record import Record
from tests.benchmarks import stage
from tests.benchmarks.measure import clock, note, report

RECORDS = 1_000
BATCH = 100


def main() -> None:
    """Prints two lines: per record in batches, and one record alone."""
    with stage.folder() as where, stage.new(where).closing() as catalogue:
        stage.import_all(catalogue, stage.collection(where, RECORDS * 2))
        held = _records(catalogue)
        catalogue.validator.check(held[:1], {})
        with clock() as batched:
            for start in range(0, len(held), BATCH):
                catalogue.validator.check(held[start : start + BATCH], {})
        with clock() as alone:
            for record in held:
                catalogue.validator.check([record], {})
        note(f"{len(held):,} records, {sum(len(r.triples) for r in held):,} triples")
        theirs = _pyshacl(catalogue, held)
        report("validate, a record of a batch", batched.seconds / len(held), theirs, "s", "pySHACL")
        report("validate, a record alone", alone.seconds / len(held), theirs, "s", "pySHACL")


def _records(catalogue: Catalogue) -> list[Record]:
    """The records with the most to say: objects, in the order in which they came."""
    found = []
    with catalogue.database.reading() as connection:
        for held, triples in journal.heads(connection):
            if len(triples) >= 20 and not any(o.startswith('"-') for _, _, o in triples):
                found.append(catalogue.record(held, triples))
            if len(found) == RECORDS:
                break
    return found


def _pyshacl(catalogue: Catalogue, held: list[Record]) -> float:
    """Seconds a record; reading shapes and data does not count."""
    shapes = rdflib.Graph().parse(data=catalogue.schema.expanded, format="nt")
    data = rdflib.Graph().parse(data="".join(lines(r.triples) for r in held), format="nt")
    with clock() as time:
        pyshacl.validate(data, shacl_graph=shapes, advanced=True, inplace=True)
    return time.seconds / len(held)


if __name__ == "__main__":
    main()
