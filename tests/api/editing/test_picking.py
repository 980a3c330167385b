"""What a picker offers while somebody types."""

from __future__ import annotations

import pytest

from api.app import create_app
from catalogue.assembly import Tree
from catalogue.rdf import literal
from tests.api.collection import BASE, DATETIME, at, name
from tests.api.staffing import fast, signed_in
from tests.catalogue.making import make
from tests.standing import filled

MATERIALS = "https://w3id.org/khizana/vocabulary/materials"


def life(key: str, bound: str, day: str) -> Tree:
    return {key: [{"timespan": [{bound: [literal(day, DATETIME)]}]}]}


@pytest.fixture(scope="module")
def staffed(tmp_path_factory):
    made = filled(tmp_path_factory.mktemp("picking") / "c")
    terms: dict[str, Tree] = {
        "metal": {"name": [name("metal", "en"), name("معدن", "ar")]},
        "alloy": {"name": [name("copper alloy", "en")], "broader": [at("/concept/metal")]},
        "brass": {
            "name": [name("brass", "en"), name("pirinç", "tr"), name("برنج", "fa")],
            "other_name": [name("latten", "en")],
            "broader": [at("/concept/alloy")],
        },
        "bracelet": {"name": [name("bracelet", "en")]},
    }
    for key, tree in terms.items():
        scheme: Tree = {"scheme": [f"<{MATERIALS}>"]} if key != "bracelet" else {}
        made.save(make(made.schema, "concept", key, {**tree, **scheme}), "concept")
    birth = life("birth", "begin_of_the_begin", "1160-01-01T00:00:00Z")
    death = life("death", "end_of_the_end", "1232-12-31T23:59:59Z")
    zaynab: Tree = {"name": [name("Zaynab", "en")], **birth, **death}
    made.save(make(made.schema, "person", "zaynab", zaynab), "person")
    bowl = make(made.schema, "object", "bowl", {"title": [name("Bowl", "en")]})
    made.saver.save(bowl, "object", who="x", institution="walters")
    made.follow()
    with made.closing():
        yield create_app(fast(made.settings), made)


@pytest.fixture(scope="module")
def client(staffed):
    return signed_in(staffed, "cataloguer")


def ask(client, field, text, language="en"):
    answer = client.get("/edit/pick", params={"field": field, "q": text, "lang": language})
    assert answer.status_code == 200
    return answer.json()["items"]


def test_terms_of_the_fields_vocabulary_come_first_then_others(client):
    found = ask(client, "object.material", "bra")
    assert [one["label"] for one in found] == ["brass", "bracelet"]


def test_a_term_says_where_it_stands_and_how(client):
    one = ask(client, "object.material", "bras")[0]
    assert one == {
        "iri": f"{BASE}/concept/brass", "path": "/concept/brass", "label": "brass", "language": "en", "kind": "Term",
        "source": "", "scheme": "Materials", "above": ["metal", "copper alloy"], "dates": "", "status": "draft",
        "stub": False, "more": "metal › copper alloy · Materials · draft",
    }  # fmt: skip


@pytest.mark.parametrize("text", ["brass", "latt", "pirinç", "PIRINC", "برنج"])
def test_it_is_found_by_any_name_in_any_language(client, text):
    assert ask(client, "object.material", text)[0]["path"] == "/concept/brass"


def test_it_speaks_the_language_of_the_reader(client):
    one = ask(client, "object.material", "bras", "tr")[0]
    assert (one["label"], one["kind"], one["scheme"]) == ("pirinç", "Terim", "Malzemeler")
    assert ask(client, "object.material", "معدن", "ar")[0]["label"] == "معدن"


def test_a_person_says_when_they_lived_and_what_they_are(client):
    one = ask(client, "object.production.carried_out_by", "zay")[0]
    assert (one["label"], one["dates"]) == ("Zaynab", "1160–1232")
    assert one["more"] == "1160–1232 · Person · draft"
    assert ask(client, "object.production.carried_out_by", "zay", "fa")[0]["dates"] == "۱۱۶۰–۱۲۳۲"


def test_only_types_that_the_field_refers_to_are_offered(client):
    assert ask(client, "object.production.carried_out_by", "brass") == []
    assert {one["path"].split("/")[1] for one in ask(client, "object.production.carried_out_by", "m")} == {
        "person", "group",
    }  # fmt: skip


def test_without_words_the_vocabulary_is_listed_and_nothing_else(client):
    assert [one["label"] for one in ask(client, "object.material", "")] == ["brass", "copper alloy", "metal"]
    assert ask(client, "object.part_of", "")


@pytest.mark.parametrize("field", ["", "object", "object.nonsense", "object.title.content", "object.see_also"])
def test_what_is_no_field_of_references_has_nothing_to_offer(client, field):
    assert client.get("/edit/pick", params={"field": field, "q": "a"}).status_code == 404


def test_records_of_other_institutions_are_not_offered(client, staffed):
    assert [one["path"] for one in ask(client, "object.part_of", "bowl")] == ["/object/bowl"]
    assert ask(signed_in(staffed, "cataloguer", "elsewhere"), "object.part_of", "bowl") == []
    assert ask(signed_in(staffed, "cataloguer", "walters"), "object.part_of", "bowl")
