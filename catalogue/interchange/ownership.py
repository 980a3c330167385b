"""Who owns what in a parsed graph: which subjects are records, which are parts, which mere hearsay.

A subject is a record if it is an IRI that a record type takes, and if the document describes it or
nothing in the document refers to it. What hangs on a record through blank nodes, or through IRIs
that no record type takes, is part of it. What is said in passing of anything else is a hint.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from catalogue.interchange.hints import hint, only_hinted
from catalogue.interchange.incoming import Hint
from catalogue.interchange.record_types import Classes, slug_of
from catalogue.interchange.stubs import path_of
from catalogue.namespaces import TYPE
from catalogue.rdf import Term, Triple, is_blank, is_iri
from catalogue.shapes import RecordType


@dataclass(frozen=True)
class Held:
    """What a record holds: its subjects, those of them without a name here, their triples.

    `depth` counts how far parts lie within parts.
    """

    subjects: tuple[Term, ...]
    unnamed: frozenset[Term]
    triples: tuple[Triple, ...]
    depth: int


class Graph:
    """The statements of one document; `tops` are IRIs that it is about, however little it says."""

    def __init__(
        self,
        triples: Iterable[Triple],
        classes: Classes,
        base: str,
        tops: frozenset[Term] = frozenset(),
    ) -> None:
        self.classes = classes
        self.base = base
        self._tops = tops
        self.about: dict[Term, list[Triple]] = {}
        same: dict[Term, Term] = {}  # one copy of each text: a dump repeats them a million times
        one = same.setdefault
        for s, p, o in triples:
            triple = one(s, s), one(p, p), one(o, o)
            self.about.setdefault(triple[0], []).append(triple)

    @cached_property
    def referred(self) -> frozenset[Term]:
        """Everything that another subject points to."""
        every = (triple for held in self.about.values() for triple in held)
        return frozenset(o for s, p, o in every if p != TYPE and o != s)

    @cached_property
    def roots(self) -> Mapping[Term, RecordType]:
        """The records of the document, in its order."""
        kept = ((iri, self._record_type(iri, held)) for iri, held in self.about.items())
        return {iri: one for iri, one in kept if one is not None}

    @cached_property
    def hints(self) -> Mapping[Term, Hint]:
        """What is said in passing."""
        others = (iri for iri in self.about if is_iri(iri) and iri not in self.roots)
        plain = (iri for iri in others if not self.is_fragment(iri))
        return {iri: hint(iri, self.about[iri]) for iri in plain if only_hinted(self.about[iri])}

    @cached_property
    def fragments(self) -> Mapping[str, list[Term]]:
        """The subjects that are fragments under our base, by the local IRI of their record."""
        found: dict[str, list[Term]] = {}
        for iri in filter(self.is_fragment, self.about):
            found.setdefault(iri[1:].split("#", 1)[0], []).append(iri)
        return found

    def is_ours(self, iri: Term) -> bool:
        """Whether an IRI lies under our base."""
        return iri.startswith(f"<{self.base}/")

    def is_fragment(self, iri: Term) -> bool:
        """Whether an IRI is that of a part of one of our records."""
        return self.is_ours(iri) and "#" in iri

    def held(self, root: Term) -> Held:
        """What a record holds, found layer by layer."""
        path = path_of(root[1:-1], self.roots[root].slug, self.base)
        own = dict.fromkeys([root, *self.fragments.get(self.base + path, ())])
        found, layer, depth = dict(own), list(own), 0
        while layer:
            reached = dict.fromkeys(o for s in layer for _, p, o in self.about[s] if p != TYPE)
            layer = [o for o in reached if o not in found and self._is_part(o)]
            found.update(dict.fromkeys(layer))
            depth += 1
        triples = tuple(triple for subject in found for triple in self.about[subject])
        return Held(tuple(found), frozenset(found).difference(own), triples, depth)

    def bundle(self, start: Term, done: set[Term]) -> list[Term]:
        """The subjects that hang on one which is no record, but on none that is done with."""
        if self.is_fragment(start):
            return self.fragments[start[1:].split("#", 1)[0]]
        found = {start: None}
        waiting = [start]
        while waiting:
            for _, _, o in self.about[waiting.pop()]:
                if o not in found and o not in done and (o in self.hints or self._is_part(o)):
                    found[o] = None
                    waiting.append(o)
        return list(found)

    def _is_part(self, node: Term) -> bool:
        if node not in self.about:
            return False
        return is_blank(node) or not (node in self.roots or node in self.hints or self.is_ours(node))

    def _record_type(self, iri: Term, about: list[Triple]) -> RecordType | None:
        if not is_iri(iri) or (self.is_ours(iri) and slug_of(iri, self.base) is None):
            return None
        one = self.classes.record_type(iri, about, self.base)
        if one is None or self.classes.ours(about) or iri in self._tops:
            return one
        return None if only_hinted(about) and iri in self.referred else one
