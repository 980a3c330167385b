"""The SPARQL endpoint: the Protocol for programs, a page for people."""

from __future__ import annotations

import asyncio
import json
import re
import time
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from pyoxigraph import RdfFormat, Store
from starlette.testclient import TestClient

from api import sparql
from catalogue.settings import Settings
from catalogue.sparql.examples import example
from tests.api.collection import BASE, DRAFT, WITHDRAWN

LAMP = f"SELECT ?p ?o {{ <{BASE}/object/lamp> ?p ?o }}"
NAMES = (
    f"SELECT ?name {{ <{BASE}/person/musli> <http://www.cidoc-crm.org/cidoc-crm/P1_is_identified_by>"
    "/<http://www.cidoc-crm.org/cidoc-crm/P190_has_symbolic_content> ?name } ORDER BY ?name"
)
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}
PERSON = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture(scope="module")
def asked(app):
    """A program that asks, while the application runs."""
    with TestClient(app, headers={"Accept": "*/*", "Accept-Encoding": "identity"}) as client:
        yield client


@pytest.fixture(scope="module")
def person(asked, app):
    """Somebody with a browser, while the application runs; in the same loop as the program."""

    def read(address, language="en"):
        return asked.get(address, headers={"Accept": PERSON, "Accept-Language": language})

    return read


def ask(client, query, **parameters):
    return client.get("/sparql", params={"query": query, **parameters})


