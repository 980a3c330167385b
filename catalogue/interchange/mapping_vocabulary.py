"""The vocabularies of the house as translation tables: every label and notation → its term."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from catalogue.namespaces import ONTOLOGY, SKOS
from catalogue.rdf import Term, Triple, is_literal, parse, parts

LANGUAGES = "languages"
_LABELS = [f"<{SKOS}{name}>" for name in ("notation", "prefLabel", "altLabel")]
_FOLDER = ONTOLOGY / "vocabularies"


@cache
def vocabulary_names() -> tuple[str, ...]:
    """The vocabularies that there are."""
    return tuple(sorted(file.stem for file in _FOLDER.glob("*.ttl")))


@cache
def labels_of(name: str) -> Mapping[str, Term]:
    """Folded label, in any language, or notation → term; a preferred label wins over another.

    A term that this vocabulary only places is described in that of another.
    """
    triples = parse((_FOLDER / f"{name}.ttl").read_bytes(), "turtle")
    members = {s for s, p, _ in triples if p == f"<{SKOS}inScheme>"}
    here = [t for t in triples if t[1] in _LABELS and is_literal(t[2])]
    placed = members - {s for s, _, _ in here}
    said = [*here, *(t for term in placed for t in _described().get(term, ()))]
    found: dict[str, Term] = {}
    for label in _LABELS:
        for subject, _, text in sorted(t for t in said if t[1] == label and t[0] in members):
            found.setdefault(parts(text).text.strip().casefold(), subject)
    return found


@cache
def _described() -> Mapping[Term, list[Triple]]:
    """What every vocabulary calls its terms."""
    found: dict[Term, list[Triple]] = {}
    for name in vocabulary_names():
        for one in parse((_FOLDER / f"{name}.ttl").read_bytes(), "turtle"):
            if one[1] in _LABELS and is_literal(one[2]):
                found.setdefault(one[0], []).append(one)
    return found


@cache
def languages() -> Mapping[str, str]:
    """Language tag → IRI of its term."""
    triples = parse((_FOLDER / f"{LANGUAGES}.ttl").read_bytes(), "turtle")
    tagged = ((parts(o).text, s) for s, p, o in triples if p == _LABELS[0])
    return {tag: term[1:-1] for tag, term in tagged}
