"""A working record as those see it who may write it: the forms that an upload of it can have, and what each carries.

Linked Art JSON shows neither staff fields nor competing statements nor what no field claims; the RDF forms show
everything to those who may read it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from catalogue.interchange.incoming import Incoming, Origin
from catalogue.interchange.linked_art import read_document
from catalogue.interchange.linked_art_json import Describe, Described, to_json
from catalogue.interchange.replacing import Carried
from catalogue.interchange.seen import Seen
from catalogue.rdf import Triples
from catalogue.record import Record, view
from catalogue.shapes import RecordType, Schema

_ORIGIN = Origin("the held record")


def document(held: Record, record_type: RecordType, schema: Schema, describe: Describe) -> dict[str, Any]:
    """The Linked Art document of a working record."""
    seen = Seen(view(held, record_type))
    return to_json(frozenset(seen.triples), held.iri, schema, describe)


def statements(held: Record, record_type: RecordType, *, staff: bool) -> Triples:
    """What the RDF forms of a working record show; all of it to those who may see what is for staff."""
    return held.triples if staff else frozenset(Seen(view(held, record_type)).triples)


def carried(held: Record, record_type: RecordType, schema: Schema, base: str, *, as_json: bool, staff: bool) -> Carried:
    """What an upload of a working record can replace, and what else it has words for."""
    if staff and not as_json:
        return Carried(held.triples, held.triples, named=True)
    seen = Seen(view(held, record_type))
    shown, guarded = frozenset(seen.triples), frozenset(seen.guarded)
    if not as_json:
        return Carried(shown, held.triples, guarded, named=True)
    told = _read_back(shown, held.iri, schema, base)
    known = told if shown == held.triples else _read_back(held.triples, held.iri, schema, base)
    return Carried(told, known, guarded)


def hidden_writes(new: Record, held: Record | None, record_type: RecordType) -> Triples:
    """What an upload would write that those do not see who may not see what is for staff."""
    return Seen(view(new, record_type)).unseen - (held.triples if held is not None else frozenset())


def _read_back(triples: Triples, iri: str, schema: Schema, base: str) -> Triples:
    """What comes back from the Linked Art document of these triples."""
    told = json.loads(json.dumps(to_json(triples, iri, schema, _nothing, named=True)))
    found = next(iter(read_document(told, _ORIGIN, schema, base)))
    return found.triples if isinstance(found, Incoming) else frozenset()


def _nothing(_: Iterable[str]) -> Mapping[str, Described]:
    return {}
