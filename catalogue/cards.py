"""Cards: the little that tells a record from others of its name, for lists and pickers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from catalogue.publication import Summary
from catalogue.rdf import Term, is_iri, is_literal, parts
from catalogue.record import Part, Record, RecordView, glance
from catalogue.schemes import IN_SCHEME
from catalogue.shapes import Field, Kind, RecordType
from catalogue.summaries import summary_of

_DATES = "DateViewer"
_BOUNDS = ("begin_of_the_begin", "end_of_the_end")
_WHOLES = ("broader", "part_of", "member_of")


@dataclass(frozen=True)
class Card:
    """What a record is called; what it stands under; the schemes in which it is a term; the bounds of its dates.

    A bound is empty where it is not known.
    """

    summary: Summary
    above: tuple[str, ...] = ()
    schemes: tuple[str, ...] = ()
    begin: str = ""
    end: str = ""


def glimpse(record: Record, record_type: RecordType) -> RecordView:
    """As much of a record as a card is made of: its own values, its names, the dates of what it has once."""
    return RecordView(record, record_type, glance(record, record_type, _told), ())


def card_of(tree: RecordView, slug: str, tags: Mapping[str, str]) -> Card:
    """The card of a record, from a glimpse or a whole tree; `tags` maps IRIs of language concepts to their tags."""
    fields = tree.record_type.fields
    above = next((found for f in fields if f.acyclic and f.key in _WHOLES and (found := _iris(tree, f))), ())
    schemes = tuple(one for f in fields if f.path == IN_SCHEME for one in _iris(tree, f))
    spans = list(_spans(tree.root, 0))
    begins, ends = ([b for s in spans if (b := _bound(s, key))] for key in _BOUNDS)
    return Card(summary_of(tree, slug, tags), above, schemes, min(begins, default=""), max(ends, default=""))


def _told(one: Field, _subject: Term) -> bool:
    return one.names or _dated(one) or one.maximum == 1


def _dated(one: Field) -> bool:
    return one.part is not None and one.part.viewer == _DATES


def _iris(tree: RecordView, one: Field) -> tuple[str, ...]:
    if one.kind not in (Kind.REFERENCE, Kind.LINK):
        return ()
    return tuple(value.term[1:-1] for value in tree.root.all(one.key) if is_iri(value.term))


def _spans(part: Part, depth: int) -> Iterator[Part]:
    """The time-spans of a record, and of the parts of which it may have one only: birth, death."""
    for one in part.shape.fields:
        if one.staff or (depth and not _dated(one)):
            continue
        for value in part.all(one.key):
            if value.part is None:
                continue
            if _dated(one):
                yield value.part
            elif one.maximum == 1:
                yield from _spans(value.part, depth + 1)


def _bound(span: Part, key: str) -> str:
    term = span.first(key)
    return parts(term).text if term and is_literal(term) else ""
