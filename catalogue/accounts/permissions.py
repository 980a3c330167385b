"""What each role may do to which record types: `permissions.toml`, read. The one place that decides."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from catalogue.accounts.person import Person
from catalogue.errors import SettingsError
from catalogue.shapes import RecordType

TABLE = Path(__file__).with_name("permissions.toml")
_ALL = "*"


class Act(StrEnum):
    """What somebody can do.

    read: see working records, their history, staff fields. edit: create and save, ask for a review. bulk: change many
    at once. delete: delete and merge. undo: take back whole changes of others. answer: the public's reports. number:
    schemes of accession numbers. publish: review, publish, withdraw. erase: remove for ever. administer: people, tokens
    of others, institutions.
    """

    READ = "read"
    EDIT = "edit"
    BULK = "bulk"
    DELETE = "delete"
    UNDO = "undo"
    ANSWER = "answer"
    NUMBER = "number"
    PUBLISH = "publish"
    ERASE = "erase"
    ADMINISTER = "administer"


@dataclass(frozen=True)
class Permissions:
    """The table: role → act → the keys of themes, or "*"."""

    table: Mapping[str, Mapping[Act, frozenset[str]]]

    @property
    def roles(self) -> tuple[str, ...]:
        """All roles, the least powerful first."""
        return tuple(self.table)

    def may(self, person: Person, act: Act, record_type: RecordType | None = None, institution: str = "") -> bool:
        """Whether somebody may do something to a record of a type that belongs to an institution.

        Without a record type: whether there is any record type to which they may do it there.
        """
        if person.scopes is not None and act not in person.scopes:
            return False
        return any(self.reaches(role, act, record_type) for role in person.roles_at(institution))

    def anywhere(self, person: Person, act: Act, record_type: RecordType | None = None) -> bool:
        """Whether they may do it at any institution."""
        return any(self.may(person, act, record_type, given.institution) for given in person.roles)

    def reaches(self, role: str, act: Act, record_type: RecordType | None = None) -> bool:
        """Whether a role allows an act on a record type (or, without one, on any)."""
        themes = self.table.get(role, {}).get(act, frozenset())
        if record_type is None or _ALL in themes:
            return bool(themes)
        theme = (record_type.theme or "").rsplit(".", 1)[-1].rsplit("/", 1)[-1]
        return theme in themes

    def roles_that(self, act: Act, record_type: RecordType | None = None) -> tuple[str, ...]:
        """The roles that allow an act on a record type."""
        return tuple(role for role in self.roles if self.reaches(role, act, record_type))


def read_permissions(file: Path = TABLE) -> Permissions:
    """The table of a file; raises SettingsError for an act that does not exist."""
    said = tomllib.loads(file.read_text("utf-8"))
    try:
        table = {role: {Act(act): frozenset(themes) for act, themes in acts.items()} for role, acts in said.items()}
    except ValueError as error:
        raise SettingsError(f"{file.name}: {error}.", f"Acts are: {', '.join(Act)}.") from None
    return Permissions(table)
