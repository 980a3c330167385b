"""Unnamed nodes that lead back to themselves, put in an order that depends on what they say alone.

What is known of each is refined by what is known of its neighbours until nothing more can be told
apart; then each of the nodes still alike is tried as the first, and the outcome that sorts first
is taken.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping

from catalogue.errors import KhizanaError
from catalogue.rdf import Term

Pair = tuple[Term, Term]
Pairs = frozenset[Pair]
_TRIALS = 256


class TangledParts(KhizanaError):
    """Unnamed nodes so alike, and so knotted together, that they cannot be told apart."""


class Knot:
    """Nodes with what they say (`known`), and who points to them with which predicate (`pointers`).

    Pointers from unnamed nodes outside the knot are given with an empty subject.
    """

    def __init__(self, known: Mapping[Term, Pairs], pointers: Mapping[Term, Collection[Pair]]) -> None:
        self.known = known
        self.pointers = pointers
        self.trials = 0

    def order(self) -> list[Term]:
        """The nodes in their canonical order; raises TangledParts after too many trials."""
        return self._settle({node: digest(self._said(node)) for node in self.known})[1]

    def _said(self, node: Term) -> list[str]:
        said = sorted(f"> {p} {'' if o in self.known else o}" for p, o in self.known[node])
        heard = sorted(f"< {p} {'' if s in self.known else s}" for p, s in self.pointers[node])
        return said + heard

    def _settle(self, colours: dict[Term, str]) -> tuple[str, list[Term]]:
        colours = self._refined(colours)
        by_colour: dict[str, list[Term]] = {}
        for node, colour in colours.items():
            by_colour.setdefault(colour, []).append(node)
        tied = min((c for c, nodes in by_colour.items() if len(nodes) > 1), default=None)
        if tied is None:
            return self._written(sorted(colours, key=colours.__getitem__))
        self.trials += len(by_colour[tied])
        if self.trials > _TRIALS:
            raise TangledParts(
                "Unnamed nodes are knotted together and too much alike.",
                "Give them IRIs of their own.",
            )
        tries = (self._settle({**colours, node: digest([tied, "chosen"])}) for node in by_colour[tied])
        return min(tries, key=lambda found: found[0])

    def _refined(self, colours: dict[Term, str]) -> dict[Term, str]:
        count = 0
        while len(set(colours.values())) > count:
            count = len(set(colours.values()))
            colours = {node: self._seen(node, colours) for node in colours}
        return colours

    def _seen(self, node: Term, colours: Mapping[Term, str]) -> str:
        out = sorted(f"> {p} {colours[o]}" for p, o in self.known[node] if o in colours)
        into = sorted(f"< {p} {colours[s]}" for p, s in self.pointers[node] if s in colours)
        return digest([colours[node], *out, *into])

    def _written(self, order: list[Term]) -> tuple[str, list[Term]]:
        place = {node: str(n) for n, node in enumerate(order)}
        return "\n".join(sorted(f"{place[n]} {p} {place.get(o, o)}" for n in order for p, o in self.known[n])), order


def digest(texts: Iterable[str]) -> str:
    """The SHA-256 of some texts, in hexadecimal."""
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()
