"""Texts that try to get SERVICE past the guard: pieces that hide, glue and confuse, put together at random."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.catalogue.sparql.corpus import BODIES

PREFIXES = (
    "PREFIX ex: <http://127.0.0.1:9/> PREFIX : <http://127.0.0.1:9/> PREFIX bad: <http://a:> "
    "PREFIX \ufffd: <http://127.0.0.1:9/> PREFIX service: <http://example.org/service/> "
    "PREFIX a.b-c: <http://example.org/> PREFIX xsd: <http://example.org/#> "
    "PREFIX SERVICEex: <http://127.0.0.1:9/> "
    "PREFIX trueservice: <http://example.org/> PREFIX ex.service: <urn:x:> PREFIX rel: <urn:a#> "
)
KEYWORDS = (
    "SERVICE", "service", "SeRvIcE", "SERVICE SILENT", "SERVICESILENT", "\\u0053ERVICE", "serv\\U00000049CE",
)  # fmt: skip
SERVERS = tuple("<http://127.0.0.1:9/> ex:s :s ?a SERVICEex:s bad: service:x ex:a.b \ufffd:x a.b-c:x".split(" "))
GAPS = ("", "", " ", "\n", "\r", "#x\n", "#>\n", '#"\n')
ODDS = (
    "# #\n \n \r ' \" ''' \"\"\" < > ( ) { } [ ] . ; , ?a ?b $service true false 1 1.5 1. ex: ex:a ex:a.b ex:a.b.c "
    "bad: bad:x ex:\\# ex:\\' ex:%41 _:b _:b.c @en ^^ FILTER FILTER( BIND( AS EXISTS {} UNION OPTIONAL MINUS GRAPH a "
    "|| && ! = != <= >= << >> {| |} * + ? / ^ | - \\u0022 \\u0027 \\u000A \\uD800 \\q \\\\ \ufffd \u017f trueservice:x "
    "ex:service ex:SERVICE bad:SERVICE ex:a.b.SERVICE ex.service:x rel:SERVICE\\# IF( STR( UNDEF <#> <# "
    "<service> <?b)#> <?b)service#> \u00d7 \u2028x \u00b7 \U00020000"
).split(" ")
WORDS = ("NOT EXISTS", "VALUES ?v {", "VALUES (?v ?w) {", "GRAPH ?g", "GRAPH service:x", "SELECT * {", "IN (")
OBJECTS = "ex:a ex:a.b true 1 'x' 'x'@en _:b ?o bad:x bad: ex:a.b.c \ufffd:x ex:a\ufffd".split()

gap = st.sampled_from(GAPS)
odd = st.tuples(st.sampled_from((*ODDS, *WORDS)), gap).map("".join)
odds = st.lists(odd, max_size=3).map("".join)
service = st.tuples(st.sampled_from(KEYWORDS), gap, st.sampled_from(SERVERS), gap, st.just("{}")).map("".join)


def _joined(*parts: str | st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(*(st.just(one) if isinstance(one, str) else one for one in parts)).map("".join)


def _nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        _joined("{", inner, "}"),
        _joined("OPTIONAL {", inner, "}"),
        _joined("FILTER EXISTS {", inner, "}"),
        _joined("FILTER(EXISTS{", inner, "}", st.sampled_from(("", "<?b", "&&?a<?b")), ")"),
        _joined("GRAPH ", st.sampled_from(SERVERS), " {", inner, "}"),
        _joined("{SELECT * {", inner, "}}"),
    )


_plain = st.one_of(
    service,
    odds,
    _joined("FILTER(?a<", odds, ")", gap),
    _joined("FILTER(?a<?b)", gap),
    _joined("?s ?p (", odds, st.sampled_from(("<#a>", "<?b)#>", "<http://example.org/x#y>")), ")"),
    _joined("VALUES ?x {", odds, "}"),
    _joined("?s ?p ", st.sampled_from(OBJECTS), st.sampled_from(("", " ", ".", "\n")), service),
)
_piece = st.recursive(_plain, _nested, max_leaves=3)
_body = st.lists(_joined(_piece, st.sampled_from(("", " ", "\n", "."))), min_size=1, max_size=3).map("".join)
_head = st.sampled_from(("SELECT * ", "ASK ", "SELECT (?a<?b AS ?y) ", "CONSTRUCT {?s ?p ?o} WHERE ", "DESCRIBE ?x "))
_tail = st.one_of(
    st.just(""), _joined(" ORDER BY EXISTS {", _piece, "}"), _joined(" ORDER BY ?x (?a<", odds, ")", odds)
)

composed = _joined(PREFIXES, _head, "{", _body, "}", _tail)


@st.composite
def disturbed(draw: st.DrawFn) -> str:
    """A valid query with something put in, or taken out, anywhere."""
    body = draw(st.sampled_from(BODIES))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(body)))
        body = body[:at] + draw(st.one_of(service, odd)) + body[at + draw(st.integers(0, 2)) :]
    return PREFIXES + body
