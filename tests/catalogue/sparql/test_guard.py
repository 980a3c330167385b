from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.sparql.guard import Form, check, examine
from catalogue.sparql.limits import Limits
from catalogue.sparql.refusal import QueryRefused
from tests.catalogue.sparql import hostile
from tests.catalogue.sparql.corpus import VALID
from tests.catalogue.sparql.engine import parses, reads_service, updates

LIMITS = Limits()
EX = "PREFIX ex: <http://127.0.0.1:9/> PREFIX : <http://127.0.0.1:9/> PREFIX bad: <http://a:> "


def refused(query, limits=LIMITS):
    with pytest.raises(QueryRefused) as caught:
        examine(query, limits)
    return caught.value


@pytest.mark.parametrize("query", VALID)
def test_a_valid_read_query_is_let_through_as_it_is(query):
    assert parses(query)
    assert examine(query, LIMITS, thoroughly=True).text == query


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("SELECT * {}", Form.SELECT),
        ("# ASK\nsElEcT * {}", Form.SELECT),
        ("BASE <http://example.org/> PREFIX ask: <x> ASK {}", Form.ASK),
        ("CONSTRUCT WHERE {}", Form.CONSTRUCT),
        ('VERSION "1.2" DESCRIBE <http://example.org/>', Form.DESCRIBE),
    ],
)
def test_the_form_is_the_first_word_after_the_prologue(query, form):
    assert check(query, LIMITS) is form


SERVICE = [
    "SELECT * { SERVICE <http://127.0.0.1:9/> {} }",
    "SELECT * {?s ?p ?o.SERVICE<http://127.0.0.1:9/>{}}",
    "SELECT * { sErViCe SILENT <http://127.0.0.1:9/> {} }",
    "SELECT * { SERVICE # comment\r ?where {} }",
    "SELECT * { # comment\rSERVICE ex:s {} }",
    "SELECT * { \\u0053ERVICE ex:s {} }",
    "SELECT * { S\\U00000045RVICE ex:s {} }",
    "SELECT * { FILTER EXISTS { SERVICE ex:s {} } }",
    "SELECT * { FILTER NOT EXISTS { { SERVICE ex:s {} } } }",
    "SELECT * { BIND(EXISTS { SERVICE ex:s {} } AS ?x) }",
    "SELECT (EXISTS { SERVICE ex:s {} } AS ?x) {}",
    "SELECT * {} ORDER BY EXISTS { SERVICE ex:s {} }",
    "SELECT (1 AS ?one) {} GROUP BY ?g HAVING (EXISTS { SERVICE ex:s {} })",
    "SELECT * { { SELECT * { SERVICE ex:s {} } } }",
    "SELECT * { OPTIONAL { SERVICE ex:s {} } MINUS { ?a ?b ?c } }",
    "SELECT * { {} UNION { SERVICE ex:s {} } }",
    "SELECT * { GRAPH ?g { SERVICE ex:s {} } }",
    "ASK { SERVICE ex:s {} }",
    "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE ex:s { ?s ?p ?o } }",
    "DESCRIBE ?x { SERVICE ex:s { ?x ?p ?o } }",
    # what only a reader of characters sees
    "SELECT * {SERVICEex:s{}}",
    "SELECT * {SERVICE:s{}}",
    "SELECT * {SERVICESILENT:s{}}",
    "SELECT * {?s ?p trueSERVICE<http://127.0.0.1:9/>{}}",
    "SELECT * {?s ?p trueSERVICEex:s{}}",
    "SELECT * {?s ?p 1SERVICE ex:s {}}",
    "SELECT * {?s ?p ex:a.b.SERVICE ex:s {}}",
    "SELECT * {?s ?p bad:SERVICE ex:s {}}",
    "PREFIX \ufffd: <http://127.0.0.1:9/> SELECT * {?s ?p ex:SERVICE\ufffd:s {}}",
    "SELECT * {FILTER(?a<?b)SERVICE#>\n ex:s {}}",
    'SELECT * {FILTER(?a<?b)#>"""\n SERVICE ex:s {} #"""\n }',
    "SELECT * {VALUES ?x {'''a'} SERVICE ex:s {} #\\q'''}\n }",
    "SELECT * {VALUES ?x {'''a'} SERVICE ex:s {} #\\uD800'''}\n }",
    "SELECT * {} ORDER BY ?x (?a<?b) EXISTS {SERVICE#>\n ex:s {}}",
]


@pytest.mark.parametrize("query", SERVICE)
def test_service_is_refused_wherever_the_engine_would_read_it(query):
    query = EX + query
    if "\\u0053" not in query and "\\U00000045" not in query:  # the engine itself reads no escapes there
        assert reads_service(query), "the case proves nothing"
    assert refused(query).status in (400, 403)


def test_the_refusal_of_service_says_where_and_what_to_do():
    error = refused("SELECT * {\n  SERVICE <http://127.0.0.1:9/> {}\n}")
    assert error.status == 403
    assert "line 2, column 3" in error.message
    assert error.remedy


