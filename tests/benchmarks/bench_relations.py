"""Named relations among 1,000, 15,000 and 100,000 objects, all made at one place, twenty-five by each maker.

`KHIZANA_GROWTH=15000` ends earlier. Every page is asked for the first time; nothing is answered from what was kept.
"""

from __future__ import annotations

import itertools
import os
import random
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

import httpx2

from catalogue.assembly import Tree, assemble
from catalogue.catalogue import Catalogue
from catalogue.interchange.importing import Source
from catalogue.interchange.incoming import Incoming, Origin
from catalogue.rdf import iri, literal
from catalogue.relations.asking import SIZE, Relations
from tests.benchmarks import stage
from tests.benchmarks.measure import clock, median_seconds, note, report
from tests.sample import BASE
from tests.served import served

LARGEST = int(os.environ.get("KHIZANA_GROWTH", "100000"))
SIZES = [size for size in (1_000, 15_000, 100_000) if size <= LARGEST]
TIMES = 20
EACH = 25
PLACE = f"{BASE}/place/here"


def main() -> None:
    """Prints a line for each question at each size, beside the same at the smallest."""
    first: dict[str, float] = {}
    with stage.folder() as where:
        Catalogue.create(where / "catalogue", BASE, bare=True).close()
        for held, size in itertools.pairwise([0, *SIZES]):
            with Catalogue.open(where / "catalogue").closing() as catalogue:
                _grow(catalogue, held, size)
                with catalogue.own_stores() as stores:
                    stores.follow()
                    found = {what: median_seconds(act, TIMES) for what, act in _acts(catalogue, size).items()}
            found |= _pages(where / "catalogue", size)
            for what, seconds in found.items():
                first.setdefault(what, seconds)
                report(f"{what}, {size:,} objects", seconds, first[what], "s", f"{SIZES[0]:,} objects")


def _grow(catalogue: Catalogue, held: int, size: int) -> None:
    with clock() as growing:
        series = f"to {size}"
        catalogue.import_records(_records(catalogue, held, size), Source(series, series, series))
        catalogue.publish_all()
    note(f"grown by {size - held:,} in {growing.seconds:.1f} s")


def _records(catalogue: Catalogue, held: int, size: int) -> Iterator[Incoming]:
    def made(slug: str, name: str, tree: Tree) -> Incoming:
        path, record_type = f"/{slug}/{name}", catalogue.schema.by_slug[slug]
        triples = assemble(record_type, BASE + path, BASE + path, tree)
        return Incoming(Origin("made", path), record_type, BASE + path, path, BASE + path, triples, key=path)

    if not held:
        yield made("place", "here", {"name": [{"content": [literal("Here")]}]})
    for number in range(held, size):
        maker = f"m{number // EACH}"
        if number % EACH == 0:
            yield made("person", maker, {"name": [{"content": [literal(f"Maker {maker}")]}]})
        making: Tree = {"carried_out_by": [iri(f"{BASE}/person/{maker}")], "place": [iri(PLACE)]}
        tree: Tree = {"title": [{"content": [literal(f"Bowl {number}")]}], "production": [making]}
        yield made("object", f"o{number}", tree)


def _acts(catalogue: Catalogue, size: int) -> Mapping[str, Callable[[], object]]:
    relations, chance = Relations(catalogue), random.Random(size)
    place = next(iter(catalogue.public_log.current([PLACE])))
    pages = size // SIZE
    return {
        "first of many pages": lambda: relations.page("objectProducedAtPlace", PLACE, 1),
        "any of many pages": lambda: relations.page("objectProducedAtPlace", PLACE, chance.randrange(pages) + 1),
        "the only page": lambda: relations.page("objectProducedByAgent", f"{BASE}/person/m3", 1),
        "through others, first time": lambda: _anew(relations).page("agentActiveAtPlace", PLACE, 1),
        "through others, kept": lambda: relations.page("agentActiveAtPlace", PLACE, 1),
        "which relations there are": lambda: _anew(relations).of(place),
    }


def _anew(relations: Relations) -> Relations:
    """The same with no answer kept; what the shapes say of it is."""
    anew = Relations(relations._held)
    vars(anew)["answering"] = relations.answering
    return anew


def _pages(folder: Path, size: int) -> dict[str, float]:
    numbers = iter(random.Random(size).sample(range(1, size // SIZE + 1), min(size // SIZE, TIMES + 1)))
    with served(folder) as (url, _), httpx2.Client() as client:
        address = f"{url}/relation/objectProducedAtPlace?id={quote(PLACE, safe='')}&page="
        each = median_seconds(lambda: client.get(f"{address}{next(numbers)}").raise_for_status(), min(TIMES, 9))
    return {"a page over HTTP": each}


if __name__ == "__main__":
    main()
