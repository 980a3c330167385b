"""Vocabulary schemes: what they are called, the hierarchy of their terms, and both as SKOS.

A scheme is no record. It is there because public terms say that they are in it; those that ship are described in
their packs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from catalogue.interchange.stubs import path_of
from catalogue.namespaces import SKOS, TYPE
from catalogue.publication import Summary
from catalogue.rdf import Term, Triple, iri, iri_text, is_literal, literal, parse, parts
from catalogue.record import RecordView
from catalogue.shapes import Labels
from catalogue.vocabularies import pack_files

IN_SCHEME = f"<{SKOS}inScheme>"
SLUG = "vocabulary"
DEEPEST = 40  # steps below a top term; what is deeper stands at the top
_OURS = re.compile(r"https://w3id\.org/khizana/vocabulary/([a-z0-9][a-z0-9-]*)")
_SOURCE = "<http://purl.org/dc/terms/source>"


@dataclass(frozen=True)
class Scheme:
    """A scheme: its IRI, its local path, its labels, where it is from."""

    iri: str
    path: str
    labels: Labels
    source: str = ""

    @property
    def summary(self) -> Summary:
        """The scheme as pages show what they link to."""
        return Summary(self.iri, self.path, SLUG, self.labels, "")


class Schemes:
    """What is known of schemes; packs, and labels of further languages, are read when the first is asked for."""

    def __init__(self, base: str, labels: Iterable[Path] = ()) -> None:
        self._base = base
        self._labels = tuple(labels)

    def scheme(self, address: str) -> Scheme:
        """A scheme by its IRI; one that no pack describes is called by the end of its IRI."""
        described = self._described.get(iri(address))
        if described is None:
            return Scheme(address, self._path(address), {"": re.split(r"[/#:]", address.rstrip("/#"))[-1] or address})
        names = (parts(said) for said in described.get(f"<{SKOS}prefLabel>", ()) if is_literal(said))
        labels = {said.language or "": said.text for said in names}
        source = next((parts(said).text for said in described.get(_SOURCE, ()) if is_literal(said)), "")
        return Scheme(address, self._path(address), labels, source)

    def of(self, tree: RecordView) -> dict[str, Summary]:
        """The schemes in which a record is a term, as pages show them."""
        fields = (one for one in tree.record_type.fields if one.path == IN_SCHEME)
        found = (self.scheme(iri_text(value.term)) for one in fields for value in tree.root.all(one.key))
        return {one.iri: one.summary for one in found}

    def _path(self, address: str) -> str:
        ours = _OURS.fullmatch(address)
        return f"/{SLUG}/{ours[1]}" if ours else path_of(address, SLUG, self._base)

    @cached_property
    def _described(self) -> Mapping[Term, Mapping[Term, Sequence[Term]]]:
        """Scheme → predicate → values, from the packs."""
        found: dict[Term, dict[Term, list[Term]]] = {}
        schemes: set[Term] = set()
        for file in (*pack_files(), *self._labels):
            triples = parse(file.read_bytes(), "turtle")
            schemes |= {s for s, p, o in triples if (p, o) == (TYPE, f"<{SKOS}ConceptScheme>")}
            for subject, predicate, value in triples:
                if subject in schemes:
                    found.setdefault(subject, {}).setdefault(predicate, []).append(value)
        return found


@dataclass(frozen=True)
class Node:
    """A term in a hierarchy, with what is narrower; `size` counts it and all below it.

    `elsewhere` are narrower terms that stand at another place, or too deep to be shown here.
    """

    iri: str
    narrower: tuple[Node, ...] = ()
    elsewhere: tuple[str, ...] = ()

    @cached_property
    def size(self) -> int:
        """How many lines it takes."""
        return 1 + sum(one.size for one in self.narrower)

    def all(self) -> Iterator[Node]:
        """The node and all below it."""
        yield self
        for one in self.narrower:
            yield from one.all()


def hierarchy(concepts: Iterable[str], broader: Iterable[tuple[str, str]], rank: Mapping[str, str]) -> tuple[Node, ...]:
    """The top terms, each with all that is below it, in the order of `rank`.

    A term under two broader ones stands under both, what is below it only under the first; where terms run in a circle,
    one of them is made the top. So there are never more lines than terms and broader ones.
    """
    held = sorted(set(concepts), key=lambda one: (rank.get(one, ""), one))
    below: dict[str, list[str]] = {}
    under: set[str] = set()
    for narrow, broad in dict.fromkeys(broader):
        if narrow in rank and broad in rank and narrow != broad:
            below.setdefault(broad, []).append(narrow)
            under.add(narrow)
    reached: set[str] = set()
    tops = [*(one for one in held if one not in under), *held]
    return tuple(_node(top, below, rank, (), reached) for top in tops if top not in reached)


def _node(
    one: str, below: Mapping[str, list[str]], rank: Mapping[str, str], above: tuple[str, ...], reached: set[str]
) -> Node:
    narrower = sorted(below.get(one, ()), key=lambda each: (rank.get(each, ""), each))
    if one in reached or len(above) == DEEPEST:
        reached.add(one)
        return Node(one, elsewhere=tuple(narrower))
    reached.add(one)
    path = (*above, one)
    shown = tuple(_node(each, below, rank, path, reached) for each in narrower if each not in path)
    return Node(one, shown, tuple(each for each in narrower if each in path))


def skos(
    scheme: Scheme, tops: Sequence[Node], public: Mapping[str, Summary], matches: Iterable[tuple[str, Term, Term]]
) -> frozenset[Triple]:
    """A scheme and its terms in SKOS; `matches` are concept, property and what it matches elsewhere."""
    at = iri(scheme.iri)
    found = {(at, TYPE, _skos("ConceptScheme")), *_labels(at, scheme.labels)}
    for top in tops:
        found |= {(at, _skos("hasTopConcept"), iri(top.iri)), (iri(top.iri), _skos("topConceptOf"), at)}
        for node in top.all():
            term, own = iri(node.iri), public[node.iri]
            found |= {(term, TYPE, _skos("Concept")), (term, IN_SCHEME, at), *_labels(term, own.labels)}
            found |= {(term, _skos("notation"), literal(one)) for one in own.notations}
            found |= {(iri(one), _skos("broader"), term) for one in (*(n.iri for n in node.narrower), *node.elsewhere)}
    return frozenset(found) | {(iri(one), how, match) for one, how, match in matches if one in public}


def _labels(term: Term, labels: Labels) -> Iterator[Triple]:
    for language, text in labels.items():
        yield term, _skos("prefLabel"), literal(text, language=language or None)


def _skos(name: str) -> Term:
    return f"<{SKOS}{name}>"
