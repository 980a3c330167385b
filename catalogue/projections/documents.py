"""Records → search documents, following the fields of their shapes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from catalogue.labels import name_parts
from catalogue.namespaces import HAS_TYPE, SKOS
from catalogue.projections.search import Document
from catalogue.publication import Summary
from catalogue.rdf import Triples, is_literal, parts
from catalogue.record import Part, Record, RecordView, references, view
from catalogue.relations.table import fixed_type, holding
from catalogue.shapes import Field, Kind, Schema


class Stated(Protocol):
    """A record as a log tells it."""

    @property
    def iri(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def slug(self) -> str: ...
    @property
    def updated(self) -> datetime: ...
    @property
    def triples(self) -> Triples: ...


@dataclass(frozen=True)
class Snapshot:
    """A record as one entry of a log leaves it."""

    iri: str
    path: str
    slug: str
    updated: datetime
    triples: Triples


def tree_of(record: Stated, schema: Schema, base: str) -> RecordView:
    """The tree of a record."""
    held = Record(record.iri, record.path, base + record.path, record.triples)
    return view(held, schema.by_slug[record.slug])


def document(record: Stated, tree: RecordView, summaries: Mapping[str, Summary]) -> Document:
    """What is searched in a record: its names, its texts and identifiers, the names of what it refers to."""
    own = summaries.get(record.iri)
    links = tuple(dict.fromkeys(_links(record.slug, tree)))
    named = (name for _, target in links if target in summaries for name in summaries[target].labels.values())
    found = list(_texts(tree.root))
    called = (text for part in name_parts(tree.root) for text, _ in _texts(part))
    return Document(
        iri=record.iri,
        path=record.path,
        slug=record.slug,
        labels=dict(own.labels) if own else {},
        texts=tuple(dict.fromkeys([*(t for t, viewer in found if viewer != _IDENTIFIER), *named])),
        identifiers=tuple(dict.fromkeys(t for t, viewer in found if viewer == _IDENTIFIER)),
        links=(*links, *dict.fromkeys(_types(tree.root, (record.slug,)))),
        crm_class=own.crm_class if own else "",
        updated=int(record.updated.timestamp() * 1000),
        names=tuple(dict.fromkeys(called)),
    )


_IDENTIFIER = "IdentifierViewer"
_IN_SCHEME = f"<{SKOS}inScheme>"


def targets(tree: RecordView) -> set[str]:
    """The IRIs of the records that a record refers to."""
    return {t[1:-1] for steps, t in references(tree.root) if steps[-1].kind is Kind.REFERENCE}


def _links(slug: str, tree: RecordView) -> Iterator[tuple[str, str]]:
    """What a record refers to, and the schemes in which it is a term."""
    for steps, target in references(tree.root):
        if steps[-1].kind is Kind.REFERENCE or steps[-1].path == _IN_SCHEME:
            yield _address(slug, steps), target[1:-1]


def _types(part: Part, way: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The types that its field alone tells of a part, and of the parts for which it stands."""
    for _, predicate, object_ in part.fixed:
        if predicate == HAS_TYPE:
            yield fixed_type(*way), object_[1:-1]
    for key, values in part.values.items():
        for value in values if part.shape.by_key[key].path in holding() else ():
            if value.part is not None:
                yield from _types(value.part, (*way, key))


def _address(slug: str, steps: Iterable[Field]) -> str:
    return ".".join([slug, *(s.key for s in steps)])


def _texts(part: Part) -> Iterator[tuple[str, str | None]]:
    """The texts of a part and the viewer of the part that holds each."""
    for key, values in part.values.items():
        one = part.shape.by_key[key]
        for value in values:
            if value.part is not None:
                yield from _texts(value.part)
            elif one.kind is Kind.LITERAL and is_literal(value.term):
                text, datatype, _ = parts(value.term)
                if datatype is None:
                    yield text, part.shape.viewer
