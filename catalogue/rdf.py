"""Terms, canonical form and syntaxes: the only user of pyoxigraph beside the stores.

A term is its N-Triples text, a triple a tuple of three terms, a state a frozen set of triples.
Canonical means: what the engine gives back after storing it, so that two spellings of one
value are one term everywhere (validation, hash, ETag, journal).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import pyoxigraph as ox

from catalogue.errors import BadTerm, UnreadableRdf
from catalogue.namespaces import RDF, XSD

Term = str
Triple = tuple[Term, Term, Term]
Triples = frozenset[Triple]

_SURROGATE = "[\ud800-\udfff]"
_BAD_IN_IRI = re.compile(rf'[\x00-\x20<>"{{}}|^`\\]|{_SURROGATE}')
_LANGUAGE_BOUND = frozenset({f"{RDF}langString", f"{RDF}dirLangString"})
_LITERAL = re.compile(
    r'"(?P<text>(?:[^"\\]|\\.)*)"(?:@(?P<language>[A-Za-z0-9-]+)|\^\^<(?P<datatype>[^>]*)>)?', re.DOTALL
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_LETTERS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_LINE = re.compile(
    r'(?P<s><[^>]*>|_:\S+) (?P<p><[^>]*>) (?P<o><[^>]*>|_:\S+|"(?:[^"\\]|\\.)*"(?:@[A-Za-z0-9-]+|\^\^<[^>]*>)?) \.\n'
)


class LiteralParts(NamedTuple):
    """What a literal is made of; `datatype` is an IRI (xsd:string and rdf:langString are None)."""

    text: str
    datatype: str | None
    language: str | None


@dataclass(frozen=True)
class Syntax:
    """An RDF syntax: its name in this house, media type, suffix and whether it holds named graphs."""

    name: str
    media_type: str
    suffix: str
    format: ox.RdfFormat


SYNTAXES = (
    Syntax("ntriples", "application/n-triples", ".nt", ox.RdfFormat.N_TRIPLES),
    Syntax("turtle", "text/turtle", ".ttl", ox.RdfFormat.TURTLE),
    Syntax("nquads", "application/n-quads", ".nq", ox.RdfFormat.N_QUADS),
    Syntax("trig", "application/trig", ".trig", ox.RdfFormat.TRIG),
    Syntax("rdfxml", "application/rdf+xml", ".rdf", ox.RdfFormat.RDF_XML),
    Syntax("jsonld", "application/ld+json", ".jsonld", ox.RdfFormat.JSON_LD),
)


def iri(text: str) -> Term:
    """The term of an IRI; raises BadTerm for anything that the engine could not read back."""
    bad = _BAD_IN_IRI.search(text)
    if bad or not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", text):
        what = f"it has the character {bad.group()!r}" if bad else "it has no scheme such as https:"
        raise _no_iri(text, what)
    try:
        return str(ox.NamedNode(text))
    except ValueError as error:
        raise _no_iri(text, str(error)) from None


def literal(text: str, datatype: str | None = None, language: str | None = None) -> Term:
    """The canonical literal of a text; `datatype` is an IRI or an XSD local name such as "decimal"."""
    if language is not None:
        return f"{_quoted(text)}@{_language(language)}"
    if datatype is None or datatype in ("string", f"{XSD}string"):
        return _quoted(text)
    return _typed(text, datatype if ":" in datatype else XSD + datatype)


def iri_text(term: Term) -> str:
    """The IRI inside an IRI term."""
    return term[1:-1]


def parts(term: Term) -> LiteralParts:
    """Text, datatype and language of a literal; raises BadTerm for another kind of term."""
    match = _LITERAL.fullmatch(term)
    if match is None:
        raise BadTerm(f"{term[:200]} is not a literal.")
    return LiteralParts(_unescaped(match["text"]), match["datatype"], match["language"])


def text_of(term: Term) -> str:
    """What a person reads in a term: a literal's text, an IRI without its brackets."""
    return parts(term).text if is_literal(term) else term.strip("<>")


def is_iri(term: Term) -> bool:
    """Whether the term is an IRI."""
    return term[:1] == "<"


def is_literal(term: Term) -> bool:
    """Whether the term is a literal."""
    return term[:1] == '"'


def is_blank(term: Term) -> bool:
    """Whether the term is a blank node."""
    return term[:2] == "_:"


def canonical(term: Term) -> Term:
    """The term as the engine would give it back."""
    if not is_literal(term):
        return term
    text, datatype, language = parts(term)
    return literal(text, datatype, language)


