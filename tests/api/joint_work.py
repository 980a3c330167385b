"""A collection in which everything hangs together: the chain from accord to grant, and a record under every theme."""

from __future__ import annotations

import re

from catalogue.assembly import Tree
from catalogue.catalogue import Catalogue
from catalogue.namespaces import SKOS
from catalogue.rdf import Term, iri, literal
from catalogue.record import Record
from tests.catalogue.making import BASE, link, make, named, text

CHAIN = (
    "/accord/pact", "/provenance/return", "/object/bowl", "/condition/report", "/treatment/bath", "/technique/washing",
    "/gathering/workshop", "/grant/award",
)  # fmt: skip
SCHEME = "https://w3id.org/khizana/vocabulary/materials"
ELSEWHERE = "https://terms.example/lists#Colours"
HOME = "/group/museum"


def day(written: str) -> Tree:
    """A time-span of one day."""
    begin, end = f"{written}T00:00:00Z", f"{written}T23:59:59Z"
    return {"begin_of_the_begin": [literal(begin, "dateTime")], "end_of_the_end": [literal(end, "dateTime")]}


def term(catalogue: Catalogue, number: str, names: dict[str, str], **more: list[Term]) -> Record:
    """A term with a name in each of some languages."""
    said = [text(name, language=[link("concept", f"in-{tag}")]) for tag, name in names.items()]
    return make(catalogue.schema, "concept", number, {"name": said, **more})


def _terms(catalogue: Catalogue) -> list[Record]:
    ours, theirs = [iri(SCHEME)], [iri(ELSEWHERE)]
    paper = {"en": "paper", "ar": "ورق", "fa": "کاغذ", "tr": "kâğıt"}
    return [
        *(term(catalogue, f"in-{tag}", {"en": tag}, notation=[literal(tag)]) for tag in ("en", "ar", "fa", "tr")),
        term(catalogue, "dinar", {"en": "dinar"}, notation=[literal("KWD")]),
        term(catalogue, "paper", paper, scheme=ours, exact_match=[iri("http://vocab.getty.edu/aat/300014109")]),
        term(catalogue, "japanese", {"en": "Japanese paper"}, scheme=ours, broader=[link("concept", "paper")]),
        term(catalogue, "glass", {"en": "glass"}, scheme=ours),
        term(catalogue, "blue", {"en": "blue"}, scheme=theirs),
        term(catalogue, "secret", {"en": "Secret term"}, scheme=[iri("https://terms.example/lists#Hidden")]),
    ]


def _works(catalogue: Catalogue) -> list[Record]:
    schema = catalogue.schema
    owned = {"current_custodian": [link("group", "museum")], "material": [link("concept", "japanese")]}
    whole, bowl = [link("object", "codex")], [link("object", "bowl")]
    return [
        named(schema, "group", "museum", "The museum"),
        named(schema, "group", "library", "The library"),
        named(schema, "place", "kuwait", "Kuwait"),
        named(schema, "object", "bowl", "The bowl", **owned),
        named(schema, "object", "codex", "The codex"),
        named(schema, "object", "leaf-1", "A leaf", formerly_part_of=whole, **owned),
        named(schema, "object", "leaf-2", "A leaf", formerly_part_of=whole, current_owner=[link("group", "library")]),
        named(schema, "accord", "pact", "The pact", party=[link("group", "museum"), link("group", "library")]),
        named(schema, "provenance", "return", "The return", object=bowl, under_accord=[link("accord", "pact")]),
        named(schema, "provenance", "gift", "The gift", object=bowl),
    ]


def _conservation(catalogue: Catalogue) -> list[Record]:
    schema, bowl = catalogue.schema, [link("object", "bowl")]
    return [
        named(schema, "condition", "report", "The report", object=bowl, timespan=[day("2019-03-01")]),
        named(schema, "technique", "washing", "Washing on a table"),
        named(
            schema, "treatment", "bath", "The bath", object=bowl, motivated_by=[link("condition", "report")],
            step=[{"method": [link("technique", "washing")]}],
        ),
        named(schema, "examination", "spectrum", "The spectrum", object=bowl, timespan=[day("2018-05-06")]),
    ]  # fmt: skip


def _cooperation(catalogue: Catalogue) -> list[Record]:
    schema, museum = catalogue.schema, [link("group", "museum")]
    money: Tree = {"value": [literal("90000", "decimal")], "currency": [link("concept", "dinar")]}
    small: Tree = {"value": [literal("500", "decimal")], "currency": [link("concept", "dinar")]}
    workshop = [link("gathering", "workshop")]
    return [
        named(
            schema, "gathering", "workshop", "The workshop", technique_taught=[link("technique", "washing")],
            organiser=museum, timespan=[day("2021-02-03")], place=[link("place", "kuwait")],
        ),
        named(schema, "gathering", "earlier", "An earlier meeting", timespan=[day("1999-02-03")]),
        named(schema, "grant", "award", "The award", project=workshop, awarded_amount=[money], grantee=museum,
              awarded_on=[literal("2020-05-06", "date")]),
        named(schema, "grant", "small", "A small grant", awarded_amount=[small],
              awarded_on=[literal("2020-05-06", "date")]),
        named(schema, "project", "survey", "The survey", host=[{"carried_out_by": museum}]),
        named(schema, "law", "old", "The old law", signed=[literal("1874-03-24", "date")]),
        named(schema, "law", "new", "The new law", signed=[literal("1983-07-21", "date")]),
        named(schema, "loss", "theft", "The theft", object=[link("object", "leaf-1")],
              reported_on=[literal("2011-08-09", "date")]),
        named(schema, "incident", "flood", "The flood", timespan=[day("1966-11-04")]),
    ]  # fmt: skip


def fill(catalogue: Catalogue) -> None:
    """Saves the collection and publishes all but one term."""
    records = [*_terms(catalogue), *_works(catalogue), *_conservation(catalogue), *_cooperation(catalogue)]
    for record in records:
        catalogue.save(record, record.path.split("/")[1])
    hidden = f"{BASE}/concept/secret"
    done = catalogue.publish(record.iri for record in records if record.iri != hidden)
    assert not done.blocked, done.blocked


def first(pattern: str, page: str, group: int = 0) -> str:
    """What a pattern first finds on a page."""
    match = re.search(pattern, page, re.DOTALL)
    assert match, f"{pattern} is not on the page"
    return match[group]


def save(catalogue: Catalogue, record: Record) -> None:
    """Saves and publishes one record more."""
    catalogue.save(record, record.path.split("/")[1])
    assert not catalogue.publish([record.iri]).blocked


__all__ = ["BASE", "CHAIN", "HOME", "SCHEME", "SKOS", "fill", "first", "save"]
