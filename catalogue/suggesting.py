"""What a picker offers while somebody types: working records by any of their names, with what tells them apart."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from catalogue.cards import Card
from catalogue.projections.search import Hit, SearchIndex
from catalogue.publication import Summary
from catalogue.schemes import IN_SCHEME
from catalogue.shapes import Field, Schema
from catalogue.working import Standing, WorkingLog

LIMIT = 12
_DEEPEST = 8  # steps up a hierarchy


@dataclass(frozen=True)
class Suggestion:
    """A record that may be chosen; `above` is what it stands under, the widest first."""

    hit: Hit
    card: Card
    standing: Standing
    above: tuple[Summary, ...]


class Suggesting:
    """Suggests records of one catalogue."""

    def __init__(self, schema: Schema, log: WorkingLog, index: SearchIndex) -> None:
        self._schema = schema
        self._log = log
        self._index = index

    def of_field(
        self, one: Field, text: str, language: str, limit: int = LIMIT, institutions: Collection[str] | None = None
    ) -> tuple[Suggestion, ...]:
        """Records of the types that a field refers to, those of its vocabulary first."""
        slugs = [t.slug for c in one.refers_to if (t := self._schema.by_class.get(c)) is not None]
        return self.suggestions(text, slugs, one.vocabulary, language, limit, institutions)

    def suggestions(
        self,
        text: str,
        slugs: Sequence[str],
        vocabulary: str | None = None,
        language: str = "en",
        limit: int = LIMIT,
        institutions: Collection[str] | None = None,
    ) -> tuple[Suggestion, ...]:
        """Records of some types, those of a vocabulary first; of some institutions only, if they are given.

        Without text, the beginning of the vocabulary, or of all records in the order of their names.
        """
        if not slugs:
            return ()
        hits = {hit.iri: hit for hit in self._hits(text, slugs, vocabulary, language, limit)}
        cards, standing = self._log.cards(hits), self._log.standing(hits)
        live = (iri for iri in hits if iri in cards and iri in standing)
        shown = [iri for iri in live if _among(standing[iri], institutions)][:limit]
        above = self._above({iri: cards[iri] for iri in shown})
        return tuple(Suggestion(hits[iri], cards[iri], standing[iri], above[iri]) for iri in shown)

    def _hits(
        self, text: str, slugs: Sequence[str], vocabulary: str | None, language: str, limit: int
    ) -> Iterator[Hit]:
        found = 0
        for slug, address in self._scheme_addresses(slugs) if vocabulary else ():
            hits = self._index.named(text, [slug], [(address, vocabulary or "")], limit, language)
            found += len(hits)
            yield from hits
        if found < limit and (text.strip() or not found):
            yield from self._index.named(text, slugs, (), limit, language)

    def _scheme_addresses(self, slugs: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Slug and address of the fields that say of which vocabulary a record is a term."""
        for slug in slugs:
            for one in self._schema.by_slug[slug].fields:
                if one.path == IN_SCHEME:
                    yield slug, f"{slug}.{one.key}"

    def _above(self, cards: dict[str, Card]) -> dict[str, tuple[Summary, ...]]:
        """What each of these stands under, the widest first; a record under several is shown under the first."""
        chains: dict[str, list[str]] = {iri: [] for iri in cards}
        known = dict(cards)
        for _ in range(_DEEPEST):
            steps = {iri: _next(known, chain[-1] if chain else iri) for iri, chain in chains.items()}
            known |= self._log.cards({step for step in steps.values() if step and step not in known})
            further = {iri: s for iri, s in steps.items() if s in known and s not in (iri, *chains[iri])}
            if not further:
                break
            for iri, step in further.items():
                chains[iri].append(step)
        return {iri: tuple(known[step].summary for step in reversed(chain)) for iri, chain in chains.items()}


def _next(known: dict[str, Card], iri: str) -> str:
    above = known[iri].above
    return above[0] if above else ""


def _among(standing: Standing, institutions: Collection[str] | None) -> bool:
    return institutions is None or standing.institution in institutions