@settings(max_examples=600, deadline=None)
@given(st.one_of(hostile.composed, hostile.disturbed()))
def test_nothing_that_is_let_through_makes_the_engine_call_out(query):
    try:
        text = examine(query, LIMITS).text
    except QueryRefused:
        return
    assert not reads_service(text)


UPDATES = [
    "INSERT DATA { <a:a> <a:b> 1 }",
    "DELETE WHERE { ?s ?p ?o }",
    "PREFIX ex: <http://example.org/> insert { ?s ex:p 1 } where { ?s ?p ?o }",
    "# SELECT\nLOAD <http://127.0.0.1:9/>",
    "LOAD SILENT <http://127.0.0.1:9/> INTO GRAPH <a:g>",
    "CLEAR ALL",
    "DROP GRAPH <a:g>",
    "CREATE GRAPH <a:g>",
    "COPY DEFAULT TO <a:g>",
    "MOVE <a:g> TO DEFAULT",
    "ADD <a:g> TO <a:h>",
    "WITH <a:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "BASE <http://example.org/> BASE <x> \\u0044ROP ALL",
]


@pytest.mark.parametrize("text", UPDATES)
def test_an_update_is_refused_and_named(text):
    error = refused(text)
    assert error.status == 403
    assert "queries only" in error.message


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(UPDATES), hostile.gap, hostile.odds)
def test_nothing_that_the_engine_would_run_as_an_update_is_let_through(update, gap, odds):
    for text in (update + gap + odds, odds + gap + update, update + ";" + odds):
        if updates(text):
            refused(text)


def test_a_query_that_is_too_long_is_refused_with_its_limit():
    error = refused("SELECT * {} #" + "x" * 100_000)
    assert error.status == 413
    assert "100,000" in error.message


@pytest.mark.parametrize(
    ("before", "begin", "end", "after"),
    [
        ("SELECT * { FILTER(", "(", ")", "1) }"),
        ("SELECT * ", "{", "}", ""),
        ("SELECT * { ?s ?p ", "[<a:p> ", "]", "}"),
        ("SELECT * { ?s ?p ", "(", ")", "}"),
        ("SELECT * { FILTER(", "!", "", "true) }"),
        ("SELECT * { FILTER(", "! # comment\n", "", "true) }"),
        ("SELECT * { FILTER(", "- ", "", "1) }"),
        ("SELECT * { ?s ", "^", "", "<a:p> ?o }"),
        ("SELECT * { ", "FILTER EXISTS {", "}", "}"),
        ("SELECT * { ", "{ SELECT * {", "}}", "}"),
        ("SELECT (", "STR(", ")", "1 AS ?x) {}"),
        ("SELECT * { ", "<< ", ">> <a:b> <a:c>", "<a:a> ?x ?y }"),
        ("SELECT * { FILTER(?a<", "(", ")", ">1) }"),
    ],
)
def test_ten_thousand_of_anything_that_nests_are_refused(before, begin, end, after):
    limits = Limits(query_bytes=1_000_000)
    error = refused(before + begin * 10_000 + after.split("}")[0] + end * 10_000 + "}", limits)
    assert error.status == 400
    assert "nested" in error.message or "closes nothing" in error.message


def test_a_hundred_deep_is_deep_enough_for_anybody():
    query = f"SELECT * {{ FILTER({'(' * 98}1{')' * 98}) }}"
    assert parses(query)
    assert examine(query, LIMITS).text == query


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT * { ?s ex:p ?o }", "prefix ex: at line 1, column 15 is not declared"),
        ("SELECT * { ?s ?p ?o", "the { at line 1, column 10 is never closed"),
        ("SELECT * { ?s ?p (1 }", "the } at line 1, column 21 closes nothing"),
        ("SELECT * { ?s ?p 'x }", "string that begins at line 1, column 18"),
        ("SELECT * { ?s ?p \\ }", "\\ at line 1, column 18 has no meaning"),
        ("SELECT * {\0}", "U+0000"),
        ("\ufeffSELECT * {}", "U+FEFF"),
        ("PREFIX ex <http://example.org/> SELECT * {}", "a prefix such as ex:"),
        ("", "There is no query"),
        ("# nothing", "There is no query"),
        ("FROM <http://example.org/> SELECT * {}", "SELECT, ASK, CONSTRUCT or DESCRIBE is expected"),
        ("SELECT * { ?s ?p '\\uD800' }", "\\uD800 at line 1, column 19 is not a character"),
        ("SELECT ?service { FILTER(?x) ?s ?p (?a <#b>) }", "comparison"),
    ],
)
def test_what_cannot_be_read_is_explained_with_its_place(query, said):
    with pytest.raises(QueryRefused) as caught:
        examine(query, LIMITS, thoroughly=True)
    assert said in str(caught.value)
    assert caught.value.status == 400


def test_escapes_outside_strings_are_read_first_as_the_standard_says():
    query = "SELECT ?\\u0061 { ?\\u0061 ?p '\\u0022', \"\\\\u0041\" , <http://example.org/\\u0041> }"
    text = examine(query, LIMITS).text
    assert text == "SELECT ?a { ?a ?p '\\u0022', \"\\\\u0041\" , <http://example.org/\\u0041> }"
    assert parses(text)
