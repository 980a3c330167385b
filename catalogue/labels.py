"""What a record is called: the texts of its naming fields, by language, and its notations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from catalogue.namespaces import LABEL, SKOS
from catalogue.rdf import Term, Triples, parts, text_of
from catalogue.record import Part, RecordView

NOTATION = f"<{SKOS}notation>"


def name_parts(root: Part) -> Iterator[Part]:
    """The parts that name a record, in the order of its fields."""
    for one in root.shape.fields:
        if one.names:
            yield from (v.part for v in root.all(one.key) if v.part is not None)


def languages_used(tree: RecordView) -> set[str]:
    """The IRIs of the language concepts of a record's names."""
    return {v.term[1:-1] for name in name_parts(tree.root) for v in name.all("language")}


def labels(tree: RecordView, tags: Mapping[str, str]) -> dict[str, str]:
    """The record's names by language tag ("" where none is known), the first of each language.

    `tags` maps IRIs of language concepts to their tags.
    """
    found: dict[str, str] = {}
    for name in name_parts(tree.root):
        content = name.first("content")
        if content is None or content[0] != '"':
            continue
        text, _, tag = parts(content)
        spoken = name.first("language")
        language = tag or (tags.get(spoken[1:-1], "") if spoken else "")
        found.setdefault(language, text)
    return found or _said_otherwise(tree)


def notations(tree: RecordView) -> tuple[str, ...]:
    """The notations (skos:notation) of a record."""
    root = tree.root.subject
    return tuple(text_of(o) for o in sorted(o for s, p, o in tree.record.triples if p == NOTATION and s == root))


def notation_in(state: Triples, iri: str) -> str:
    """The first notation of an IRI in a state; empty if there is none."""
    subject = f"<{iri}>"
    return next((text_of(o) for s, p, o in sorted(state) if s == subject and p == NOTATION), "")


def display_label(said: Mapping[str, str], language: str, otherwise: str) -> str:
    """The label in a language, else in English, else without language, else any; `otherwise` if there is none."""
    return said.get(language) or said.get("en") or said.get("") or next(iter(said.values()), otherwise)


def _said_otherwise(tree: RecordView) -> dict[str, str]:
    found: dict[str, str] = {}
    subject: Term = tree.root.subject
    for s, p, o in sorted(tree.record.triples):
        if s == subject and p == LABEL and o[0] == '"':
            text, _, tag = parts(o)
            found.setdefault(tag or "", text)
    return found
