"""A further record type is one shape file: nothing else in this project knows what a loan is."""

from __future__ import annotations

import json
import re

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from catalogue.catalogue import Catalogue
from catalogue.interchange.sources import open_sources
from catalogue.rdf import lines, parse
from catalogue.record import Record
from catalogue.validation import Finding
from tests.catalogue.making import BASE, FIXTURES, LOAN, link, named, text
from tests.standing import bare

LANGUAGES = {
    "en": ("Loan", "Lender", "Lent"),
    "ar": ("إعارة", "المُعير", "أعار"),
    "fa": ("امانت", "امانت‌دهنده", "امانت‌ها"),
    "tr": ("Ödünç", "Ödünç veren", "Ödünç verdikleri"),
}


@pytest.fixture(scope="module")
def lending(tmp_path_factory):
    """A catalogue whose settings name the file, filled from a table and from RDF, and published."""
    folder = tmp_path_factory.mktemp("lending")
    bare(folder / "c", BASE).close()
    with (folder / "c" / "khizana.toml").open("a", encoding="utf-8") as file:
        file.write(f'shapes = ["{LOAN}"]\n')
    with Catalogue.open(folder / "c").closing() as made:
        _fill(made, folder)
        yield made


def _fill(made, folder):
    loan = named(
        made.schema, "loan", "from-rdf", "From a triple file", lender=[link("group", "museum")],
        item=[{"object": [link("object", "jug")]}], staff_note=[text("between us")],
    )  # fmt: skip
    records = [named(made.schema, "group", "museum", "A museum"), named(made.schema, "object", "jug", "A jug"), loan]
    (folder / "records.nt").write_text("".join(lines(r.triples) for r in records), "utf-8")
    for path, mapping in ((folder / "records.nt", None), (FIXTURES / "loans.csv", str(FIXTURES / "loans.toml"))):
        items, source = open_sources([path], mapping, made.schema, made.settings)
        made.reports = [*getattr(made, "reports", []), made.import_records(items, source)]
    made.publish_all()


@pytest.fixture(scope="module")
def client(lending):
    with TestClient(create_app(lending.settings, lending)) as client:
        yield client


def page(client, path, language="en"):
    answer = client.get(path, headers={"Accept": "text/html", "Accept-Language": language})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_it_is_imported_from_rdf_and_from_a_table(lending):
    rdf, table = lending.reports
    assert (dict(rdf.created), rdf.refused) == ({"group": 1, "object": 1, "loan": 1}, 0)
    assert table.created["loan"] == 2
    assert table.refused == 1
    assert lending.public_log.counts()["loan"] == 3


def test_it_is_validated_by_its_own_rules(lending):
    def findings(**tree) -> list[Finding]:
        record = named(lending.schema, "loan", "new", "A loan", **tree)
        return [f for f in lending.validator.check([record], {}) if f.severity == "Violation"]

    assert [lending.validator.reason(f) for f in findings()] == ["Lender: a value is missing"]
    assert "Lender: what it refers to is no record of the right kind" in {
        lending.validator.reason(f) for f in findings(lender=[link("group", "nobody")])
    }


def test_a_bad_value_of_a_table_is_told_and_does_not_keep_its_row_out(lending):
    _, table = lending.reports
    [note] = [n for n in table.examples.values() if n.value == "next spring"]
    assert (note.field, str(note.origin)) == ("loan.agreed_on", "loans.csv, line 3")
    assert "A jug abroad" in str([r.triples for r in lending.public_log.current() if r.slug == "loan"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_has_a_page_and_a_list_in_four_languages(client, language):
    name, lender, _ = LANGUAGES[language]
    said = page(client, "/loan/from-rdf", language)
    assert f'lang="{language}"' in said
    assert "From a triple file" in said
    assert lender in said
    assert name in said
    assert "/group/museum" in said
    assert "between us" not in said
    assert page(client, "/loan", language).count("/loan/") >= 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_it_points_to_says_so_under_the_title_that_the_file_gives(client, language):
    said = page(client, "/group/museum", language)
    assert LANGUAGES[language][2] in said


def test_it_is_on_the_front_page_and_in_the_search(client):
    assert "/loan" in page(client, "/")
    found = page(client, "/search?q=nile")
    assert re.search(r'href="/loan/[^"]+"', found)
    assert "/loan/" in page(client, "/search?q=museum&type=loan")


def test_it_is_json_turtle_and_triples(client, lending):
    state = lending.public_log.by_path("/loan/from-rdf").triples
    assert frozenset(parse(client.get("/loan/from-rdf.nt").content, "ntriples")) == state
    assert frozenset(parse(client.get("/loan/from-rdf.ttl").content, "turtle")) == state
    document = json.loads(client.get("/loan/from-rdf.json").content)
    assert document["id"] == f"{BASE}/loan/from-rdf"
    assert document["type"]
    assert "between us" not in json.dumps(document)


def test_it_is_asked_by_sparql(client):
    query = f"SELECT ?loan {{ ?loan a <https://w3id.org/khizana/terms/Loan> ; ?p <{BASE}/group/museum> }}"
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": "application/sparql-results+json"})
    assert len(answer.json()["results"]["bindings"]) == 3


def test_it_is_withdrawn_like_any_other(lending, client):
    record = lending.public_log.by_path("/loan/from-rdf")
    assert isinstance(Record(record.iri, record.path, record.iri, record.triples), Record)
    lending.withdraw([record.iri])
    assert client.get("/loan/from-rdf").status_code == 410
