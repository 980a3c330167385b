"""Records that point to this one, grouped by the field through which they do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from api.lists import entry
from api.paging import paging
from api.shown import IncomingLinks
from catalogue.projections.search import Hit, SearchIndex
from catalogue.record import RecordView
from catalogue.shapes import Address, Field, Kind, Schema, label_in

PREVIEW = 10
PAGE = 50


@dataclass(frozen=True)
class Pointing:
    """Records that point here through one address: one page of them, and how many there are."""

    address: Address
    hits: Sequence[Hit]
    total: int
    page: int
    size: int


class Incoming:
    """Finds incoming links; which fields may point to which records is worked out once, from the
    shapes.
    """

    def __init__(self, schema: Schema, index: SearchIndex) -> None:
        self._index = index
        self._addresses = _pointing(schema)

    def find(self, view: RecordView, language: str, opened: str, page: int) -> tuple[Pointing, ...]:
        """Every group that is not empty; the opened one at its page, the others from their
        beginning.
        """
        addresses = self._addresses[view.record_type.record_class]
        counts = self._index.incoming(view.record.iri, [a.text for a in addresses])
        held = [a for a in addresses if counts.get(a.text)]
        return tuple(self._group(view.record.iri, a, counts[a.text], language, a.text == opened, page) for a in held)

    def _group(self, iri: str, address: Address, total: int, language: str, opened: bool, page: int) -> Pointing:
        number, size = (page, PAGE) if opened else (1, PREVIEW)
        link = (address.text, iri)
        found = self._index.search(
            "",
            links=[link],
            offset=(number - 1) * size,
            limit=size,
            language=language,
            sort="label",
        )
        return Pointing(address, found.hits, total, number, size)


def incoming_links(found: Sequence[Pointing], view: RecordView, language: str) -> Iterator[IncomingLinks]:
    """The groups as a reader of one language sees them."""
    for group in found:
        text = group.address.text
        anchor = f"links-{text.replace('.', '-')}"
        yield IncomingLinks(
            address=text,
            anchor=anchor,
            heading=_heading(view, group.address, language),
            entries=tuple(entry(hit) for hit in group.hits),
            paging=paging(
                group.page,
                group.size,
                group.total,
                view.record.path,
                {"links": text},
                f"#{anchor}",
            ),
        )


def _pointing(schema: Schema) -> Mapping[str, Sequence[Address]]:
    """Record class → the public addresses whose field may point to it."""
    found: dict[str, list[Address]] = {one.record_class: [] for one in schema.record_types}
    for address in schema.addresses.values():
        if address.field.kind is Kind.REFERENCE and not any(step.inverse or step.staff for step in address.steps):
            for record_class in found.keys() & set(address.field.refers_to):
                found[record_class].append(address)
    return found


def _heading(view: RecordView, address: Address, language: str) -> str:
    """What such a list is called: by the field that points, else by where that field stands."""
    named = label_in(address.field.inverse_labels, language) or _derived(view, address.field, language)
    if named:
        return named
    steps = " › ".join(label_in(step.labels, language) for step in address.steps)
    return f"{label_in(address.record_type.plurals, language)}: {steps}"


def _derived(view: RecordView, pointing: Field, language: str) -> str:
    """The label of the inverse field by which this record's own shape names such a list."""
    fields = view.record_type.fields
    found = next((f for f in fields if f.inverse and f.path == pointing.path), None)
    return label_in(found.labels, language) if found is not None else ""
