"""Rows and a mapping → records on their way in, one row at a time.

A row gives the records that it is the first to mention (a maker, a place, a term), then its own.
Only the keys of what was seen are remembered, so a table may be of any length.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace

from catalogue.errors import MappingError
from catalogue.interchange.incoming import Incoming, Level, Note, Origin, Refused
from catalogue.interchange.mapping_model import Mapping, RecordRule
from catalogue.interchange.mapping_paths import ID, written
from catalogue.interchange.record_maker import RecordMaker
from catalogue.interchange.table_companions import Companions
from catalogue.interchange.table_compiler import Compiler
from catalogue.interchange.table_making import RowRefused, RowWork
from catalogue.interchange.table_rows import AS_FOUND, UNREADABLE, Row
from catalogue.shapes import Schema

_MEND = "Mend the row in the file of refused rows and import that file."


def records_of(
    rows: Iterable[Row],
    mapping: Mapping,
    schema: Schema,
    base: str,
    companions: Companions | None = None,
    key: str = "",
) -> Iterator[Incoming | Refused]:
    """The records of all rows, shared ones before the first row that refers to them.

    `key` seals the names of parts (`record.sealed`). Raises MappingError at the first row if it has none of the
    mapping's columns.
    """
    del schema  # the mapping has been checked against it
    return _Reading(Compiler(mapping, base, companions or {}, key), mapping, companions or {}).all(rows)


class _Reading:
    """One reading of one table with one mapping."""

    def __init__(self, compiler: Compiler, mapping: Mapping, companions: Companions) -> None:
        self._mapping = mapping
        self._compiler = compiler
        self._makers = [
            (rule, self._compiler.condition(rule.when), self._compiler.record(rule)) for rule in mapping.records
        ]
        self._places: dict[str, str] = {}
        self._absent = [c for c in mapping.companions if c not in companions]

    def all(self, rows: Iterable[Row]) -> Iterator[Incoming | Refused]:
        first = True
        for row in rows:
            if first and UNREADABLE not in row.cells:
                self._refuse_other_table(row)
            first = False
            yield from self._row(row)

    def _row(self, row: Row) -> Iterator[Incoming | Refused]:
        raw = json.dumps(row.cells, ensure_ascii=False)
        work = RowWork(row.origin, row.cells, raw)
        try:
            made = self._made(work)
        except RowRefused as refusal:
            self._compiler.shared.forget(work)
            yield Refused(row.origin, (refusal.note,), raw)
            return
        yield from work.made
        yield made

    def _made(self, work: RowWork) -> Incoming:
        if UNREADABLE in work.cells:
            reason = "The line is no row of the table."
            why = written(work.cells[UNREADABLE])
            raise _refusal(work, reason, f"{why}. {_MEND}", None, written(work.cells.get(AS_FOUND)))
        rule, maker = self._fitting(work)
        identity = self._identity(rule, maker, work)
        made = maker.make(identity, work, None)
        return replace(made, notes=made.notes + self._about_companions(work.origin))

    def _fitting(self, work: RowWork) -> tuple[RecordRule, RecordMaker]:
        for rule, holds, maker in self._makers:
            if rule.file not in (None, work.origin.file):
                continue
            if holds is None or holds(work.cells, None):
                return rule, maker
        reason = "No [[record]] of the mapping takes this row."
        raise _refusal(work, reason, "Add one, or take the row out of the table.", None, None)

    def _identity(self, rule: RecordRule, maker: RecordMaker, work: RowWork) -> str:
        """The record's id; raises RowRefused for a row without one, or with one seen before."""
        assert rule.key is not None
        column = rule.key.text
        key = written(self._compiler.getter(rule.key)(work.cells, None))
        if not key:
            raise _refusal(work, "The row has no identity.", f"Fill it. {_MEND}", column, key)
        identity = maker.id(work.cells, None)
        if not ID.fullmatch(identity):
            reason = "No id of a record can be made of the row's key."
            remedy = "Ids are 2 to 64 small letters, digits, dashes: write {…|slug} in the mapping."
            raise _refusal(work, reason, remedy, column, identity or key)
        path = f"{rule.record_type.slug}/{identity}"
        before = self._places.setdefault(path, work.origin.place)
        if before != work.origin.place:
            reason = "Another row of this table has the same identity."
            raise _refusal(work, reason, f"Compare it with {before}. {_MEND}", column, key)
        return identity

    def _about_companions(self, origin: Origin) -> tuple[Note, ...]:
        """Says once which companion tables were not there."""
        if not self._absent:
            return ()
        missing = [self._mapping.companions[name] for name in self._absent]
        self._absent = []
        reason = "A companion table is missing, so what only it says is left out."
        return tuple(
            Note(Level.WARNING, origin, reason, f"Put {c.file} beside {origin.file}.", None, c.file) for c in missing
        )

    def _refuse_other_table(self, row: Row) -> None:
        wanted = self._compiler.columns
        if wanted and not any(column in row.cells for column in wanted):
            has = ", ".join(list(row.cells)[:20])
            raise MappingError(
                f"The mapping {self._mapping.name} knows no column of {row.origin.file}.",
                f"The table has: {has}. The mapping reads: {', '.join(sorted(wanted)[:20])}.",
            )


def _refusal(work: RowWork, reason: str, remedy: str, column: str | None, value: str | None) -> RowRefused:
    return RowRefused(Note(Level.REFUSED, work.origin, reason, remedy, column, value))
