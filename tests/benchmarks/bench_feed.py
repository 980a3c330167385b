"""The activity feed among 1,000 changes and among up to 100,000 (`KHIZANA_FEED` says how many are many).

A page is asked for in the process of the application, without a cache and without a network.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from starlette.testclient import TestClient

from api.app import create_app
from api.feed import SIZE
from catalogue.catalogue import Catalogue
from catalogue.interchange.importing import Source
from tests import sample
from tests.benchmarks import stage
from tests.benchmarks.measure import clock, median_seconds, note, report

FEW, MANY = 1_000, int(os.environ.get("KHIZANA_FEED", "100000"))
RECORDS, TIMES = 100, 40
GROWN = """
INSERT INTO publication
  (sequence, time, kind, record_id, slug, type_sequence, crm_class, version_id, before, etag, state)
WITH RECURSIVE added(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM added WHERE n < :more)
SELECT :last + n, p.time, 'Update', p.record_id, p.slug, :placed + n, p.crm_class, p.version_id, p.sequence, p.etag,
       p.state
FROM added JOIN publication AS p ON p.sequence = :of
"""


def main() -> None:
    """Prints a line for each kind of page, among many beside among few."""
    with stage.folder() as where, stage.new(where).closing() as catalogue:
        catalogue.import_records(sample.objects(catalogue.schema, RECORDS), Source("feed", "feed", "feed"))
        catalogue.publish_all()
        few: dict[str, float] = {}
        for size in (FEW, MANY):
            with clock() as taken:
                _grow(catalogue, size)
            note(f"grown to {size:,} changes in {taken.seconds:.1f} s")
            client = TestClient(create_app(catalogue.settings, catalogue))
            for what, path in _paths(size).items():
                seconds = median_seconds(_asking(client, path), TIMES)
                report(f"{what}, of {size:,}", seconds, few.setdefault(what, seconds), "s", f"of {FEW:,}")


def _grow(catalogue: Catalogue, size: int) -> None:
    """Changes of one object, again and again, so that the log is as long as that and has its states."""
    with catalogue.database.writing() as connection:
        ask = connection.exec_driver_sql
        of, placed = ask("SELECT max(sequence), max(type_sequence) FROM publication WHERE slug = 'object'").one()
        last = ask("SELECT max(sequence) FROM publication").scalar_one()
        ask(GROWN, {"more": size - last, "last": last, "placed": placed, "of": of})


def _paths(size: int) -> dict[str, str]:
    pages = -(-size // SIZE)
    return {
        "collection": "/activity",
        "first page": "/activity/page/1",
        "middle page": f"/activity/page/{pages // 2}",
        "last page": f"/activity/page/{pages}",
        "collection of a type": "/activity/object",
        "middle page of a type": f"/activity/object/page/{max(1, pages // 2 - 5)}",
    }


def _asking(client: TestClient, path: str) -> Callable[[], object]:
    return lambda: client.get(path).raise_for_status()


if __name__ == "__main__":
    main()
