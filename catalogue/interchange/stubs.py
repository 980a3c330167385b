"""Stubs: the records made for what a document refers to and the catalogue does not know yet."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Collection

from catalogue.assembly import Tree, assemble
from catalogue.interchange.incoming import Hint
from catalogue.labels import NOTATION
from catalogue.namespaces import HAS_TYPE
from catalogue.rdf import Term, literal
from catalogue.record import Record
from catalogue.shapes import Field, RecordType, Schema

LOCAL_ID = re.compile(r"[a-z0-9][a-z0-9-]{1,63}")


def path_of(iri: str, slug: str, base: str) -> str:
    """The local path of a record: its own under our base, a hash of the IRI for somebody else's."""
    if iri.startswith(base + "/"):
        return iri.removeprefix(base)
    digest = base64.b32encode(hashlib.sha256(iri.encode()).digest()).decode().lower()
    return f"/{slug}/{digest[:16]}"


def stub_type(hint: Hint, field: Field | None, schema: Schema, base: str, *, whole: bool = False) -> RecordType | None:
    """The record type of a stub: from its own address, the hint's class and kinds, or what the field refers to.

    `whole` says that the hint's class counts, also where the field refers to others.
    """
    if hint.iri.startswith(base + "/"):
        slug, _, id_ = hint.iri.removeprefix(base + "/").partition("/")
        return schema.by_slug.get(slug) if LOCAL_ID.fullmatch(id_) else None
    allowed = [schema.by_class[c] for c in (field.refers_to if field else ()) if c in schema.by_class]
    candidates = sorted(allowed or schema.record_types, key=lambda t: t.order)
    fitting = [t for t in candidates if hint.crm_class in t.classes]
    if whole and not fitting and hint.crm_class is not None:
        fitting = [t for t in schema.record_types if hint.crm_class in t.classes]
    if whole and field is None:
        fitting = [t for t in fitting if {kind for _, kind in t.fixed} <= {f"<{one}>" for one in hint.classified}]
    kinds = {f"<{one}>" for one in hint.classified}
    fitting.sort(key=lambda t: (not {kind for _, kind in t.fixed} <= kinds, t.classes[0] != hint.crm_class))
    chosen = fitting or (candidates if field is not None else [])
    return chosen[0] if chosen else None


def stub(hint: Hint, record_type: RecordType, base: str, known: Collection[str] = ()) -> Record:
    """A record that says no more than the hint: class, names, notations, and of its classification what is `known`."""
    path = path_of(hint.iri, record_type.slug, base)
    local = base + path
    tree: dict[str, str | list[Term | Tree]] = {}
    if hint.crm_class in record_type.classes:
        tree["@class"] = hint.crm_class
    naming = next((f for f in record_type.fields if f.names and f.part is not None), None)
    if naming is not None and hint.labels:
        tree[naming.key] = [{"content": [literal(text)]} for _, text in dict.fromkeys(hint.labels)]
    noting = next(iter(record_type.by_path.get(NOTATION, ())), None)
    if noting is not None and hint.notations:
        tree[noting.key] = [literal(n) for n in hint.notations]
    classified = {(f"<{hint.iri}>", HAS_TYPE, f"<{one}>") for one in hint.classified if one in known}
    return Record(hint.iri, path, local, assemble(record_type, hint.iri, local, tree) | classified)
