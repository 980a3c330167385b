"""`/.well-known/void` says what there is, in numbers that are true."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from catalogue.rdf import parse, text_of
from tests.api.collection import BASE
from tests.standing import bare, filled

CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
PLACE = "/.well-known/void"
DATASET = f"<{BASE}{PLACE}#dataset>"
VOID, DCAT, DCTERMS = "http://rdfs.org/ns/void#", "http://www.w3.org/ns/dcat#", "http://purl.org/dc/terms/"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
SYNTAXES = {"text/turtle": "turtle", "application/n-triples": "ntriples", "application/ld+json": "jsonld"}


class Told:
    """A description, to be asked."""

    def __init__(self, triples) -> None:
        self.triples = frozenset(triples)

    def all(self, subject: str, predicate: str) -> set[str]:
        return {text_of(o) for s, p, o in self.triples if s == subject and p == f"<{predicate}>"}

    def one(self, subject: str, predicate: str) -> str:
        (found,) = self.all(subject, predicate)
        return found

    def partitions(self, kind: str, number: str) -> dict[str, int]:
        parts = [f"<{one}>" for one in self.all(DATASET, f"{VOID}{kind}Partition")]
        return {self.one(part, VOID + kind): int(self.one(part, VOID + number)) for part in parts}


@pytest.fixture
def house(tmp_path):
    with filled(tmp_path / "c").closing() as made:
        yield made


@pytest.fixture
def visitor(house):
    settings = replace(house.settings, title="Treasury", licence=CC0, publisher="A museum")
    house.dumps._settings = settings
    with TestClient(create_app(settings, house), follow_redirects=False) as client:
        yield client


def told(visitor, accept: str = "text/turtle") -> Told:
    """The description once the statements are counted as they are now."""
    until = time.monotonic() + 20
    while True:
        answer = visitor.get(PLACE, headers={"Accept": accept})
        assert answer.headers["content-type"].startswith(accept)
        found = Told(parse(answer.content, SYNTAXES[accept]))
        if found.all(DATASET, f"{VOID}triples"):
            return found
        assert time.monotonic() < until
        time.sleep(0.1)


def counted(house) -> tuple[Counter[str], Counter[str], dict[str, set[str]], list[tuple[str, str, str]]]:
    triples = [t for record in house.public_log.current() for t in record.triples]
    of = defaultdict(set)
    for s, p, _ in triples:
        of[p[1:-1]].add(s)
    return Counter(p[1:-1] for _, p, _ in triples), Counter(o[1:-1] for _, p, o in triples if p == TYPE), of, triples


def test_every_number_is_that_of_the_public_statements(house, visitor):
    found = told(visitor)
    properties, classes, of, triples = counted(house)
    numbers = {"triples": len(triples), "distinctSubjects": len({s for s, _, _ in triples}),
               "distinctObjects": len({o for _, _, o in triples}), "classes": len(classes),
               "properties": len(properties), "entities": sum(house.public_log.counts().values())}  # fmt: skip
    assert {name: int(found.one(DATASET, VOID + name)) for name in numbers} == numbers
    assert found.partitions("class", "entities") == classes
    assert found.partitions("property", "triples") == properties
    assert found.partitions("property", "distinctSubjects") == {one: len(held) for one, held in of.items()}
    namespaces = found.all(DATASET, f"{VOID}vocabulary")
    for one in (*properties, *classes):
        assert any(one.startswith(namespace) for namespace in namespaces)
    for namespace in namespaces:
        assert any(one.startswith(namespace) for one in (*properties, *classes))


def test_the_numbers_follow_what_is_published_and_withdrawn(house, visitor):
    before = told(visitor)
    house.withdraw([f"{BASE}/object/lamp"])
    answer = visitor.get(PLACE)
    now = Told(parse(answer.content, "turtle"))
    assert now.all(DATASET, f"{VOID}triples") != before.all(DATASET, f"{VOID}triples")  # none, or those of now
    after = told(visitor)
    assert int(after.one(DATASET, f"{VOID}triples")) == len(counted(house)[3])
    assert f"{BASE}/object/lamp" not in answer.text


def test_it_tells_of_every_way_to_the_data(house, visitor):
    dump = house.dump()
    found = told(visitor)
    assert found.one(DATASET, f"{VOID}sparqlEndpoint") == f"{BASE}/sparql"
    assert found.one(DATASET, f"{VOID}uriSpace") == f"{BASE}/"
    assert found.one(DATASET, f"{VOID}dataDump") == f"{BASE}/dumps/{dump.files[0].name}"
    services = {s for s, p, o in found.triples if (p, o) == (TYPE, f"<{DCAT}DataService>")}
    assert {found.one(one, f"{DCAT}endpointURL") for one in services} == {f"{BASE}/sparql", f"{BASE}/activity"}
    for address in found.all(DATASET, f"{VOID}exampleResource") | {f"{BASE}/sparql", f"{BASE}/activity"}:
        assert visitor.get(address.removeprefix(BASE)).status_code == 200
    files = found.all(DATASET, f"{DCAT}distribution")
    assert files == {f"{BASE}/dumps/{one.name}" for one in dump.files}
    for one in files:
        answer = visitor.get(found.one(f"<{one}>", f"{DCAT}downloadURL").removeprefix(BASE))
        assert int(found.one(f"<{one}>", f"{DCAT}byteSize")) == len(answer.content)
        assert found.one(f"<{one}>", f"{DCAT}compressFormat").endswith(answer.headers["content-type"])
        assert found.one(f"<{one}>", f"{DCTERMS}license") == CC0


def test_licence_title_and_publisher_are_those_of_the_settings(visitor):
    found = told(visitor)
    assert found.one(DATASET, f"{DCTERMS}license") == CC0
    assert found.one(DATASET, f"{DCTERMS}title") == "Treasury"
    publisher = found.one(DATASET, f"{DCTERMS}publisher")
    assert found.one(f"<{publisher}>", "http://xmlns.com/foaf/0.1/name") == "A museum"
    assert len(found.all(DATASET, f"{DCTERMS}rights")) == 4


def test_no_licence_is_told_where_none_is_given(tmp_path):
    with bare(tmp_path / "c").closing() as made, TestClient(create_app(made.settings, made)) as client:
        found = told(client)
    assert not found.all(DATASET, f"{DCTERMS}license") | found.all(DATASET, f"{DCTERMS}publisher")
    assert found.one(DATASET, f"{VOID}triples") == "0"


def test_each_syntax_says_the_same(visitor):
    first, second, third = (told(visitor, accept).triples for accept in SYNTAXES)
    assert first == second == third


def test_people_get_a_page_in_their_language(house, visitor):
    dump = house.dump()
    told(visitor)
    for language, said in {"en": "All of it in one file", "ar": "كلها في ملف واحد"}.items():
        page = visitor.get(PLACE, headers={"Accept": "text/html", "Accept-Language": language})
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert said in page.text
        for text in (f'href="/dumps/{dump.files[1].name}"', f'href="{CC0}" rel="license"', "A museum"):
            assert text in page.text
    assert visitor.get(PLACE, headers={"Accept": "image/png"}).status_code == 406
    assert visitor.get(PLACE, headers={"Accept": "*/*"}).headers["content-type"].startswith("text/turtle")


def test_the_front_page_leads_there(visitor):
    answer = visitor.get("/", headers={"Accept": "text/html"})
    assert f'<{PLACE}>; rel="describedby"; type="text/turtle"' in answer.headers["link"]
    assert f'<link rel="describedby" type="text/turtle" href="{PLACE}">' in answer.text
    assert f'<a href="{PLACE}">' in answer.text


def test_what_is_not_counted_yet_is_not_told(house):
    """Without a server there is nobody who counts; then there is no number, not a wrong one."""
    answer = TestClient(create_app(house.settings, house)).get(PLACE, headers={"Accept": "text/turtle"})
    found = Told(parse(answer.content, "turtle"))
    assert not found.all(DATASET, f"{VOID}triples") | found.all(DATASET, f"{VOID}classPartition")
    assert found.one(DATASET, f"{VOID}entities") == str(sum(house.public_log.counts().values()))
