"""The main job on real input: the whole Walters collection, from its file to pages, SPARQL and back.

Skipped with a reason where the data is absent.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from catalogue.catalogue import Catalogue
from catalogue.interchange.report import ImportReport
from catalogue.interchange.sources import open_sources
from catalogue.publishing import Published
from catalogue.settings import read_settings

BASE = "https://khizana.example"
PREFIXES = """
PREFIX khz: <https://w3id.org/khizana/terms/>
PREFIX crm: <http://www.cidoc-crm.org/cidoc-crm/>
PREFIX la: <https://linked.art/ns/terms/>
PREFIX aat: <http://vocab.getty.edu/aat/>
"""


@dataclass(frozen=True)
class Loaded:
    """The collection as it was loaded, and what its source says."""

    folder: Path
    rows: tuple[dict[str, object], ...]
    report: ImportReport
    published: Published


@pytest.fixture(scope="module")
def walters(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """The whole collection, imported and published."""
    file = shared / "data" / "walters" / "objects.jsonl.gz"
    if not file.is_file():
        pytest.skip("the Walters collection is not here")
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        rows = tuple(json.loads(line) for line in lines)
    folder = tmp_path_factory.mktemp("walters") / "treasury"
    with Catalogue.create(folder, BASE).closing() as catalogue:
        items, source = open_sources([file], "walters", catalogue.schema, catalogue.settings, catalogue.naming_key)
        report = catalogue.import_records(items, source)
        published = catalogue.publish_all()
    return Loaded(folder, rows, report, published)


@pytest.fixture(scope="module")
def client(walters: Loaded) -> Iterator[TestClient]:
    """A server of the collection."""
    with TestClient(create_app(read_settings(walters.folder))) as opened:
        yield opened


def test_every_row_is_an_object_and_none_is_refused(walters: Loaded) -> None:
    assert walters.report.refused == 0
    with Catalogue.open(walters.folder).closing() as catalogue:
        assert catalogue.public_log.counts()["object"] == len(walters.rows)


def test_what_is_not_published_is_only_what_the_source_knows_nothing_of(walters: Loaded) -> None:
    ours = {f"{BASE}/object/walters-{row['ObjectID']}" for row in walters.rows}
    assert not ours & {blocked.iri for blocked in walters.published.blocked}


def test_journal_log_and_store_agree(walters: Loaded) -> None:
    with Catalogue.open(walters.folder).closing() as catalogue:
        verdict = catalogue.verify()
        assert verdict.store_checked
        assert verdict.public_records == sum(catalogue.public_log.counts().values())


def test_every_object_has_a_page(walters: Loaded, client: TestClient) -> None:
    failing = [
        row["ObjectID"] for row in walters.rows if client.get(f"/object/walters-{row['ObjectID']}").status_code != 200
    ]
    assert failing == []


OBJECTS = "SELECT (COUNT(?o) AS ?n) WHERE { ?o a khz:Object }"
NUMBERS = """SELECT (COUNT(DISTINCT ?number) AS ?n) WHERE {
  ?o a khz:Object ; crm:P1_is_identified_by ?i .
  ?i crm:P2_has_type aat:300312355 ; crm:P190_has_symbolic_content ?number }"""
PICTURED = "SELECT (COUNT(DISTINCT ?o) AS ?n) WHERE { ?o a khz:Object ; crm:P138i_has_representation ?picture }"
TOLD = """SELECT (COUNT(DISTINCT ?o) AS ?n) WHERE {
  ?o a khz:Object ; crm:P67i_is_referred_to_by ?s . ?s crm:P2_has_type aat:300435438 }"""


@pytest.mark.parametrize(
    ("query", "counted"),
    [
        pytest.param(OBJECTS, lambda row: row["ObjectID"], id="objects"),
        pytest.param(NUMBERS, lambda row: row["ObjectNumber"], id="accession numbers"),
        pytest.param(PICTURED, lambda row: bool(row["Images"]), id="objects with photographs"),
        pytest.param(TOLD, lambda row: bool((row["Provenance"] or "").strip()), id="objects with a provenance text"),
    ],
)
def test_counts_by_sparql_are_the_sources(walters: Loaded, client: TestClient, query: str, counted) -> None:
    answer = client.get("/sparql", params={"query": PREFIXES + query}, headers={"Accept": "text/csv"})
    assert answer.status_code == 200, answer.text
    (row,) = csv.DictReader(io.StringIO(answer.text))
    assert int(row["n"]) == sum(bool(counted(one)) for one in walters.rows)


def test_an_export_imported_elsewhere_and_exported_again_is_identical(walters: Loaded, tmp_path: Path) -> None:
    file = tmp_path / "all.nq"
    with Catalogue.open(walters.folder).closing() as catalogue, file.open("w", encoding="utf-8") as out:
        catalogue.export(out)
    with Catalogue.create(tmp_path / "second", BASE, bare=True).closing() as second:
        items, source = open_sources([file], None, second.schema, second.settings)
        assert second.import_records(items, source).refused == 0
        again = io.StringIO()
        second.export(again)
    assert again.getvalue() == file.read_text("utf-8")
