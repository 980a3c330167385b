"""A record as Linked Art JSON: our serializer beside PyLD's `from_rdf` and `frame` on the standard's own examples; and
a document as it is served, the first time and again.

PyLD is given its context at hand. Where it gives the example back as it was, ours should: those are named where not.
"""

from __future__ import annotations

import json
import os
import statistics
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyld import jsonld
from starlette.testclient import TestClient

from api.app import create_app
from catalogue.interchange.contexts import LINKED_ART, inlined, key_order, ranges, shipped
from catalogue.interchange.incoming import Refused
from catalogue.interchange.linked_art import read_linked_art
from catalogue.interchange.linked_art_conforming import conformed
from catalogue.interchange.linked_art_json import Describe, to_json
from catalogue.interchange.vocabulary import linked_art
from catalogue.rdf import Triples, lines, parse
from catalogue.shapes import Schema
from tests.benchmarks import stage
from tests.benchmarks.measure import clock, note, report
from tests.catalogue.interchange.comparing import describing, sorted_json, told
from tests.sample import BASE
from tests.served import ROOT
from tests.standing import schema

EXAMPLES = ROOT.parent / "shared" / "data" / "linked-art" / "examples"
TIMES = int(os.environ.get("KHIZANA_BENCH_TIMES", "5"))
RECORDS = int(os.environ.get("KHIZANA_BENCH_RECORDS", "200"))
JSON = {"Accept": "application/ld+json", "Accept-Encoding": "identity"}
Json = dict[str, Any]


@dataclass(frozen=True)
class Example:
    """A document, the graph it came to, and what our serializer is given of that."""

    source: Json
    graph: str
    triples: Triples
    describe: Describe


def main() -> None:
    """Prints a line for the serializer, one for what is served beyond it, and one for a document over HTTP."""
    if EXAMPLES.is_dir():
        _examples(schema())
    else:
        note("the standard's examples are not at hand")
    with stage.folder() as where:
        _served(where)


def _examples(shapes: Schema) -> None:
    held = [one for path in sorted(EXAMPLES.glob("*.json")) if (one := _example(path, shapes)) is not None]
    ours, theirs = [], []
    for kept in (shipped, key_order, ranges, linked_art):
        kept.cache_clear()
    with clock() as cold:
        to_json(held[0].triples, held[0].source["id"], shapes, held[0].describe)
    for one in held:
        with clock() as time:
            for _ in range(TIMES):
                document = to_json(one.triples, one.source["id"], shapes, one.describe)
        ours.append((time.seconds / TIMES, document))
        with clock() as time:
            framed = _framed(one)
        theirs.append((time.seconds, framed))
    _told(held, [d for _, d in ours], [d for _, d in theirs])
    note(f"the first document of a process: {cold.seconds * 1000:.1f} ms, with the context to read")
    pyld = statistics.median(t for t, _ in theirs)
    report("serializer, an example of the standard", statistics.median(t for t, _ in ours), pyld, "s", "PyLD")
    with clock() as time:
        for _, document in ours:
            conformed(document)
    report("brought into the form of the 1.0 schemas", time.seconds / len(ours), pyld, "s", "PyLD")


def _told(held: list[Example], ours: list[Json], theirs: list[Json]) -> None:
    """How many of the examples each gives back, and that ours does wherever PyLD does."""
    meant = [sorted_json(one.source) for one in held]
    we, they = ([sorted_json(d) == m for d, m in zip(made, meant, strict=True)] for made in (ours, theirs))
    alone = [one.source["id"] for one, a, b in zip(held, we, they, strict=True) if b and not a]
    note(f"of {len(held)} examples ours gives back {sum(we)}, PyLD {sum(they)}")
    note(f"PyLD alone: {', '.join(alone) or 'none'}")


def _example(path: Path, shapes: Schema) -> Example | None:
    source = json.loads(path.read_text("utf-8"))
    graph = lines(set(parse(json.dumps(inlined(source)).encode(), "jsonld")))
    for one in read_linked_art(path, shapes, BASE):
        if not isinstance(one, Refused) and one.iri == source["id"]:
            return Example(source, graph, one.triples, describing(told(one.hints)))
    return None


def _framed(one: Example) -> Json:
    """What PyLD makes of the graph; the context by its name again."""
    expanded = jsonld.from_rdf(one.graph, {"format": "application/n-quads"})
    frame = {"@context": dict(shipped()), "id": one.source["id"]}
    made = jsonld.frame(expanded, frame, {"embed": "@always", "omitGraph": True})
    return {**made, "@context": LINKED_ART}


def _served(where: Path) -> None:
    given = stage.collection(where, RECORDS)
    with stage.new(where).closing() as catalogue:
        stage.import_all(catalogue, given)
        catalogue.publish_all()
        paths = [one.path for one in catalogue.public_log.current() if one.slug == "object"][:RECORDS]
        with TestClient(create_app(catalogue.settings, catalogue), headers=JSON) as client:
            first, again = (statistics.median(_seconds(client, path) for path in paths) for _ in range(2))
    report("document of an object, served again", again, first, "s", "the first time")


def _seconds(client: TestClient, path: str) -> float:
    with clock() as time:
        client.get(path).raise_for_status()
    return time.seconds


if __name__ == "__main__":
    main()
