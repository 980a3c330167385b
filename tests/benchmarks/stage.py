"""What the benchmarks are played on: a collection to import, a catalogue that holds it, a server of it."""

from __future__ import annotations

import gzip
import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph

from catalogue.catalogue import Catalogue
from catalogue.interchange.sources import open_sources
from catalogue.rdf import lines
from catalogue.shape_files import read_schema
from tests import sample
from tests.benchmarks.measure import clock, note
from tests.served import ROOT

REAL = ROOT.parent / "shared" / "data" / "walters"
OBJECTS = int(os.environ.get("KHIZANA_BENCH_OBJECTS", "3000"))


@dataclass(frozen=True)
class Collection:
    """A file of objects, and the mapping that reads it (None for RDF)."""

    file: Path
    mapping: str | None


@contextmanager
def folder() -> Iterator[Path]:
    """A temporary folder."""
    with tempfile.TemporaryDirectory(prefix="khizana-bench-") as name:
        yield Path(name)


def collection(where: Path, count: int = OBJECTS) -> Collection:
    """The first objects of the real collection beside the checkout, or made ones where it is absent."""
    if not REAL.is_dir():
        note(f"made records: the real collection is not at hand; {count:,} objects")
        file = where / "objects.nt"
        found = sample.objects(read_schema(), count)
        file.write_text("".join(lines(one.triples) for one in found), "utf-8")
        return Collection(file, None)
    note(f"objects of the Walters Art Museum; the first {count:,}")
    file = where / "objects.jsonl"
    with gzip.open(REAL / "objects.jsonl.gz", "rb") as held:
        file.write_bytes(b"".join(itertools.islice(held, count)))
    for table in REAL.glob("*.csv"):
        shutil.copy(table, where)
    return Collection(file, "walters")


def new(where: Path) -> Catalogue:
    """A catalogue with its vocabularies."""
    return Catalogue.create(where / "catalogue", sample.BASE)


def import_all(catalogue: Catalogue, given: Collection) -> int:
    """Imports the collection as the command does; how many records came in."""
    items, source = open_sources(
        [given.file], given.mapping, catalogue.schema, catalogue.settings, catalogue.naming_key
    )
    return catalogue.import_records(items, source).read


def raw_load(triples: Path, where: Path) -> float:
    """Seconds that a bare store takes to load a file of N-Triples onto disk."""
    shutil.rmtree(where, ignore_errors=True)
    with clock() as time:
        store = pyoxigraph.Store(str(where))
        store.bulk_load(path=str(triples), format=pyoxigraph.RdfFormat.N_TRIPLES)
        store.flush()
    del store
    return time.seconds


def exported(catalogue: Catalogue, file: Path, public: bool = False) -> int:
    """Writes a catalogue's triples to a file; how many."""
    with file.open("w", encoding="utf-8") as out:
        return catalogue.export(out, public=public)
