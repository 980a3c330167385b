"""What a representation for whoever may not see everything leaves in: neither staff fields nor competing statements.

Unlike the public view it is no promise that nothing leaks, but says what an upload may replace; so a part without its
required values stays, and so do pointers to records that are not published.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from catalogue.namespaces import LABEL
from catalogue.public_view import ATTRIBUTED, AUDIENCE, EMBARGO, PUBLIC
from catalogue.rdf import Triple, Triples
from catalogue.record import Part, RecordView


@dataclass
class Seen:
    """The triples that are seen of a tree, and those by which staff fields and competing statements hang on it."""

    tree: RecordView
    triples: set[Triple] = field(default_factory=set)
    guarded: set[Triple] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._part(self.tree.root)
        self.triples -= self.guarded

    @property
    def unseen(self) -> Triples:
        """What is in the record and is not seen."""
        return self.tree.record.triples - self.triples

    def _part(self, part: Part) -> None:
        self.triples.update(part.fixed)
        self.triples.update(t for t in part.unclaimed if t[1] == LABEL)
        for key, values in part.values.items():
            one = part.shape.by_key[key]
            for value in values:
                if one.staff or one.path == ATTRIBUTED or (value.part is not None and _set_apart(value.part)):
                    self.guarded.add(value.triple)
                    continue
                self.triples.add(value.triple)
                if value.part is not None:
                    self._part(value.part)


def _set_apart(part: Part) -> bool:
    """Whether a part was set to staff, or has an embargo, be it over or not."""
    said = [*part.unclaimed, *(value.triple for values in part.values.values() for value in values)]
    return any(p == EMBARGO or (p == AUDIENCE and o != PUBLIC) for _, p, o in said)
