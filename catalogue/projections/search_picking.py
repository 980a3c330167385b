"""Records that meet one of several conditions: united, counted once each, in pages."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import tantivy

from catalogue.projections.search_folder import stored
from catalogue.projections.search_paging import total
from catalogue.projections.search_queries import Link, Queries, either

_FAR = 1_000


@dataclass(frozen=True)
class Picking:
    """Records of some classes that have one of these links or IRIs; `besides` are links that count for any class."""

    links: Sequence[Link]
    iris: Collection[str]
    classes: Collection[str]
    besides: Sequence[Link] = ()


@dataclass(frozen=True)
class Picked:
    """One page of the records found, as IRI and CRM class; `total` is exact."""

    total: int
    records: tuple[tuple[str, str], ...]


def picked(searcher: tantivy.Searcher, queries: Queries, picking: Picking, offset: int, limit: int) -> Picked:
    """A page in the order of a number made of each record's path: it costs no look into a dictionary."""
    of_class = queries.of_classes(queries.united(picking.links, picking.iris), picking.classes)
    query = either(of_class, queries.united(picking.besides, ())) if picking.besides else of_class
    if limit <= 0 or offset + limit > _FAR:  # tantivy makes room for all that it is asked to pass over
        known = total(searcher.search(query, 1))
        limit = min(limit, known - offset)
        if limit <= 0:
            return Picked(known, ())
    found = searcher.search(query, limit, order_by_field="tie", order=tantivy.Order.Asc, offset=offset)
    held = (json.loads(stored(searcher, address)) for _, address in found.hits)
    return Picked(total(found), tuple((one["iri"], one["class"]) for one in held))
