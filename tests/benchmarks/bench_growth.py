"""The same operations among 1,000 objects and among up to 100,000.

`KHIZANA_GROWTH=10000` ends earlier. Records are made, since no real collection here is that large.
"""

from __future__ import annotations

import itertools
import os
import random
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import httpx2

from catalogue.catalogue import Catalogue
from catalogue.interchange.importing import Source
from catalogue.record import Record
from tests import sample
from tests.benchmarks import stage
from tests.benchmarks.measure import clock, median_seconds, note, report
from tests.served import served

LARGEST = int(os.environ.get("KHIZANA_GROWTH", "100000"))
SIZES = [size for size in (1_000, 10_000, 100_000) if size <= LARGEST]
TIMES = 40


def main() -> None:
    """Prints a line for each operation at each size, beside the same at the smallest."""
    first: dict[str, float] = {}
    with stage.folder() as where:
        stage.new(where).close()
        for size in SIZES:
            with Catalogue.open(where / "catalogue").closing() as catalogue:
                found = _grow(catalogue, size)
                found |= {what: median_seconds(act, TIMES) for what, act in _acts(catalogue, size).items()}
            found |= _pages(where / "catalogue", size)
            for what, seconds in found.items():
                first.setdefault(what, seconds)
                report(f"{what}, {size:,} objects", seconds, first[what], "s", f"{SIZES[0]:,} objects")


def _grow(catalogue: Catalogue, size: int) -> dict[str, float]:
    """Fills the catalogue up to a size; seconds for each new object."""
    held = catalogue.public_log.counts().get("object", 0)
    series = f"grown-{size}"
    source = Source(series, series, series)
    with clock() as importing:
        catalogue.import_records(sample.objects(catalogue.schema, size - held, series), source)
    with clock() as publishing:
        catalogue.publish_all()
    new = size - held
    note(f"grown by {new:,} in {importing.seconds:.1f} s, published in {publishing.seconds:.1f} s")
    return {"import, each": importing.seconds / new, "publish all, each": publishing.seconds / new}


def _acts(catalogue: Catalogue, size: int) -> Mapping[str, Callable[[], object]]:
    series, editions = f"grown-{size}", itertools.count(1)

    def save() -> None:
        one = sample.one_object(catalogue.schema, 7, series, next(editions))
        catalogue.save(Record(one.iri, one.path, one.local, one.triples), "object")

    def publish() -> None:
        save()
        catalogue.publish([f"{sample.BASE}/object/{series}-0000007"])

    index = catalogue.public_search
    return {
        "save one": save,
        "save and publish one": publish,
        "search for a rare word": lambda: index.search(f"{series} 42"),
        "search for a common word": lambda: index.search("brass"),
        "list of objects": lambda: index.list("object"),
    }


def _pages(folder: Path, size: int) -> dict[str, float]:
    paths = _paths(size)
    with served(folder) as (url, _), httpx2.Client(headers={"Accept": "text/html"}) as client:
        each = median_seconds(lambda: client.get(url + next(paths)).raise_for_status(), TIMES)
        lists = median_seconds(lambda: client.get(f"{url}/object").raise_for_status(), TIMES)
    return {"object page, first time": each, "page of the list": lists}


def _paths(size: int) -> Iterator[str]:
    chance = random.Random(size)
    yield from (f"/object/grown-{size}-{chance.randrange(500):07d}" for _ in itertools.count())


if __name__ == "__main__":
    main()
