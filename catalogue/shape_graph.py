"""The triples of shape files, looked up by subject: just what reading and expanding shapes needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from catalogue.rdf import Term, Triple


class ShapeGraph:
    """A growing set of triples."""

    def __init__(self) -> None:
        self._of: dict[Term, dict[Term, dict[Term, None]]] = {}

    def add(self, triples: Iterable[Triple]) -> None:
        """Takes more triples; each counts once."""
        for subject, predicate, object_ in triples:
            self._of.setdefault(subject, {}).setdefault(predicate, {})[object_] = None

    def values(self, subject: Term, predicate: Term) -> list[Term]:
        """The objects of a subject on a predicate."""
        return list(self._of.get(subject, {}).get(predicate, ()))

    def value(self, subject: Term, predicate: Term) -> Term | None:
        """The first object, if there is one."""
        return next(iter(self._of.get(subject, {}).get(predicate, ())), None)

    def subjects(self, predicate: Term, object_: Term | None = None) -> list[Term]:
        """The subjects that have a predicate (with that object, where one is given)."""
        return [
            s for s, said in self._of.items() if predicate in said and (object_ is None or object_ in said[predicate])
        ]

    def about(self, subject: Term) -> Iterator[Triple]:
        """Everything said of a subject."""
        for predicate, objects in self._of.get(subject, {}).items():
            yield from ((subject, predicate, object_) for object_ in objects)

    def remove(self, subject: Term, predicate: Term) -> None:
        """Takes out what a subject has on a predicate."""
        self._of.get(subject, {}).pop(predicate, None)

    def __contains__(self, subject: Term) -> bool:
        return subject in self._of

    def __iter__(self) -> Iterator[Triple]:
        for subject in self._of:
            yield from self.about(subject)