def rows(response):
    assert response.status_code == 200, response.text
    found = response.json()["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in found]


# -- the Protocol ---------------------------------------------------------------------------------------


def test_a_query_may_come_by_get_by_form_and_directly(asked):
    by_get = ask(asked, NAMES)
    by_form = asked.post("/sparql", data={"query": NAMES})
    directly = asked.post("/sparql", content=NAMES, headers=DIRECT)
    assert rows(by_get) == [{"name": "Musli"}, {"name": "مصلي"}]
    assert by_get.json() == by_form.json() == directly.json()


def test_a_direct_query_may_say_its_charset_if_it_is_utf_8(asked):
    said = {"Content-Type": 'application/sparql-query; charset="UTF-8"'}
    assert rows(asked.post("/sparql", content=NAMES, headers=said))
    said = {"Content-Type": "application/sparql-query; charset=utf-16"}
    assert asked.post("/sparql", content=NAMES.encode("utf-16"), headers=said).status_code == 415


@pytest.mark.parametrize(
    ("query", "accept", "content_type"),
    [
        (LAMP, "*/*", "application/sparql-results+json"),
        (LAMP, "application/sparql-results+xml", "application/sparql-results+xml"),
        (LAMP, "text/csv;q=0.5, application/json;q=0.4", "text/csv; charset=utf-8"),
        (LAMP, "text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("ASK {}", "application/json", "application/sparql-results+json"),
        ("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1", "*/*", "text/turtle; charset=utf-8"),
        ("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1", "application/ld+json", "application/ld+json"),
        (f"DESCRIBE <{BASE}/object/lamp>", "application/rdf+xml", "application/rdf+xml"),
        (f"DESCRIBE <{BASE}/object/lamp>", "application/n-triples", "application/n-triples"),
    ],
)
def test_the_accept_header_chooses_the_format(asked, query, accept, content_type):
    response = asked.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert response.status_code == 200
    assert response.headers["content-type"] == content_type
    assert int(response.headers["content-length"]) == len(response.content) > 0


@pytest.mark.parametrize("name", ["format", "output"])
def test_a_parameter_chooses_the_format_before_the_header(asked, name):
    assert ask(asked, LAMP, **{name: "csv"}).text.startswith("p,o\r\n")
    assert ask(asked, LAMP, **{name: "text/csv"}).text.startswith("p,o\r\n")
    unknown = ask(asked, LAMP, **{name: "pdf"})
    assert unknown.status_code == 400
    assert "csv, tsv" in unknown.text


def test_what_is_not_to_be_had_in_a_format_is_406(asked):
    response = asked.get("/sparql", params={"query": "ASK {}"}, headers={"Accept": "text/csv"})
    assert response.status_code == 406
    assert "application/sparql-results+json" in response.text


def test_the_dataset_may_be_named_beside_the_query(asked):
    assert rows(ask(asked, LAMP, **{"default-graph-uri": "http://example.org/none"})) == []
    address = "/sparql?" + urlencode([("default-graph-uri", "http://example.org/none")])
    assert rows(asked.post(address, content=LAMP, headers=DIRECT)) == []
    assert rows(asked.post("/sparql", data={"query": LAMP, "named-graph-uri": "http://example.org/x"})) == []
    assert ask(asked, LAMP, **{"default-graph-uri": "not an iri"}).status_code == 400


@pytest.mark.parametrize(
    ("method", "address", "body", "headers", "status", "said"),
    [
        ("PUT", f"/sparql?query={quote('ASK {}')}", "", {}, 405, "GET or POST"),
        ("DELETE", "/sparql", "", {}, 405, "GET or POST"),
        ("GET", f"/sparql?query={quote('ASK {}')}&query={quote('ASK {}')}", "", {}, 400, "more than one"),
        ("POST", f"/sparql?query={quote('ASK {}')}", "ASK {}", DIRECT, 400, "more than one"),
        ("POST", "/sparql", "query=" + quote("ASK {}"), {"Content-Type": "text/plain"}, 415, "parameter query"),
        ("POST", "/sparql", "ASK {}", {}, 415, "application/sparql-query"),
        ("POST", "/sparql", "", FORM, 400, "no query"),
        ("POST", "/sparql", b"ASK { ?s ?p '\xff' }", DIRECT, 400, "UTF-8"),
        ("GET", "/sparql?query=ASK%20%7B%20%3Fs%20%3Fp%20%27%FF%27%20%7D", "", {}, 400, "UTF-8"),
        ("GET", f"/sparql?query={quote('SELECT nothing')}", "", {}, 400, "not valid SPARQL at line 1"),
        ("GET", "/sparql?query=", "", {}, 400, "There is no query"),
        ("POST", "/sparql", "ASK {} #" + "x" * 200_000, DIRECT, 413, "longer than"),
        ("POST", "/sparql", "a=" + "x" * 500_000, FORM, 413, "longer than"),
        ("GET", f"/sparql?query={quote('ASK { SERVICE <http://127.0.0.1:9/> {} }')}", "", {}, 403, "SERVICE"),
        ("GET", f"/sparql?query={quote('DROP ALL')}", "", {}, 403, "queries only"),
        ("GET", f"/sparql?update={quote('DROP ALL')}", "", {}, 403, "takes no updates"),
        ("POST", "/sparql", "update=" + quote("DROP ALL"), FORM, 403, "takes no updates"),
        ("POST", "/sparql", "query=ASK%7B%7D&update=", FORM, 403, "takes no updates"),
        ("POST", "/sparql", "DROP ALL", {"Content-Type": "application/sparql-update"}, 403, "no updates"),
        ("POST", "/sparql", "LOAD <http://127.0.0.1:9/>", DIRECT, 403, "LOAD would change"),
        ("GET", "/sparql?query=ASK&" + "&".join(["x=1"] * 2000), "", {}, 400, "far too many"),
    ],
)  # fmt: skip
def test_what_is_no_query_is_refused_in_words(asked, method, address, body, headers, status, said):
    response = asked.request(method, address, content=body, headers=headers)
    assert response.status_code == status
    assert said in response.text
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.headers["access-control-allow-origin"] == "*"
    assert "Traceback" not in response.text


def test_head_has_the_head_of_get_and_no_body(asked):
    head = asked.head("/sparql", params={"query": LAMP})
    got = ask(asked, LAMP)
    assert head.content == b""
    for name in ("content-type", "content-length", "vary"):
        assert head.headers[name] == got.headers[name]


def test_scripts_of_other_sites_may_ask(asked):
    wanted = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    response = asked.options("/sparql", headers=wanted)
    assert response.status_code == 204
    assert "POST" in response.headers["access-control-allow-methods"]
    assert "content-type" in response.headers["access-control-allow-headers"]
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["allow"] == "GET, HEAD, POST, OPTIONS"


def test_only_what_is_published_is_found(asked):
    everything = ask(asked, "SELECT ?s { ?s ?p ?o }").text
    assert f"{BASE}/object/lamp" in everything
    assert DRAFT not in everything
    assert WITHDRAWN not in everything
    assert "ecret" not in ask(asked, "SELECT ?o { ?s ?p ?o FILTER(CONTAINS(STR(?o), 'ecret')) }").text
    assert ask(asked, "ASK { GRAPH ?g { ?s ?p ?o } }").json()["boolean"] is False


def test_an_answer_says_which_state_of_the_collection_it_is_of(asked, app):
    assert ask(asked, LAMP).headers["khizana-generation"] == str(app.state.sparql.generation)


def test_a_program_that_asks_nothing_is_told_what_there_is(asked):
    response = asked.get("/sparql", headers={"Accept": "text/turtle"})
    assert response.headers["content-type"] == "text/turtle; charset=utf-8"
    told = Store()
    told.load(response.content, RdfFormat.TURTLE)
    sd = "http://www.w3.org/ns/sparql-service-description#"
    found = told.query(
        f"ASK {{ ?service a <{sd}Service> ; <{sd}endpoint> <http://testserver/sparql> ; "
        f"<{sd}supportedLanguage> <{sd}SPARQL11Query> ; <{sd}resultFormat> ?format ; "
        f"<{sd}defaultDataset>/<{sd}defaultGraph> ?graph }}"
    )
    assert bool(found)
    assert asked.get("/sparql", headers={"Accept": "image/png"}).status_code == 406
    assert asked.head("/sparql").content == b""


# -- a client that goes away ----------------------------------------------------------------------------


class SlowPool:
    """Answers never; remembers whether it was cancelled."""

    limits = None
    cancelled = False

    async def answer(self, *_args, **_keywords):
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            self.cancelled = True
            raise


def test_when_the_client_has_gone_the_query_is_cancelled_and_nothing_is_sent():
    pool, sent = SlowPool(), []

    async def receive():
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    class App:
        class state:  # noqa: N801  # as Starlette has it
            sparql = pool
            settings = Settings(Path("nowhere"))

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/sparql",
        "query_string": b"query=ASK%7B%7D",
        "headers": [],
        "client": ("127.0.0.1", 1),
        "app": App,
    }
    began = time.monotonic()
    asyncio.run(asyncio.wait_for(sparql.Endpoint()(scope, receive, send), 10))
    assert time.monotonic() - began < 5, "it was this test that cancelled it"
    assert pool.cancelled
    assert sent == []


@pytest.mark.parametrize(
    ("host", "forwarded", "proxies", "whose"),
    [
        ("2001:db8:1:2:3:4:5:6", "", (), "2001:db8:1:2::/64"),
        ("192.0.2.7", "203.0.113.9", (), "192.0.2.7"),
        ("192.0.2.7", "203.0.113.9", ("192.0.2.7",), "203.0.113.9"),
    ],
)
def test_who_asks_is_told_by_address_and_by_a_proxy_that_is_trusted(host, forwarded, proxies, whose):
    class App:
        class state:  # noqa: N801  # as Starlette has it
            settings = Settings(Path("nowhere"), trusted_proxies=proxies)

    headers = [(b"x-forwarded-for", forwarded.encode())]
    assert sparql._client({"type": "http", "client": (host, 1), "headers": headers, "app": App}) == whose


# -- the page -------------------------------------------------------------------------------------------


def test_a_person_gets_a_form_that_needs_no_script(person):
    page = person("/sparql")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert re.search(r'<form[^>]* action="/sparql" method="get"', page.text)
    assert re.search(r'<textarea[^>]* name="query" dir="ltr"', page.text)
    assert "Makers with the most objects" in page.text


def test_results_are_a_table_with_links(person):
    page = person("/sparql?" + urlencode({"query": LAMP})).text
    assert '<a href="/object/lamp#' in page, "our own by path, whatever the host"
    assert re.search(r'<a href="http://www.cidoc-crm.org/[^"]*" rel="nofollow noopener">', page)
    assert "format=csv" in page
    assert "format=turtle" not in page.partition("The whole answer")[2]


def test_nothing_in_an_answer_or_a_query_becomes_markup(person):
    query = (
        "SELECT * { VALUES (?a ?b ?c) { ('<script>alert(1)</script>' <javascript:alert(1)> '\"><b>'@en) } }"
        "#</textarea><script>"
    )
    page = person("/sparql?" + urlencode({"query": query})).text
    assert "<script>alert" not in page
    assert "</textarea><script>" not in page
    assert 'href="javascript' not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_long_answer_shows_its_first_rows_and_says_so(person):
    page = person("/sparql?" + urlencode({"query": "SELECT * { ?s ?p ?o }"})).text
    assert "The first 500 rows; there are more." in page
    assert page.count("<tr>") == 501


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("ASK {}", "Yes."),
        ("ASK { <a:a> <a:b> <a:c> }", "No."),
        ("SELECT * { <a:a> <a:b> ?x }", "Nothing matches the query."),
        (f"CONSTRUCT WHERE {{ <{BASE}/person/musli> a ?c }}", "predicate"),
        (NAMES, "2 rows"),
    ],
)
def test_every_kind_of_answer_has_a_page(person, query, said):
    page = person("/sparql?" + urlencode({"query": query}))
    assert page.status_code == 200
    assert said in page.text


