"""Vocabulary packs: authored in SKOS under `ontology/vocabularies`, loaded as records.

A concept becomes a record of the type whose classes it has; its labels become names in languages, and
every other statement is kept where the record type has a field on that predicate.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from catalogue.assembly import Tree, assemble
from catalogue.interchange.incoming import Incoming, Origin
from catalogue.interchange.stubs import path_of
from catalogue.namespaces import ONTOLOGY, SKOS, TYPE
from catalogue.rdf import Term, Triple, literal, parse, parts, subjects
from catalogue.shapes import RecordType, Schema

PACKS = ONTOLOGY / "vocabularies"
_PREFERRED = f"<{SKOS}prefLabel>"
_ALTERNATIVE = f"<{SKOS}altLabel>"
_DEFINITION = f"<{SKOS}definition>"
_SCOPE = f"<{SKOS}scopeNote>"
_NOTATION = f"<{SKOS}notation>"
_NARRATIVE: Mapping[Term, str] = {_DEFINITION: "description", _SCOPE: "note"}


def pack_files() -> list[Path]:
    """The packs that ship."""
    return sorted(PACKS.glob("*.ttl"))


def pack_records(files: list[Path], schema: Schema, base: str) -> Iterator[Incoming]:
    """The concepts of all packs as incoming records; a concept that several packs describe is one record."""
    triples: dict[Triple, None] = {}
    for file in files:
        triples.update(dict.fromkeys(parse(file.read_bytes(), "turtle")))
    by_subject = subjects(triples)
    tags = {parts(o).text: s for s, held in by_subject.items() for _, p, o in held if p == _NOTATION}
    for subject, held in by_subject.items():
        classes = [o[1:-1] for _, p, o in held if p == TYPE]
        record_type = next((t for t in schema.record_types for c in classes if c in t.classes), None)
        if record_type is not None:
            yield _record(subject[1:-1], held, record_type, tags, base)


def _record(iri: str, held: list[Triple], record_type: RecordType, tags: Mapping[str, Term], base: str) -> Incoming:
    path = path_of(iri, record_type.slug, base)
    tree: dict[str, str | list[Term | Tree]] = {}
    class_ = next(o[1:-1] for _, p, o in held if p == TYPE and o[1:-1] in record_type.classes)
    tree["@class"] = class_
    first, others = _naming(record_type)
    preferred = [o for _, p, o in held if p == _PREFERRED]
    tree[first] = [_name(o, tags) for o in preferred]
    tree[others] = [_name(o, tags) for _, p, o in held if p == _ALTERNATIVE]
    for _, predicate, value in held:
        key = _NARRATIVE.get(predicate)
        if key in record_type.by_key:
            _add(tree, key, {"content": [literal(parts(value).text)], **_language(value, tags)})
        for one in record_type.by_path.get(predicate, ())[:1]:
            if one.part is None:
                _add(tree, one.key, value)
    local = base + path
    kept = {key: values for key, values in tree.items() if values}
    return Incoming(
        Origin("vocabulary"), record_type, iri, path, local, assemble(record_type, iri, local, kept), key=iri
    )


def _naming(record_type: RecordType) -> tuple[str, str]:
    """The keys of the field for preferred names and of that for others (the same where there is one)."""
    naming = [f.key for f in record_type.fields if f.names]
    return naming[0], naming[-1]


def _add(tree: dict[str, str | list[Term | Tree]], key: str | None, value: Term | Tree) -> None:
    held = tree.setdefault(str(key), [])
    assert isinstance(held, list)
    held.append(value)


def _name(label: Term, tags: Mapping[str, Term]) -> Tree:
    return {"content": [literal(parts(label).text)], **_language(label, tags)}


def _language(text: Term, tags: Mapping[str, Term]) -> dict[str, list[Term | Tree]]:
    language = tags.get(parts(text).language or "")
    return {"language": [language]} if language else {}
