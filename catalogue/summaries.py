"""What others show of a record, read from a tree of it."""

from __future__ import annotations

from collections.abc import Mapping

from catalogue.labels import labels, notations
from catalogue.namespaces import HAS_TYPE
from catalogue.publication import Summary
from catalogue.record import RecordView


def summary_of(tree: RecordView, slug: str, tags: Mapping[str, str]) -> Summary:
    """The summary of a record; `tags` maps IRIs of language concepts to their tags."""
    said = labels(tree, tags), _class(tree), notations(tree), _types(tree)
    return Summary(tree.record.iri, tree.record.path, slug, *said)


def _types(tree: RecordView) -> tuple[str, ...]:
    root = tree.root.subject
    return tuple(sorted(o[1:-1] for s, p, o in tree.record.triples if p == HAS_TYPE and s == root and o[0] == "<"))


def _class(tree: RecordView) -> str:
    said = {o[1:-1] for s, p, o in tree.root.fixed if p.endswith("#type>")}
    return next((c for c in tree.record_type.classes if c in said), tree.record_type.classes[0])
