"""The institutions that share a catalogue: records belong to one, and roles are given at one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from catalogue.database import Database
from catalogue.database.tables.people import institution
from catalogue.errors import AccountRefused

_KEY = re.compile(r"[a-z0-9][a-z0-9-]{1,31}")
_LONGEST = 120


@dataclass(frozen=True)
class Institution:
    """An institution: a short key that stays, its title, and the record that describes it."""

    key: str
    title: str
    record_iri: str | None = None


class Institutions:
    """The institutions of one catalogue."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Institution]:
        """All of them, by title."""
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(institution).order_by(institution.c.title, institution.c.key))
            return [Institution(*row) for row in rows]

    def titles(self) -> Mapping[str, str]:
        """Titles by key."""
        return {one.key: one.title for one in self.all()}

    def find(self, key: str) -> Institution | None:
        """The institution of a key."""
        return next((one for one in self.all() if one.key == key), None)

    def add(self, key: str, title: str, record_iri: str | None = None) -> None:
        """A new one; raises AccountRefused for a key that is taken or is none, and for no title."""
        if not _KEY.fullmatch(key):
            raise AccountRefused(
                "key",
                f"“{key[:40]}” cannot be the key of an institution.",
                "Use 2 to 32 of a–z, 0–9 and -, such as: walters",
            )
        row = {"key": key, "title": _title(title), "record_iri": record_iri or None}
        with self._database.writing() as connection:
            if connection.execute(sa.select(institution.c.key).where(institution.c.key == key)).scalar() is not None:
                raise AccountRefused("taken", f"There is an institution “{key}” already.", "Choose another key.")
            connection.execute(sa.insert(institution), row)

    def rename(self, key: str, title: str, record_iri: str | None = None) -> None:
        """Another title, and the record that describes it; the key stays."""
        values = {"title": _title(title), "record_iri": record_iri or None}
        with self._database.writing() as connection:
            connection.execute(sa.update(institution).where(institution.c.key == key).values(**values))


def _title(text: str) -> str:
    title = " ".join(text.split())[:_LONGEST]
    if not title:
        raise AccountRefused("title", "An institution needs a title.", "Write what it is called.")
    return title
