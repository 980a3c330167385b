"""Numbers for records that are being saved: a mark stands where the number will, until the write lock is held.

The mark is a literal that nobody writes. So what is checked, saved and shown again after a refusal never has a number
in it that somebody else may get.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from catalogue import database as db
from catalogue.numbers import mint
from catalogue.rdf import literal
from catalogue.record import Record


@dataclass(frozen=True)
class Marks:
    """Marks in the texts of one record, each with the scheme whose next number takes its place."""

    schemes: Mapping[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.schemes)

    def complete(self, connection: db.Connection, record: Record) -> Record:
        """The record with its numbers; raises SchemeRefused for a scheme that is gone."""
        given = {literal(mark): literal(mint(connection, scheme)) for mark, scheme in self.schemes.items()}
        return replace(record, triples=frozenset((s, p, given.get(o, o)) for s, p, o in record.triples))


def marked(schemes: Mapping[str, int]) -> tuple[Marks, Mapping[str, str]]:
    """A mark for each place (the name of an input) whose number a scheme gives; the marks by place."""
    at = {place: f"number to be given {secrets.token_hex(16)}" for place in schemes}
    return Marks({at[place]: scheme for place, scheme in schemes.items()}), at
