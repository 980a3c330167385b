"""Which page of all that was found: ordered, stable and cheap also far from the start."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import tantivy
from tantivy import Occur, Query

Found = Sequence[tuple[float, tantivy.DocAddress]]
"""Scores and addresses of records, in order."""

NUDGE = 0.001 / 2**56
"""Scores are multiplied by log2(2 + up to 0.001), so that hardly two are equal; see `ranked`."""


def ranked(searcher: tantivy.Searcher, query: Query, offset: int, limit: int) -> tuple[int, Found]:
    """The best from `offset` on. Records that score alike are nudged apart by a number made of
    their path; the few that still do not differ are ordered by that number itself.
    """
    wanted = read = offset + limit
    while True:
        read = 2 * read
        result = searcher.search(query, read, weight_by_field="nudge")
        found = result.hits
        if len(found) < read or found[-1][0] < found[wanted - 1][0]:
            break
    page = found[offset:wanted]
    if not page:
        return total(result), []
    high, low = page[0][0], page[-1][0]
    before = sum(score > high for score, _ in found[:offset])
    rivals = [hit for hit in found if low <= hit[0] <= high]
    ties = searcher.fast_field_values("tie", [address for _, address in rivals])
    ordered = sorted(zip(rivals, ties, strict=True), key=lambda each: (-each[0][0], each[1] or 0))
    return total(result), [hit for hit, _ in ordered[offset - before : wanted - before]]


def total(result: tantivy.SearchResult) -> int:
    """How many records answer, beyond those returned too."""
    return int(result.count)  # type: ignore[attr-defined]  # left out of tantivy's own types


def ordered(
    searcher: tantivy.Searcher,
    schema: tantivy.Schema,
    query: Query,
    fields: Sequence[str],
    offset: int,
    limit: int,
) -> tuple[int, Found]:
    """One page in the order of the first field, equals by the next, and so on.

    Ordering by text costs tantivy a look into its dictionary for every record before the page;
    so numbers come first, and only records of equal numbers are ordered by text.
    """
    field, *rest = fields
    page = searcher.search(
        query, limit, order_by_field=field, order=tantivy.Order.Asc, offset=offset
    )
    if not rest:
        return total(page), [(0.0, address) for _, address in page.hits]
    found: deque[tuple[float, tantivy.DocAddress]] = deque()
    values = [value for value, _ in page.hits]
    for value in dict.fromkeys(values):
        alone = [page.hits[values.index(value)][1]] if values.count(value) == 1 else []
        if alone and value not in {values[0], values[-1]}:
            found.append((0.0, alone[0]))
            continue
        equal = Query.term_query(schema, field, value)
        within = Query.boolean_query([(Occur.Must, query), (Occur.Must, equal)])
        skipped = 0 if found else offset - _below(searcher, schema, query, field, value)
        found += ordered(searcher, schema, within, rest, skipped, limit - len(found))[1]
    return total(page), found


def _below(
    searcher: tantivy.Searcher, schema: tantivy.Schema, query: Query, field: str, value: int
) -> int:
    """How many of the records asked for have less in a field of numbers."""
    less = Query.range_query(
        schema,
        field,
        tantivy.FieldType.Integer,
        upper_bound=value,
        include_upper=False,
    )
    both = Query.boolean_query([(Occur.Must, query), (Occur.Must, less)])
    return total(searcher.search(both, 1))
