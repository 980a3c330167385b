"""What a record is called: the texts of its naming fields, by language, and its notations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from catalogue.namespaces import LABEL, SKOS
from catalogue.rdf import Term, Triples, parts, text_of
from catalogue.record import Part, RecordView

NOTATION = f"<{SKOS}notation>"

OTHERWISE = "en"
"""The language in which everything of ours is said, also where a reader's is missing."""


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


def nearest(said: Mapping[str, str], language: str) -> tuple[str, str]:
    """The tag and text to show to a reader of a language; ("", "") where there is none.

    The one chain of the house: the language or a variant of it, English or a variant of it, a text of no known
    language, then whatever there is, by tag.
    """
    for wanted in (language, language.partition("-")[0], OTHERWISE):
        if said.get(wanted):
            return wanted, said[wanted]
        variant = next((tag for tag in sorted(said) if tag.startswith(wanted + "-") and said[tag]), None)
        if variant:
            return variant, said[variant]
    return next(((tag, said[tag]) for tag in sorted(said) if said[tag]), ("", ""))


def display_label(said: Mapping[str, str], language: str, otherwise: str) -> str:
    """The label nearest to a language; `otherwise` if there is none."""
    return nearest(said, language)[1] or otherwise


def _said_otherwise(tree: RecordView) -> dict[str, str]:
    found: dict[str, str] = {}
    subject: Term = tree.root.subject
    for s, p, o in sorted(tree.record.triples):
        if s == subject and p == LABEL and o[0] == '"':
            text, _, tag = parts(o)
            found.setdefault(tag or "", text)
    return found
