"""Made records, the same each time: objects of some forty statements, and their makers.

Trials and benchmarks use them where real data would be too small, or is absent.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from catalogue.assembly import Tree, assemble
from catalogue.interchange.importing import Source
from catalogue.interchange.incoming import Incoming, Origin
from catalogue.namespaces import AAT
from catalogue.rdf import Term, iri, literal
from catalogue.shapes import Schema

BASE = "https://khizana.example"
WORDS = """ewer casket lantern tile bowl manuscript folio astrolabe textile carpet candlestick mirror
inkwell bronze silver glass ivory brass cobalt lustre enamel calligraphy arabesque garden
hunter dervish falcon lotus cypress moon""".split()
TYPES = [f"{AAT}{number}" for number in (300010957, 300011020, 300045514, 300193015, 300185711)]
SOURCE = Source("sample", "Made records", "sample-1")


def objects(schema: Schema, count: int, series: str = "sample") -> Iterator[Incoming]:
    """Objects of a series, every twenty-fifth after the maker that the next ones refer to."""
    for number in range(count):
        if number % 25 == 0:
            yield _incoming(schema, "person", series, number // 25, _maker(number // 25))
        yield one_object(schema, number, series)


def one_object(schema: Schema, number: int, series: str = "sample", edition: int = 0) -> Incoming:
    """An object of a series; another edition of it has another description."""
    return _incoming(schema, "object", series, number, _object(series, number, edition))


def _incoming(schema: Schema, slug: str, series: str, number: int, tree: Tree) -> Incoming:
    path = f"/{slug}/{series}-{number:07d}"
    record_type, address = schema.by_slug[slug], BASE + path
    triples = assemble(record_type, address, address, tree)
    origin = Origin("sample.csv", f"row {number}")
    return Incoming(origin, record_type, address, path, address, triples, key=path)


def _maker(number: int) -> Tree:
    chance = random.Random(f"maker {number}")
    name = f"{chance.choice(WORDS)} {chance.choice(WORDS)} {number}".title()
    return {"name": [_text(name)], "identifier": [_text(f"M-{number}")]}


def _object(series: str, number: int, edition: int) -> Tree:
    chance = random.Random(f"object {number}")
    title = " ".join(chance.choices(WORDS, k=4)).capitalize()
    begin = chance.randrange(900, 1800)
    return {
        "title": [_text(f"{title} {number}")],
        "accession_number": [_text(f"{series} {number}")],
        "type": [iri(chance.choice(TYPES))],
        "description": [_text(f"{' '.join(chance.choices(WORDS, k=40))} edition {edition}")],
        "credit_line": [_text("Made for trials")],
        "height": [_measure(chance)],
        "width": [_measure(chance)],
        "material": [iri(kind) for kind in chance.sample(TYPES, 2)],
        "staff_note": [_text(f"seen by {chance.choice(WORDS)}")],
        "provenance_statement": [_text(" ".join(chance.choices(WORDS, k=30)))],
        "production": [_production(series, number, begin)],
    }


def _production(series: str, number: int, begin: int) -> Tree:
    span: Tree = {
        "begin_of_the_begin": [literal(f"{begin:04d}-01-01T00:00:00Z", "dateTime")],
        "end_of_the_end": [literal(f"{begin + 30:04d}-12-31T23:59:59Z", "dateTime")],
    }
    return {
        "carried_out_by": [iri(f"{BASE}/person/{series}-{number // 25:07d}")],
        "timespan": [span],
    }


def _measure(chance: random.Random) -> Tree:
    return {"value": [literal(f"{chance.randrange(10, 900) / 10}", "decimal")], "unit": [_unit()]}


def _unit() -> Term:
    return iri(f"{AAT}300379098")


def _text(content: str) -> Tree:
    return {"content": [literal(content)]}
