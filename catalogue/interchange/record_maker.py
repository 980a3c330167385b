"""A compiled rule for records, and the records that rows share.

A shared record (a maker, a place, a term) is made once, by the first row that has it. Remembered
are only the cells that its address was made of, and hashes of what it said.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from catalogue.assembly import Tree, assemble
from catalogue.interchange.incoming import Incoming
from catalogue.interchange.mapping_model import RecordRule
from catalogue.interchange.mapping_paths import ID, Cells, Getter, Text, written
from catalogue.interchange.table_making import Making, RowWork
from catalogue.rdf import Term, literal, text_of

OpenTree = dict[str, "str | Sequence[Term | Tree]"]
Filler = Callable[[Cells, object, Making], "OpenTree | None"]


@dataclass(frozen=True)
class RecordMaker:
    """Makes the records of one rule; `inputs` fetch every cell that they depend on, `key` seals names."""

    rule: RecordRule
    id: Text
    fill: Filler
    inputs: tuple[Getter, ...]
    base: str
    key: str

    def iri(self, identity: str) -> str:
        """The IRI of the record of an id."""
        return f"{self.base}/{self.rule.record_type.slug}/{identity}"

    def make(self, identity: str, work: RowWork, element: object) -> Incoming:
        """The record of a row, or of an element of it."""
        record_type, iri = self.rule.record_type, self.iri(identity)
        making = Making(work, keeps=self.rule.unread is not None)
        tree = self.fill(work.cells, element, making) or {}
        self._keep(tree, making)
        return Incoming(
            origin=work.origin,
            record_type=record_type,
            iri=iri,
            path=iri.removeprefix(self.base),
            local=iri,
            triples=assemble(record_type, iri, iri, tree, self.key),
            hints=tuple(making.hints.values()),
            notes=tuple(making.notes),
            key=identity,
            raw=work.raw,
        )

    def _keep(self, tree: OpenTree, making: Making) -> None:
        """Puts what could not be read into the field that keeps such."""
        if self.rule.unread is not None and making.kept:
            texts = (f"{column}: {text}" for column, text in making.kept)
            held = tree.get(self.rule.unread.key, ())
            tree[self.rule.unread.key] = [*held, *({"content": [literal(text)]} for text in texts)]


@dataclass
class SharedRecords:
    """The shared records of one reading."""

    makers: dict[str, RecordMaker] = field(default_factory=dict)
    _known: dict[tuple[str, ...], str] = field(default_factory=dict)
    _seen: dict[str, frozenset[int]] = field(default_factory=dict)

    def point(self, name: str, cells: Cells, element: object, making: Making) -> str | None:
        """The IRI of the shared record of a row or element; None where its id is empty."""
        maker = self.makers[name]
        inputs = (name, *[written(getter(cells, element)) for getter in maker.inputs])
        known = self._known.get(inputs)
        if known is not None:
            return known
        identity = maker.id(cells, element)
        if not identity:
            return None
        if not ID.fullmatch(identity):
            reason = "No id of a record can be made of this, so it is not referred to."
            making.warn(f"shared.{name}", identity, reason, "Write {…|slug} in the mapping.")
            return None
        iri = self._known[inputs] = maker.iri(identity)
        making.work.claimed.append((inputs, iri))
        seen = self._seen.get(iri)
        if seen is None:
            self._seen[iri] = frozenset()  # so that a record may point to itself
            made = maker.make(identity, making.work, element)
            self._seen[iri] = frozenset(hash(said) for said in _sayings(made))
            making.work.made.append(made)
        else:
            self._compare(maker.make(identity, making.work, element), seen, making)
        return iri

    def forget(self, work: RowWork) -> None:
        """Lets go of what a refused row was the first to bring, so that a later row brings it."""
        made = {one.iri for one in work.made}
        for inputs, iri in work.claimed:
            self._known.pop(inputs, None)
            if iri in made:
                self._seen.pop(iri, None)

    def _compare(self, again: Incoming, seen: frozenset[int], making: Making) -> None:
        new = [text for said, text in _sayings(again).items() if hash(said) not in seen]
        if new:
            reason = "Rows disagree about a record that they share; the first row counts."
            remedy = "Correct the source, or the record once it is imported."
            making.warn(again.path.removeprefix("/"), "; ".join(sorted(new))[:300], reason, remedy)


def _sayings(one: Incoming) -> dict[tuple[str, str], str]:
    """What a record says, whatever the case of its letters: predicate and folded text → text."""
    own = f"<{one.local}#"
    said = ((p, text_of(o)) for _, p, o in one.triples if not o.startswith(own))
    return {(p, text.casefold()): text for p, text in said}
