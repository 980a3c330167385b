"""Relations of a record, asked: pages of what is returned, and which relations there are at all."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from catalogue.bounded import Bounded
from catalogue.errors import CatalogueBusy
from catalogue.projections.search_picking import Picked, Picking
from catalogue.publication import PublicRecord, Summary
from catalogue.queries import about
from catalogue.relations.answering import Answering, answering, reached
from catalogue.stored import Stored

SIZE = 100
"""Records on a page."""

_HELD = 200_000  # IRIs that answers of the store may hold in memory
_FEW = 20
_MANY = 1_000  # makers at a place, say, among whom one of the right kind is looked for


class Relations:
    """Asks the public index, and the public store where a relation leads through a third record; only what is public
    now is ever returned, as every page comes out of the index.
    """

    def __init__(self, held: Stored) -> None:
        self._held = held
        self._log, self._index = held.public_log, held.public_search
        self._asked: Bounded[tuple[str, str, int], frozenset[str]] = Bounded(_HELD, lambda found: len(found) + 1)
        self._any_asked: Bounded[tuple[str, str, int], frozenset[str]] = Bounded(_HELD)

    @cached_property
    def answering(self) -> Mapping[str, Answering]:
        """What answers each relation, by its name."""
        return answering(self._held.schema)

    def given(self, iri: str) -> Summary | None:
        """What is public of what is given, by its IRI or its address here."""
        found = self._log.summaries([iri]).get(iri)
        if found is None and iri.startswith(f"{self._held.base}/"):
            here = self._log.by_path(iri.removeprefix(self._held.base))
            found = self.given(here.iri) if isinstance(here, PublicRecord) and here.iri != iri else None
        return found

    def page(self, name: str, iri: str, number: int) -> Picked:
        """A page, from 1, of what stands in a relation to a record; nothing where that is not public, or no such kind.

        Raises KeyError for a relation that is not known.
        """
        one = self.answering[name]
        given = self.given(iri)
        if given is None or given.crm_class not in one.relation.given.classes:
            return Picked(0, ())
        picking = self._picking(one, given, self._outward(one, given) | self._through(one, given))
        return self._index.pick(picking, (number - 1) * SIZE, SIZE)

    def of(self, public: PublicRecord) -> tuple[str, ...]:
        """The names of the relations in which anything stands to a record."""
        given = self.given(public.iri)
        if given is None:
            return ()
        asked = [one for one in self.answering.values() if given.crm_class in one.relation.given.classes]
        pointed = self._index.incoming(given.iri, {a for one in asked for a in one.addresses})
        there = {address for address, count in pointed.items() if count}
        return tuple(one.relation.name for one in asked if self._any(one, given, public, there))

    def _any(self, one: Answering, given: Summary, public: PublicRecord, there: set[str]) -> bool:
        if not there.isdisjoint(one.held):
            return True
        if not there.isdisjoint(one.own) or given.slug in one.outward:
            picking = self._picking(one, given, reached(public.triples, given.iri, one.outward.get(given.slug, ())))
            return self._index.pick(picking, limit=0).total > 0
        near = there.intersection(one.near)
        if any(self._seen(one, address, given.iri) for address in near):
            return True
        return self._worth(one, given, near) and self._found_through(one, given)

    def _seen(self, one: Answering, address: str, iri: str) -> bool:
        """Whether one of the first records that point to what is given says at the same place what is looked for."""
        worth = one.relation.worth
        if worth is None or not worth.beside:
            return False
        records = self._index.pick(Picking((), (), (), [(address, iri)]), limit=_FEW).records
        named: set[str] = set()
        for public in self._log.current([found for found, _ in records]):
            here = {s for s, p, o in public.triples if p == worth.near and o == f"<{iri}>"}
            named.update(o[1:-1] for s, p, o in public.triples if s in here and p in worth.beside)
        return any(told.crm_class in one.relation.returns.classes for told in self._log.summaries(named).values())

    def _worth(self, one: Answering, given: Summary, near: set[str]) -> bool:
        """Whether the index leaves it open that a query finds anything: it counts in no time, a query has to look."""
        return any(self._open(one, address, given.iri) for address in near) if one.beside else bool(near)

    def _open(self, one: Answering, address: str, iri: str) -> bool:
        link, slug, returned = [(address, iri)], address.partition(".")[0], one.relation.returns.classes
        if self._index.pick(Picking(link, (), returned), limit=0).total:
            return True
        if any(self._index.facets(one.beyond.get(slug, ()), links=link, limit=1).values()):
            return True
        named = self._index.facets(one.beside.get(slug, ()), links=link, limit=_MANY).values()
        known = self._log.summaries(target for found in named for target, _ in found).values()
        return any(len(found) == _MANY for found in named) or any(told.crm_class in returned for told in known)

    def _found_through(self, one: Answering, given: Summary) -> bool:
        stores = self._held.owned
        if stores is None:
            return False
        key = one.relation.name, given.iri, stores.public.store.position()
        held = self._asked.get(key) or self._any_asked.get(key)
        if held is None:
            held = frozenset(stores.public.ask(about(f"{one.relation.query} LIMIT 1", given=given.iri))[1])
            self._any_asked.put(key, held)
        return bool(held)

    def _picking(self, one: Answering, given: Summary, iris: frozenset[str]) -> Picking:
        return Picking(
            links=[(address, given.iri) for address in one.own],
            iris=iris,
            classes=one.relation.returns.classes,
            besides=[(address, given.iri) for address in one.held],
        )

    def _outward(self, one: Answering, given: Summary) -> frozenset[str]:
        """What the record itself says of it."""
        if given.slug not in one.outward:
            return frozenset()
        found = self._log.by_path(given.path)
        held = found.triples if isinstance(found, PublicRecord) else frozenset()
        return reached(held, given.iri, one.outward[given.slug])

    def _through(self, one: Answering, given: Summary) -> frozenset[str]:
        """What the store finds through other records; raises CatalogueBusy while it is not ours."""
        if not any(self._index.incoming(given.iri, one.near).values()):
            return frozenset()
        stores = self._held.owned
        if stores is None:
            raise CatalogueBusy("The public store is not open.", "Ask again in a moment.")
        key = one.relation.name, given.iri, stores.public.store.position()
        held = self._asked.get(key)
        if held is None:
            position, found = stores.public.ask(about(one.relation.query, given=given.iri))
            held = frozenset(found)
            self._asked.put((*key[:2], position), held)
        return held
