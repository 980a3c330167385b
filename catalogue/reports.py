"""The public's word: what visitors know of a record, or claim about it, kept for staff to answer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from catalogue import database as db
from catalogue import journal
from catalogue.database import reports
from catalogue.database.reports import ReportRow
from catalogue.errors import ReportRefused, UnknownRecord

LONGEST = 5_000
"""Characters of a report."""
LONGEST_NAME = 200
HOURLY = 120
"""Reports that are taken in an hour from all visitors together."""
_ADDRESS = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+\.[^\s@<>\"]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class ReportKind(StrEnum):
    """What a visitor brings: something they know, or a claim."""

    INFORMATION = "information"
    CLAIM = "claim"


class ReportState(StrEnum):
    """What became of a report."""

    OPEN = "open"
    HANDLED = "handled"
    SPAM = "spam"


class Reports:
    """The reports of one catalogue."""

    def __init__(self, database: db.Database) -> None:
        self._database = database

    def add(self, path: str, kind: ReportKind, text: str, name: str = "", address: str = "") -> int:
        """Keeps a report about the record at a path; its id.

        Raises ReportRefused for one that is empty, too long or without a usable address, or while too many come.
        """
        said = _CONTROLS.sub("", text.replace("\r\n", "\n")).strip()
        who, where = (" ".join(_CONTROLS.sub("", one).split()) for one in (name, address))
        if not said:
            raise ReportRefused("There is no text.", "text")
        if len(said) > LONGEST:
            raise ReportRefused(f"The text has more than {LONGEST} characters.", "text")
        if len(who) > LONGEST_NAME:
            raise ReportRefused("The name is too long.", "name")
        if where and (len(where) > LONGEST_NAME or not _ADDRESS.fullmatch(where)):
            raise ReportRefused("This is no e-mail address.", "address")
        hour_ago = (datetime.now(UTC) - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        with self._database.writing() as connection:
            if reports.since(connection, hour_ago) >= HOURLY:
                raise ReportRefused("Too many reports are coming in.", "time")
            values = {"path": path, "time": journal.now(), "kind": kind, "name": who, "address": where, "text": said}
            return reports.add(connection, values)

    def listed(
        self, state: ReportState, places: Mapping[str, Sequence[str]], offset: int = 0, limit: int = 50
    ) -> tuple[list[ReportRow], int]:
        """A page of reports, the newest first, and how many there are; `places` has institutions with slugs."""
        with self._database.reading() as connection:
            return reports.listed(connection, state, places, offset, limit)

    def find(self, id_: int) -> ReportRow:
        """A report by its id; raises UnknownRecord."""
        with self._database.reading() as connection:
            found = reports.find(connection, id_)
        if found is None:
            raise UnknownRecord("There is no such report.")
        return found

    def handle(self, id_: int, state: ReportState, who: str, note: str = "") -> None:
        """Says what became of a report: who handled it, or that it is open again."""
        done = state is not ReportState.OPEN
        said = _CONTROLS.sub("", note).strip()[:LONGEST]
        with self._database.writing() as connection:
            spam = state is ReportState.SPAM
            reports.handle(connection, id_, who if done else None, journal.now() if done else None, said, spam=spam)