def parse(document: bytes, syntax: str, base: str | None = None) -> list[Triple]:
    """The canonical triples of a document, each once, in order; named graphs are dropped.

    Raises UnreadableRdf with the line where the parser stopped, or for RDF 1.2 triple terms.
    """
    chosen = next((s for s in SYNTAXES if s.name == syntax), None)
    if chosen is None:
        raise UnreadableRdf(
            f"“{syntax}” is not a known RDF syntax.", f"Use one of {', '.join(s.name for s in SYNTAXES)}."
        )
    try:
        quads = ox.parse(document, chosen.format, base_iri=base)
        return list(dict.fromkeys(_plain(quad) for quad in quads))
    except (SyntaxError, ValueError) as error:
        raise UnreadableRdf(f"This is not readable {syntax}: {_where(error)}.", "Correct the file there.") from None


def lines(triples: Iterable[Triple]) -> str:
    """A state as sorted N-Triples, a line each, ending in a newline."""
    written = [f"{s} {p} {o} .\n" for s, p, o in triples]
    written.sort()
    return "".join(written)


def read_lines(text: str) -> Triples:
    """The state written by `lines`; fast, because it trusts its own hand."""
    return frozenset(_LINE.findall(text))


def subjects(triples: Iterable[Triple]) -> dict[Term, list[Triple]]:
    """Triples by subject, sorted within each."""
    found: dict[Term, list[Triple]] = {}
    for triple in sorted(triples):
        found.setdefault(triple[0], []).append(triple)
    return found


def turtle(triples: Iterable[Triple], prefixes: Mapping[str, str]) -> str:
    """Turtle for people: sorted, one block a subject, with those of the prefixes that occur."""
    said = sorted(triples)
    text = lines(said)
    used = {prefix: namespace for prefix, namespace in prefixes.items() if f"<{namespace}" in text}
    ordered = (quad.triple for triple in said for quad in ox.parse(lines([triple]), ox.RdfFormat.N_TRIPLES))
    return (ox.serialize(ordered, format=ox.RdfFormat.TURTLE, prefixes=used) or b"").decode("utf-8")


def rdfxml(triples: Iterable[Triple]) -> bytes:
    """RDF/XML, for clients that know nothing else."""
    parsed = ox.parse(lines(triples), ox.RdfFormat.N_TRIPLES)
    return ox.serialize((quad.triple for quad in parsed), format=ox.RdfFormat.RDF_XML) or b""


def _plain(quad: ox.Quad) -> Triple:
    subject, predicate, object_ = quad.subject, quad.predicate, quad.object
    if isinstance(subject, ox.Triple) or isinstance(object_, ox.Triple):
        raise UnreadableRdf(
            "This file has triple terms (RDF 1.2), which a record cannot hold.", "Export it as RDF 1.1."
        )
    return str(subject), str(predicate), _canonical_object(object_)


def _canonical_object(term: ox.NamedNode | ox.BlankNode | ox.Literal) -> Term:
    if isinstance(term, ox.Literal):
        if term.direction is not None:
            raise UnreadableRdf(
                "This file has texts with a direction (RDF 1.2), which a record cannot hold.", "Export it as RDF 1.1."
            )
        return literal(term.value, term.datatype.value, term.language)
    return str(term)


def _where(error: Exception) -> str:
    line = getattr(error, "lineno", None)
    said = str(getattr(error, "msg", None) or error).split("\n")[0][:300]
    return f"line {line}, column {getattr(error, 'offset', '?')}: {said}" if line else said


def _no_iri(text: str, why: str) -> BadTerm:
    shown = ascii(text[:200]) if re.search(_SURROGATE, text) else text[:200]
    return BadTerm(f"“{shown}” is not an IRI: {why}.", "Write a full address, with %-escapes.")


@lru_cache(maxsize=1_024)
def _language(tag: str) -> str:
    """The tag as the engine keeps it; the direction of RDF 1.2 (en--rtl) is no part of a tag."""
    plain = tag if re.fullmatch(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*", tag) else ""
    try:
        return str(ox.Literal("", language=plain).language)
    except ValueError:
        raise BadTerm(f"“{tag[:100]}” is not a language tag.", "Write a tag such as en, ar, fa-Latn.") from None


def _quoted(text: str) -> Term:
    if '"' in text or "\\" in text or not text.isprintable():
        return str(ox.Literal(_storable(text)))
    return f'"{text}"'


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8") if re.search(_SURROGATE, text) else text


@lru_cache(maxsize=65_536)
def _typed(text: str, datatype: str) -> Term:
    iri(datatype)
    if datatype in _LANGUAGE_BOUND:
        raise BadTerm(f"“{text[:100]}” is a text in a language, but has none.", "Add its language tag.")
    return str(_as_stored(ox.Literal(_storable(text), datatype=ox.NamedNode(datatype))))


def _as_stored(term: ox.Literal) -> ox.Literal:
    store = ox.Store()
    node = ox.NamedNode("x:x")
    store.add(ox.Quad(node, node, term))
    held: Iterator[ox.Quad] = iter(store)
    found = next(held).object
    assert isinstance(found, ox.Literal)
    return found


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPE.sub(_letter, text)


def _letter(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    if code:
        return chr(int(code, 16))
    return _LETTERS.get(match[3], match[3])