def test_an_error_is_shown_beside_the_query_that_made_it(person):
    query = "SELECT * { ?s ex:p ?o }"
    page = person("/sparql?" + urlencode({"query": query}))
    assert page.status_code == 400
    assert "The prefix ex: at line 1, column 15 is not declared." in page.text
    assert query in page.text


@pytest.mark.parametrize("language", ["ar", "fa"])
def test_in_a_page_from_right_to_left_queries_and_answers_stay_left_to_right(person, language):
    page = person("/sparql?" + urlencode({"query": LAMP}), language).text
    assert f'<html lang="{language}" dir="rtl">' in page
    assert re.search(r'<textarea[^>]* dir="ltr"', page)
    assert re.search(r'<div dir="ltr">\s*<div class="table"', page)


def test_the_form_may_ask_for_a_download(asked):
    response = asked.get("/sparql", params={"query": LAMP, "format": "csv"}, headers={"Accept": PERSON})
    assert response.headers["content-type"] == "text/csv; charset=utf-8"


def test_a_program_that_also_takes_pages_is_not_given_one(asked):
    accept = "application/sparql-results+json, text/html;q=0.1"
    response = asked.get("/sparql", params={"query": LAMP}, headers={"Accept": accept})
    assert json.loads(response.text)["results"]


NAMED = ("objects-and-names", "makers", "materials", "made-between", "one-record")


@pytest.mark.parametrize("name", NAMED)
def test_every_example_finds_something_in_a_collection(asked, name):
    query = example(name)
    accept = "application/n-triples" if "CONSTRUCT" in query else "text/csv"
    response = asked.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert response.status_code == 200, response.text
    assert response.text.count("\n") > 1
