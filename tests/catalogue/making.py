"""Records made in a line or two, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from catalogue.assembly import Tree, assemble
from catalogue.interchange.importing import Source
from catalogue.interchange.incoming import Incoming, Origin
from catalogue.interchange.stubs import path_of
from catalogue.namespaces import AAT, CRM, KHZ
from catalogue.rdf import Term, Triple, literal
from catalogue.record import Record
from catalogue.shapes import Schema

BASE = "https://khizana.example"
FIXTURES = Path(__file__).parent / "fixtures"
LOAN = FIXTURES / "loan.ttl"
AUDIENCE, STAFF, EMBARGO = f"<{KHZ}audience>", f"<{KHZ}Staff>", f"<{KHZ}embargoedUntil>"


def crm(name: str) -> Term:
    return f"<{CRM}{name}>"


def aat(number: int) -> Term:
    return f"<{AAT}{number}>"


def link(slug: str, number: str) -> Term:
    return f"<{BASE}/{slug}/{number}>"


def text(said: str, **more: Sequence[Term | Tree] | str) -> Tree:
    """A name, a number or a statement: whatever has its text under “content”."""
    return {"content": [literal(said)], **more}


def make(
    schema: Schema,
    slug: str,
    number: str,
    tree: Tree,
    *more: Triple,
    iri: str | None = None,
) -> Record:
    """A record of a tree, and of further triples about it."""
    path = f"/{slug}/{number}"
    at = iri or BASE + path
    triples = assemble(schema.by_slug[slug], at, BASE + path, tree)
    return Record(at, path, BASE + path, triples | frozenset(more))


def foreign(schema: Schema, slug: str, iri: str, tree: Tree) -> Record:
    """A record whose address is somebody else's."""
    return make(schema, slug, path_of(iri, slug, BASE).split("/")[2], tree, iri=iri)


def named(schema: Schema, slug: str, number: str, said: str, /, *more: Triple, **tree) -> Record:
    """A record with its primary name, whatever that field is called in its shape."""
    key = next(f.key for f in schema.by_slug[slug].fields if f.names)
    return make(schema, slug, number, {key: [text(said)], **tree}, *more)


def with_triples(record: Record, *more: Triple) -> Record:
    return Record(record.iri, record.path, record.local, record.triples | frozenset(more))


def without(record: Record, *parts: str) -> Record:
    """The record without the triples in which one of these texts occurs."""
    kept = frozenset(t for t in record.triples if not any(p in " ".join(t) for p in parts))
    return Record(record.iri, record.path, record.local, kept)


def incoming(schema: Schema, record: Record, place: str = "", **more) -> Incoming:
    """The record as a reader would yield it."""
    slug = record.path.split("/")[1]
    origin = Origin("made.nt", place or record.path)
    return Incoming(origin, schema.by_slug[slug], record.iri, record.path, record.local, record.triples, **more)


def source(fingerprint: str = "first", name: str = "made") -> Source:
    return Source(name, f"made ({fingerprint})", fingerprint, ".nt")
