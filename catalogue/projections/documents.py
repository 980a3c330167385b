"""Public records → search documents, following the fields of their shapes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from catalogue.projections.search import Document
from catalogue.publication import PublicRecord, Summary
from catalogue.rdf import is_literal, parts
from catalogue.record import Part, Record, RecordView, references, view
from catalogue.shapes import Field, Kind, Schema


def tree_of(record: PublicRecord, schema: Schema, base: str) -> RecordView:
    """The tree of a public record."""
    held = Record(record.iri, record.path, base + record.path, record.triples)
    return view(held, schema.by_slug[record.slug])


def document(record: PublicRecord, tree: RecordView, summaries: Mapping[str, Summary]) -> Document:
    """What is searched in a record: its names, its texts and identifiers, the names of what it refers to."""
    own = summaries.get(record.iri)
    links = tuple(dict.fromkeys(_links(record.slug, tree)))
    named = (name for _, target in links if target in summaries for name in summaries[target].labels.values())
    found = list(_texts(tree.root))
    return Document(
        iri=record.iri,
        path=record.path,
        slug=record.slug,
        labels=dict(own.labels) if own else {},
        texts=tuple(dict.fromkeys([*(t for t, viewer in found if viewer != _IDENTIFIER), *named])),
        identifiers=tuple(dict.fromkeys(t for t, viewer in found if viewer == _IDENTIFIER)),
        links=links,
        updated=int(record.updated.timestamp()),
    )


_IDENTIFIER = "IdentifierViewer"


def targets(tree: RecordView) -> set[str]:
    """The IRIs of the records that a record refers to."""
    return {t[1:-1] for steps, t in references(tree.root) if steps[-1].kind is Kind.REFERENCE}


def _links(slug: str, tree: RecordView) -> Iterator[tuple[str, str]]:
    for steps, target in references(tree.root):
        if steps[-1].kind is Kind.REFERENCE:
            yield _address(slug, steps), target[1:-1]


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
