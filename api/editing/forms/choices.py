"""Vocabularies that are small enough to choose from in a list, with their terms in the language of the reader.

They are asked of the working index and kept for a moment, so that a form does not ask for the same forty terms again
and again, and a new term is there soon after it was saved.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from starlette.requests import Request

from api.editing.forms.reading import Option
from api.editing.readable import readable
from catalogue.projections.search import SearchIndex
from catalogue.schemes import IN_SCHEME
from catalogue.shapes import Schema
from catalogue.working import WorkingLog

MOST = 100  # terms of a list; a larger vocabulary is searched
KEPT = 10.0  # seconds
Term = tuple[Option, str]
"""A term, and the institution whose it is."""


@dataclass
class Choices:
    """The terms of small vocabularies, by vocabulary and language."""

    schema: Schema
    index: SearchIndex
    log: WorkingLog
    _kept: dict[str, tuple[float, Mapping[str, Sequence[Term]]]] = field(default_factory=dict)

    def in_language(self, language: str) -> Mapping[str, Sequence[Term]]:
        """Vocabulary IRI → its terms by name, for those that are small enough."""
        held = self._kept.get(language)
        if held is None or time.monotonic() - held[0] > KEPT:
            held = time.monotonic(), dict(self._asked(language))
            self._kept[language] = held
        return held[1]

    def vocabularies(self, language: str) -> frozenset[str]:
        """The vocabularies that are small enough; whoever saves need not wait for their terms."""
        held = self._kept.get(language)
        return frozenset(held[1] if held is not None else self.in_language(language))

    def _asked(self, language: str) -> list[tuple[str, Sequence[Term]]]:
        found: list[tuple[str, Sequence[Term]]] = []
        for vocabulary in sorted(self._vocabularies()):
            terms = [
                self.index.search("", links=[(where, vocabulary)], limit=MOST, language=language, sort="label")
                for where in self._schemes()
            ]
            total, hits = sum(one.total for one in terms), [hit for one in terms for hit in one.hits]
            if 0 < total <= MOST:
                standing = self.log.standing(hit.iri for hit in hits)
                live = [(hit, standing[hit.iri].institution) for hit in hits if hit.iri in standing]
                found.append((vocabulary, [(Option(h.iri, h.label or h.path), whose) for h, whose in live]))
        return found

    def _vocabularies(self) -> set[str]:
        return {a.field.vocabulary for a in self.schema.addresses.values() if a.field.vocabulary}

    def _schemes(self) -> list[str]:
        """The addresses of the fields that say in which scheme a term is."""
        return [text for text, a in self.schema.addresses.items() if len(a.steps) == 1 and a.field.path == IN_SCHEME]


def choices(request: Request) -> frozenset[str]:
    """The vocabularies that are chosen from a list, as they were when their terms were asked last."""
    held: Choices = request.app.state.choices
    return held.vocabularies(request.app.state.pages.tongue(request).language.code)


def terms(request: Request) -> Mapping[str, Sequence[Option]]:
    """The terms to choose from, by vocabulary: those that the person may read."""
    places = readable(request)
    return {
        vocabulary: [option for option, whose in held if places is None or whose in places]
        for vocabulary, held in _of(request).items()
    }


def _of(request: Request) -> Mapping[str, Sequence[Term]]:
    held: Choices = request.app.state.choices
    return held.in_language(request.app.state.pages.tongue(request).language.code)
