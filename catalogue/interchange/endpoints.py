"""The endpoints of Linked Art and our record types: under which of them records of a type may be asked for as well."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from catalogue.interchange.linked_art_profile import profile
from catalogue.interchange.vocabulary import linked_art
from catalogue.shapes import RecordType, Schema


@lru_cache(maxsize=8)
def also_under(schema: Schema) -> Mapping[str, tuple[str, ...]]:
    """By the name of an endpoint, the slugs of the other record types whose classes it leads to."""
    found: dict[str, tuple[str, ...]] = {}
    for one in schema.record_types:
        for name in _endpoints(one):
            if name != one.slug and one.slug not in profile().records:
                found[name] = (*found.get(name, ()), one.slug)
    return found


def _endpoints(record_type: RecordType) -> dict[str, None]:
    words = linked_art().by_predicate
    names = (words[class_].name for class_ in record_type.classes if class_ in words)
    return dict.fromkeys(endpoint for name in names for endpoint in profile().endpoints(name))
