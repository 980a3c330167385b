"""The forms in which an answer can be had, and which of them a client wants (SPARQL 1.1 Protocol, 2.1.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from catalogue.sparql.guard import Form


@dataclass(frozen=True)
class Format:
    """A form of an answer: its short name, the media type it is sent as, and the ranges that mean it."""

    name: str
    media_type: str
    ranges: tuple[str, ...]
    charset: bool = False

    @property
    def content_type(self) -> str:
        """The value of Content-Type."""
        return f"{self.media_type}; charset=utf-8" if self.charset else self.media_type


JSON = Format(
    "json",
    "application/sparql-results+json",
    ("application/sparql-results+json", "application/json", "text/json"),
)
XML = Format(
    "xml",
    "application/sparql-results+xml",
    ("application/sparql-results+xml", "application/xml", "text/xml"),
)
CSV = Format("csv", "text/csv", ("text/csv",), charset=True)
TSV = Format("tsv", "text/tab-separated-values", ("text/tab-separated-values",), charset=True)
TURTLE = Format("turtle", "text/turtle", ("text/turtle", "application/x-turtle"), charset=True)
NTRIPLES = Format("ntriples", "application/n-triples", ("application/n-triples", "text/plain"))
JSONLD = Format("jsonld", "application/ld+json", ("application/ld+json", "application/json"))
RDFXML = Format("rdfxml", "application/rdf+xml", ("application/rdf+xml", "application/xml", "text/xml"))
TABLE = Format("table", "application/vnd.khizana.table+json", ("application/vnd.khizana.table+json",))

BINDINGS = (JSON, XML, CSV, TSV)
BOOLEANS = (JSON, XML)
GRAPHS = (TURTLE, NTRIPLES, JSONLD, RDFXML)
FORMATS = (*BINDINGS, *GRAPHS, TABLE)
SHORT_NAMES = {one.name: one for one in FORMATS} | {
    "ttl": TURTLE, "nt": NTRIPLES, "json-ld": JSONLD, "rdf": RDFXML, "srj": JSON, "srx": XML,
}  # fmt: skip


def offered(form: Form) -> tuple[Format, ...]:
    """The formats that answers to a form of query have, the preferred first."""
    if form is Form.SELECT:
        return BINDINGS
    return BOOLEANS if form is Form.ASK else GRAPHS


def negotiated(accept: str, form: Form) -> Format | None:
    """The best of the offered formats for an Accept header (RFC 9110, 12.5.1); None if none will do."""
    formats = offered(form)
    if not accept or accept == "*/*":
        return formats[0]
    for one in (*formats, TABLE):
        if accept == one.media_type:
            return one
    ranges = dict(_ranges(accept[:2000]))
    best = max(formats, key=lambda one: _weight(one, ranges))
    return best if _weight(best, ranges) > 0 else None


def _weight(form: Format, ranges: dict[str, float]) -> float:
    exact = [ranges[one] for one in form.ranges if one in ranges]
    if exact:
        return max(exact)
    family = form.media_type.split("/")[0] + "/*"
    return ranges.get(family, ranges.get("*/*", 0.0))


def _ranges(accept: str) -> Iterator[tuple[str, float]]:
    for item in accept.split(","):
        name, *parameters = (part.strip().lower() for part in item.split(";"))
        quality = next((one[2:].strip() for one in parameters if one.startswith("q=")), "1")
        yield name, float(quality) if re.fullmatch(r"[01](\.\d{0,3})?", quality) else 0.0
