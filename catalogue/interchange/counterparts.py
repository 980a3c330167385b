"""Which part of an uploaded record is which part of the held one.

A part is recognised by its name, where the upload tells it; else by equal content; else by what it has in common with
one that is left; else by being the only one of its kind that is left on both sides.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from catalogue.namespaces import HAS_TYPE, TYPE
from catalogue.rdf import Term, Triple, Triples, is_iri

Pair = tuple[Term, Term]


class Side:
    """A state as parts within parts."""

    def __init__(self, triples: Triples, root: Term) -> None:
        self.root = root
        self.about: dict[Term, list[Pair]] = {}
        for subject, predicate, object_ in sorted(triples):
            self.about.setdefault(subject, []).append((predicate, object_))
        self._digests: dict[Term, str] = {}
        self._open: list[Term] = []

    @cached_property
    def parts(self) -> frozenset[Term]:
        """Every subject but the record itself."""
        return frozenset(self.about) - {self.root}

    def below(self, subject: Term) -> dict[Term, list[Term]]:
        """The parts that hang on a subject, by predicate."""
        found: dict[Term, list[Term]] = {}
        for predicate, object_ in self.about.get(subject, ()):
            if object_ in self.parts:
                found.setdefault(predicate, []).append(object_)
        return found

    def digest(self, subject: Term) -> str:
        """A hash of all that a part says, whatever the parts in it are called."""
        if subject not in self._digests:
            self._open.append(subject)
            said = sorted(f"{p} {o}" for p, o in self.content(subject))
            self._open.pop()
            self._digests[subject] = hashlib.sha256("\n".join(said).encode()).hexdigest()
        return self._digests[subject]

    def content(self, subject: Term) -> list[Pair]:
        """What a part says, the parts in it by their digests; one that it is itself in, by its name."""
        inner = self.parts.difference(self._open)
        return [(p, self.digest(o) if o in inner else o) for p, o in self.about.get(subject, ())]

    def kind(self, subject: Term) -> frozenset[Pair]:
        """Class and classification of a part."""
        return frozenset((p, o) for p, o in self.about.get(subject, ()) if p in (TYPE, HAS_TYPE) and is_iri(o))

    def within(self, subjects: Iterable[Term]) -> set[Triple]:
        """All that these parts say, and all that the parts in them say."""
        found: set[Triple] = set()
        seen, waiting = set[Term](), list(subjects)
        while waiting:
            here = waiting.pop()
            if here not in seen:
                seen.add(here)
                found.update((here, p, o) for p, o in self.about.get(here, ()))
                waiting += [o for _, o in self.about.get(here, ()) if o in self.parts]
        return found


@dataclass
class Counterparts:
    """Uploaded subject → held subject; `twins` are held parts that read just like one that was recognised.

    `named` says that the upload calls the parts by their names. Parts that are in `held` and not in `shown` are not to
    be replaced: only what equals them is them.
    """

    new: Side
    shown: Side
    held: Side
    named: bool
    names: dict[Term, Term] = field(default_factory=dict)
    twins: set[Triple] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._taken: set[Term] = set()
        self._queue = deque([(self.new.root, self.held.root)])
        self._pair(self.new.root, self.held.root)
        for subject in self.new.parts & self.held.parts if self.named else ():
            self._pair(subject, subject)
            self._queue.append((subject, subject))
        self._walk()

    def _pair(self, new: Term, held: Term) -> None:
        self.names[new] = held
        self._taken.add(held)

    def _walk(self) -> None:
        left: deque[tuple[list[Term], list[Term]]] = deque()
        while self._queue or left:
            if self._queue:
                new, held = self._queue.popleft()
                for predicate, parts in self.new.below(new).items():
                    self._equal(held, predicate, parts)
                    left.append((parts, self.shown.below(held).get(predicate, [])))
            else:
                self._nearest(*left.popleft())

    def _equal(self, above: Term, predicate: Term, parts: list[Term]) -> None:
        """Recognises parts by equal content."""
        by_digest: dict[str, list[Term]] = {}
        for side in (self.shown, self.held):
            for one in side.below(above).get(predicate, ()):
                alike = by_digest.setdefault(side.digest(one), [])
                alike += [one] if one not in alike else []
        for part in parts:
            alike = by_digest.get(self.new.digest(part), [])
            known = self.names.get(part)
            if known is None and alike:
                known = min(alike, key=lambda one: (one in self._taken, one != part))
                if known in self._taken and not self._same(known, part):
                    continue
                self._pair(part, known)
                self._queue.append((part, known))
            if known in alike and not self.named:
                self._keep_twins(above, predicate, [one for one in alike if one != known])

    def _same(self, held: Term, part: Term) -> bool:
        """Whether all that was recognised as a held part says what this part says."""
        digest = self.new.digest(part)
        return all(self.new.digest(n) == digest for n, h in self.names.items() if h == held)

    def _keep_twins(self, above: Term, predicate: Term, twins: list[Term]) -> None:
        for one in twins:
            self.twins.add((above, predicate, one))
            self.twins |= self.shown.within([one])
            self._taken.add(one)

    def _nearest(self, parts: list[Term], held: list[Term]) -> None:
        """Recognises what is left by what it has in common, then by its kind."""
        rest = [one for one in parts if one not in self.names]
        open_ = [one for one in held if one not in self._taken]
        scored = sorted((-self._common(n, h), n, h) for n in rest for h in open_)
        kinds = [(n, h) for n in rest for h in open_ if self.new.kind(n) == self.shown.kind(h)]
        alone = [(n, h) for n, h in kinds if _once(n, [k[0] for k in kinds]) and _once(h, [k[1] for k in kinds])]
        for new, old in [*((n, h) for score, n, h in scored if score), *alone]:
            if new not in self.names and old not in self._taken:
                self._pair(new, old)
                self._queue.append((new, old))

    def _common(self, new: Term, held: Term) -> int:
        classes = [{o for p, o in side.about[one] if p == TYPE} for side, one in ((self.new, new), (self.shown, held))]
        if classes[0] != classes[1]:
            return 0
        said = set(self.new.content(new)) & set(self.shown.content(held))
        return sum(p not in (TYPE, HAS_TYPE) for p, _ in said)


def renamed(triples: Triples, names: Mapping[Term, Term]) -> set[Triple]:
    """The triples with other names for their parts."""
    return {(names.get(s, s), p, names.get(o, o) if p != TYPE else o) for s, p, o in triples}


def _once(one: Term, among: list[Term]) -> bool:
    return among.count(one) == 1
