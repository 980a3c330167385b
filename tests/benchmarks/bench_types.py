"""A page of each record type among few records of its type, and among many that all point to one.

`KHIZANA_TYPES=accord,treatment` chooses the types, `KHIZANA_TYPE_SIZE=100000` how many are many.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx2

from catalogue.assembly import Tree, assemble
from catalogue.catalogue import Catalogue
from catalogue.interchange.importing import Source
from catalogue.interchange.incoming import Incoming, Origin
from catalogue.rdf import iri, literal
from catalogue.shapes import Field, Kind, RecordType, Schema
from tests.benchmarks import stage
from tests.benchmarks.measure import clock, median_seconds, note, report
from tests.served import served
from tests.shapes import filling

FEW, MANY = 100, int(os.environ.get("KHIZANA_TYPE_SIZE", "1000"))
CHOSEN = [slug for slug in os.environ.get("KHIZANA_TYPES", "").split(",") if slug]
BASE = filling.BASE
TIMES = 40


def main() -> None:
    """Prints three lines for each record type."""
    with stage.folder() as where:
        with stage.new(where).closing() as catalogue:
            chosen = [t for t in catalogue.schema.record_types if not CHOSEN or t.slug in CHOSEN]
            _bring(catalogue, "full", _full(catalogue.schema, chosen))
            for record_type in chosen:
                _grow(catalogue, record_type, 0, FEW)
        few = _pages(where / "catalogue", catalogue.schema, chosen)
        for record_type in chosen:
            with Catalogue.open(where / "catalogue").closing() as catalogue:
                _grow(catalogue, record_type, FEW, MANY)
        many = _pages(where / "catalogue", catalogue.schema, chosen)
        for what, seconds in many.items():
            report(f"{what}, of {MANY:,}", seconds, few[what], "s", f"of {FEW:,}")


def _full(schema: Schema, chosen: list[RecordType]) -> Iterator[Incoming]:
    """A record of each type that says all its shape allows, and all that these refer to."""
    for record_type in chosen:
        yield _incoming(schema, record_type, "full", filling.filled(schema, record_type))
    for hub in {pointing(schema, t)[1].slug for t in chosen}:
        yield _incoming(schema, schema.by_slug[hub], "hub", filling.required(schema, schema.by_slug[hub]))
    for address, class_ in filling.classes(schema).items():
        target = schema.by_class[class_]
        name = address.removeprefix(f"{BASE}/{target.slug}/")
        if name.startswith("for-"):
            yield _incoming(schema, target, name, filling.required(schema, target))


def pointing(schema: Schema, record_type: RecordType) -> tuple[Field, RecordType]:
    """A field by which all records of a type point to one, and that one's type."""
    fields = (f for f in record_type.fields if f.kind is Kind.REFERENCE and not (f.inverse or f.staff or f.acyclic))
    chosen = next(fields)
    return chosen, schema.by_class[chosen.refers_to[0]]


def _grow(catalogue: Catalogue, record_type: RecordType, held: int, size: int) -> None:
    schema, series = catalogue.schema, f"{record_type.slug}-{size}"
    field, target = pointing(schema, record_type)

    def many() -> Iterator[Incoming]:
        for number in range(held, size):
            tree = dict(filling.required(schema, record_type))
            tree[field.key] = [iri(f"{BASE}/{target.slug}/hub")]
            for names in (f for f in record_type.fields if f.names and f.minimum):
                tree[names.key] = [{"content": [literal(f"{series} {number:07d}")]}]
            yield _incoming(schema, record_type, f"{series}-{number:07d}", tree)

    with clock() as taken:
        _bring(catalogue, series, many())
    note(f"{record_type.slug}: {size:,} after {taken.seconds:.1f} s")


def _bring(catalogue: Catalogue, series: str, records: Iterator[Incoming]) -> None:
    report_ = catalogue.import_records(records, Source(series, series, series))
    assert not report_.refused, list(report_.reasons.items())[:3]
    catalogue.publish_all()


def _incoming(schema: Schema, record_type: RecordType, name: str, tree: Tree) -> Incoming:
    path = f"/{record_type.slug}/{name}"
    triples = assemble(record_type, BASE + path, BASE + path, tree)
    return Incoming(Origin("made", name), record_type, BASE + path, path, BASE + path, triples, key=path)


def _pages(folder: Path, schema: Schema, chosen: list[RecordType]) -> dict[str, float]:
    """Seconds for the full page, the page that all point to, and the list of each type."""
    found = {}
    times = itertools.count()  # in the address, so that no page is one that was kept
    with served(folder) as (url, _), httpx2.Client(headers={"Accept": "text/html"}) as client:
        for record_type in chosen:
            hub = pointing(schema, record_type)[1]
            slug = record_type.slug
            for what, path in (("full page", f"{slug}/full"), ("what all point to", f"{hub.slug}/hub"), ("list", slug)):
                again = partial(_again, client, f"{url}/{path}", times)
                found[f"{slug}: {what}"] = median_seconds(again, TIMES)
    return found


def _again(client: httpx2.Client, address: str, times: Iterator[int]) -> object:
    return client.get(f"{address}?time={next(times)}").raise_for_status()


if __name__ == "__main__":
    main()
