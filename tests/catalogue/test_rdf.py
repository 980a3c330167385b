"""Terms and canonical form: whatever comes in, the engine gives back just what we hold."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue import rdf
from catalogue.errors import BadTerm, UnreadableRdf
from catalogue.namespaces import RDF, XSD, prefixes

S, P = "<https://example.org/s>", "<https://example.org/p>"
TYPES = (
    "integer decimal double float boolean dateTime date time gYear gYearMonth gMonthDay duration "
    "dayTimeDuration yearMonthDuration dateTimeStamp int byte nonNegativeInteger anyURI token"
).split()
SPELT = (
    "1 01 -0 +1 1.50 .5 5. 1e400 NaN INF -INF TRUE true 0 P12M P1Y PT60S -P1D 2024-02-30 2024-01-01 "
    "2024-01-01T24:00:00 2024-01-01T00:00:00+00:00 2024-01-01T00:00:00.000Z -0044-03-15T00:00:00Z "
    "0000-01-01T00:00:00Z 99999999999999999999 2024-01-01T00:00:00+14:00 1232-04 1232Z --02-29"
).split()

strange = st.text(st.characters(codec=None), max_size=30) | st.sampled_from(
    [
        "",
        "\ud800",
        "a\udfffb",
        "\x00\x01\x1f\x7f\x85",
        "e\u0301 \u0641\u064e\u062a\u0652\u062d",
        "\u202eabc\u202c \u200f\u061c",
        'quo"te \\ back \\u0022 \\\\u0022',
        "line\nline\r\nline\t\u2028\u2029\x0b\x0c",
        "\ufeff\ufffe\uffff\U0010ffff",
        " . } ; DROP ALL ; INSERT DATA { ",
    ]
)
tags = st.from_regex(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8}){0,3}", fullmatch=True)
typed = st.tuples(st.sampled_from(SPELT) | strange, st.sampled_from(TYPES))


def stored(term: rdf.Term) -> rdf.Term:
    """The term as it comes back from a store that was written by an update."""
    store = ox.Store()
    store.update(f"INSERT DATA {{ {S} {P} {term} }}")
    return str(next(iter(store)).object)


def taken(text: str, datatype: str | None = None, language: str | None = None) -> rdf.Term | None:
    """The literal, or None for what is no literal."""
    try:
        return rdf.literal(text, datatype, language)
    except BadTerm:
        return None


@given(strange)
def test_the_engine_gives_back_every_text_as_we_hold_it(text):
    term = rdf.literal(text)
    assert stored(term) == term == rdf.canonical(term)


@given(typed)
def test_the_engine_gives_back_every_typed_value_as_we_hold_it(value):
    term = rdf.literal(*value)
    assert stored(term) == term == rdf.canonical(term)


@given(strange, tags)
def test_the_engine_gives_back_every_text_in_a_language_as_we_hold_it(text, tag):
    term = taken(text, language=tag)
    if term is not None:
        assert stored(term) == term == rdf.canonical(term)


@given(strange, st.none() | st.sampled_from(["decimal", "x:own"]), st.none() | st.just("fa-Latn"))
def test_a_literal_is_what_its_parts_make(text, datatype, language):
    parts = rdf.parts(rdf.literal(text, None if language else datatype, language))
    assert rdf.literal(*parts) == rdf.literal(text, None if language else datatype, language)
    if language or datatype in (None, "x:own"):
        assert parts.text == text.encode("utf-8", "replace").decode()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("15.50", "decimal"), ("15.5", "decimal")),
        (("01", "integer"), ("1", "integer")),
        (("P12M", "duration"), ("P1Y", "duration")),
        (("1", "boolean"), ("true", "boolean")),
        (("2024-01-01T24:00:00Z", "dateTime"), ("2024-01-02T00:00:00+00:00", "dateTime")),
        (("x", None, "de-CH"), ("x", None, "de-ch")),
        (("x", f"{XSD}string"), ("x",)),
    ],
)
def test_two_spellings_of_one_value_are_one_term(one, other):
    assert rdf.literal(*one) == rdf.literal(*other)


@pytest.mark.parametrize("year", ["-4712", "-0044", "0000", "0001", "0599", "9999", "12026"])
def test_dates_keep_their_year_before_and_after_christ(year):
    term = rdf.literal(f"{year}-03-15T00:00:00Z", "dateTime")
    assert rdf.parts(term).text == f"{year}-03-15T00:00:00Z"


def test_what_is_no_value_of_its_type_is_kept_as_written():
    assert rdf.parts(rdf.literal("about 1525", "integer")).text == "about 1525"


@given(st.text(st.characters(codec=None), max_size=25))
def test_an_iri_that_is_taken_can_be_read_back(text):
    for candidate in (text, f"https://example.org/{text}", f"urn:x:{text}"):
        try:
            term = rdf.iri(candidate)
        except BadTerm:
            continue
        assert rdf.parse(f"{S} {P} {term} .".encode(), "ntriples") == [(S, P, term)]
        assert stored(term) == term


@pytest.mark.parametrize(
    "text",
    ["", "object/1", "no scheme", "http://[x", "http://a/%zz", "http://a/\ud800", "http://a/#b#c"],
)
def test_what_is_no_iri_is_refused_with_a_reason(text):
    with pytest.raises(BadTerm, match="is not an IRI: ") as refused:
        rdf.iri(text)
    str(refused.value).encode()


@pytest.mark.parametrize(
    "given_as",
    [
        {"language": "en--ltr"},
        {"language": "x" * 9},
        {"language": ""},
        {"datatype": "http://a b"},
        {"datatype": f"{RDF}langString"},
        {"datatype": f"{RDF}dirLangString"},
    ],
)
def test_what_is_no_literal_is_refused(given_as):
    with pytest.raises(BadTerm):
        rdf.literal("x", **given_as)


nodes = st.sampled_from([f"<urn:x:{n}>" for n in ("a", "b/c", "d#e", "f.", "g-", "h?i=%20")])
objects = nodes | st.builds(rdf.literal, strange) | typed.map(lambda v: rdf.literal(*v))
graphs = st.frozensets(st.tuples(nodes, nodes, objects), max_size=12)


@given(graphs)
def test_lines_and_read_lines_are_each_others_inverse(triples):
    written = rdf.lines(triples)
    assert rdf.read_lines(written) == triples
    assert written.count("\n") == len(triples)
    assert written == rdf.lines(sorted(triples, reverse=True))


@given(graphs)
def test_every_syntax_says_the_same_set(triples):
    assert frozenset(rdf.parse(rdf.lines(triples).encode(), "ntriples")) == triples
    turtle = rdf.turtle(triples, prefixes())
    assert frozenset(rdf.parse(turtle.encode(), "turtle")) == triples


def test_turtle_for_people_uses_prefixes_and_one_block_a_subject():
    triples = [(S, P, rdf.literal("b")), (S, P, rdf.literal("a")), ("<urn:x>", P, S)]
    turtle = rdf.turtle(triples, {"ex": "https://example.org/"})
    assert 'ex:s ex:p "a"' in turtle
    assert turtle.count("ex:s ex:p") == 1


def test_a_document_says_each_triple_once_in_its_own_order_and_graphs_are_dropped():
    document = b'<urn:b> <urn:p> "01"^^<http://www.w3.org/2001/XMLSchema#integer> <urn:g> .\n'
    document += b"<urn:a> <urn:p> <urn:c> .\n"
    document += b'<urn:b> <urn:p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> <urn:h> .\n'
    assert [t[0] for t in rdf.parse(document, "nquads")] == ["<urn:b>", "<urn:a>"]


def test_blank_nodes_are_read_as_such_and_stay_apart():
    document = b"_:b <urn:p> _:b . [] <urn:p> _:b ."
    triples = rdf.parse(document, "turtle")
    assert all(rdf.is_blank(t[0]) and not rdf.is_iri(t[0]) for t in triples)
    assert len({t[2] for t in triples}) == 1
    assert len({t[0] for t in triples}) == 2


@pytest.mark.parametrize(
    ("syntax", "document", "place"),
    [
        ("turtle", b"<urn:a> <urn:b> <urn:c> .\n\n<urn:a> <urn:b> oops .\n", "line 3"),
        ("ntriples", b"<urn:a> <urn:b> <urn:c> .\n<urn:a> <urn:b> .\n", "line 2"),
        ("jsonld", b'{\n"@id": "urn:a",\n"urn:b": }', "line 3"),
    ],
)
def test_a_document_that_does_not_parse_is_refused_with_its_line(syntax, document, place):
    with pytest.raises(UnreadableRdf) as refused:
        rdf.parse(document, syntax)
    assert f"not readable {syntax}: {place}" in refused.value.message


@pytest.mark.parametrize(
    "document",
    [
        b"<urn:a> <urn:b> <<( <urn:a> <urn:b> <urn:c> )>> .",
        b"<< <urn:a> <urn:b> <urn:c> >> <urn:b> <urn:c> .",
        b'<urn:a> <urn:b> "x"@en--ltr .',
    ],
)
def test_what_only_rdf_1_2_can_say_is_refused_and_not_lost(document):
    with pytest.raises(UnreadableRdf, match=r"RDF 1\.2.*Export it as RDF 1\.1"):
        rdf.parse(document, "turtle")


def test_a_direction_in_json_ld_is_not_lost_in_silence():
    document = b'{"@id": "urn:a", "urn:b": {"@value": "x", "@language": "ar", "@direction": "rtl"}}'
    try:
        assert rdf.parse(document, "jsonld") == [("<urn:a>", "<urn:b>", '"x"@ar')]
    except UnreadableRdf as refused:
        assert "RDF 1.2" in refused.message  # noqa: PT017


def test_an_unknown_syntax_is_refused_with_the_known_ones():
    with pytest.raises(UnreadableRdf, match="ntriples, turtle"):
        rdf.parse(b"", "n3")


def test_json_ld_fetches_no_context():
    with pytest.raises(UnreadableRdf):
        rdf.parse(b'{"@context": "http://127.0.0.1:9/context", "@id": "urn:a"}', "jsonld")


def test_rdfxml_says_what_it_can_say():
    triples = frozenset({(S, P, rdf.literal("a")), (S, P, rdf.literal("ب", language="ar"))})
    assert frozenset(rdf.parse(rdf.rdfxml(triples), "rdfxml")) == triples
