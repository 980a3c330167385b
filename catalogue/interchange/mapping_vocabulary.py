"""The vocabularies of the house as translation tables: every label and notation → its term."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from catalogue.namespaces import ONTOLOGY, SKOS
from catalogue.rdf import Term, is_literal, parse, parts

LANGUAGES = "languages"
_LABELS = [f"<{SKOS}{name}>" for name in ("notation", "prefLabel", "altLabel")]
_FOLDER = ONTOLOGY / "vocabularies"


@cache
def vocabulary_names() -> tuple[str, ...]:
    """The vocabularies that there are."""
    return tuple(sorted(file.stem for file in _FOLDER.glob("*.ttl")))


@cache
def labels_of(name: str) -> Mapping[str, Term]:
    """Folded label, in any language, or notation → term; a preferred label wins over another."""
    triples = parse((_FOLDER / f"{name}.ttl").read_bytes(), "turtle")
    scheme = f"<{SKOS}inScheme>"
    members = {s for s, p, _ in triples if p == scheme}
    found: dict[str, Term] = {}
    for label in _LABELS:
        said = sorted(t for t in triples if t[1] == label and t[0] in members and is_literal(t[2]))
        for subject, _, text in said:
            found.setdefault(parts(text).text.strip().casefold(), subject)
    return found


@cache
def languages() -> Mapping[str, str]:
    """Language tag → IRI of its term."""
    triples = parse((_FOLDER / f"{LANGUAGES}.ttl").read_bytes(), "turtle")
    tagged = ((parts(o).text, s) for s, p, o in triples if p == _LABELS[0])
    return {tag: term[1:-1] for tag, term in tagged}
