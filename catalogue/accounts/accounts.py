"""Accounts: who may sign in, and the roles that they have. Passwords are given here already hashed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from catalogue.accounts.digests import stamp, utc
from catalogue.accounts.permissions import Act, Permissions
from catalogue.accounts.person import EVERYWHERE, Given, Person
from catalogue.database import Database
from catalogue.database.tables.people import account, role
from catalogue.errors import AccountRefused

_NAME = re.compile(r"\w[\w.@+-]{0,63}")


@dataclass(frozen=True)
class Account:
    """An account; `password` and `second_factor` are hash and secret, and never leave this room."""

    id: int
    name: str
    full_name: str
    email: str
    language: str
    password: str | None
    must_change: bool
    second_factor: str | None
    last_step: int | None
    subject: str | None
    disabled: bool
    created: str
    roles: frozenset[Given]

    def person(self, scopes: frozenset[str] | None = None) -> Person:
        """Whoever has the account, as a token with these scopes would let them act."""
        return Person(self.id, self.name, self.full_name, self.language, self.roles, scopes)


class Accounts:
    """The accounts of one catalogue."""

    def __init__(self, database: Database, permissions: Permissions, now: Callable[[], datetime] = utc) -> None:
        self._database = database
        self._permissions = permissions
        self._now = now

    def add(
        self,
        name: str,
        roles: Iterable[Given],
        *,
        password: str | None = None,
        must_change: bool = False,
        full_name: str = "",
        email: str = "",
        language: str = "",
        subject: str | None = None,
    ) -> Account:
        """A new account; raises AccountRefused for a name that is taken or is none, and for an unknown role."""
        row = {
            "name": account_name(name),
            "full_name": full_name.strip()[:120],
            "email": email.strip()[:254],
            "language": language,
            "password": password,
            "must_change": must_change,
            "subject": subject,
            "created": stamp(self._now()),
        }
        given = self._known(roles)
        with self._database.writing() as connection:
            if connection.execute(sa.select(account.c.id).where(account.c.name == row["name"])).scalar() is not None:
                said = f"There is somebody named “{row['name']}” already."
                raise AccountRefused("taken", said, "Choose another name.")
            number = connection.execute(sa.insert(account), row).inserted_primary_key
            assert number is not None
            _give(connection, number[0], given)
        return self.by_id(number[0])

    def by_id(self, number: int) -> Account:
        """The account of a number; raises AccountRefused where there is none."""
        return self._one(account.c.id == number)

    def named(self, name: str) -> Account:
        """The account of a name; raises AccountRefused where there is none."""
        return self._one(account.c.name == _folded(name))

    def find(self, name: str) -> Account | None:
        """The account that somebody signs in to by this name."""
        return self._first(account.c.name == _folded(name))

    def find_id(self, number: int) -> Account | None:
        """The account of a number, if there is one."""
        return self._first(account.c.id == number)

    def by_subject(self, subject: str) -> Account | None:
        """The account of an identity elsewhere."""
        return self._first(account.c.subject == subject)

    def by_email(self, email: str) -> Account | None:
        """The one account with this e-mail address; None where none or several have it."""
        wanted = email.strip().casefold()
        found = [one for one in self.all() if wanted and one.email.casefold() == wanted]
        return found[0] if len(found) == 1 else None

    def all(self) -> list[Account]:
        """All accounts by name."""
        with self._database.reading() as connection:
            return _read(connection, sa.true())

    def change(self, number: int, **values: object) -> None:
        """Changes columns of an account."""
        with self._database.writing() as connection:
            connection.execute(sa.update(account).where(account.c.id == number).values(**values))

    def step_used(self, number: int, step: int) -> bool:
        """Marks a step of the second factor as used; False where it, or a later one, was used before."""
        fresh = sa.or_(account.c.last_step.is_(None), account.c.last_step < step)
        with self._database.writing() as connection:
            used = sa.update(account).where(account.c.id == number, fresh).values(last_step=step)
            return connection.execute(used).rowcount > 0

    def give(self, number: int, roles: Iterable[Given]) -> None:
        """The roles of an account from now on; raises AccountRefused for an unknown one, or the last administrator."""
        given = self._known(roles)
        with self._keeping_an_administrator() as connection:
            _give(connection, number, given)

    def disable(self, number: int, disabled: bool = True) -> None:
        """Lets nobody in by this account, or lets them in again; raises AccountRefused for the last administrator."""
        with self._keeping_an_administrator() as connection:
            connection.execute(sa.update(account).where(account.c.id == number).values(disabled=disabled))

    @contextmanager
    def _keeping_an_administrator(self) -> Iterator[sa.Connection]:
        """A change after which somebody is left who may administer everywhere, unless nobody could before."""
        with self._database.writing() as connection:
            there_was = self._administered(connection)
            yield connection
            if there_was and not self._administered(connection):
                said = "Nobody would be left who may administer this catalogue."
                raise AccountRefused("last", said, "Make somebody else an administrator first.")

    def _administered(self, connection: sa.Connection) -> bool:
        everywhere = [
            given.role
            for one in _read(connection, account.c.disabled.is_(False))
            for given in one.roles
            if given.institution == EVERYWHERE
        ]
        return any(self._permissions.reaches(one, Act.ADMINISTER) for one in everywhere)

    def _known(self, roles: Iterable[Given]) -> frozenset[Given]:
        given = frozenset(roles)
        for one in given:
            if one.role not in self._permissions.roles:
                known = ", ".join(self._permissions.roles)
                raise AccountRefused("role", f"There is no role “{one.role}”.", f"Roles are: {known}.")
        return given

    def _one(self, condition: sa.ColumnElement[bool]) -> Account:
        found = self._first(condition)
        if found is None:
            raise AccountRefused("unknown", "There is no such account.", "List them with: khizana user list")
        return found

    def _first(self, condition: sa.ColumnElement[bool]) -> Account | None:
        with self._database.reading() as connection:
            return next(iter(_read(connection, condition)), None)


def account_name(text: str) -> str:
    """A name as accounts have it; raises AccountRefused for one that is none."""
    name = _folded(text)
    if not _NAME.fullmatch(name):
        raise AccountRefused(
            "name",
            f"“{text.strip()[:80]}” cannot be the name of an account.",
            "Use up to 64 letters and digits, and . - _ @ + after the first.",
        )
    return name


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text.strip()[:200]).casefold()


def _give(connection: sa.Connection, number: int, given: frozenset[Given]) -> None:
    connection.execute(sa.delete(role).where(role.c.account_id == number))
    rows = [{"account_id": number, "role": one.role, "institution": one.institution} for one in given]
    if rows:
        connection.execute(sa.insert(role), rows)


def _read(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> list[Account]:
    rows = connection.execute(sa.select(account).where(condition).order_by(account.c.name)).mappings().all()
    roles = _roles(connection, [row["id"] for row in rows])
    return [Account(**row, roles=roles.get(row["id"], frozenset())) for row in rows]


def _roles(connection: sa.Connection, numbers: list[int]) -> Mapping[int, frozenset[Given]]:
    found: dict[int, set[Given]] = {}
    wanted = sa.select(role) if len(numbers) > 1 else sa.select(role).where(role.c.account_id.in_(numbers))
    for row in connection.execute(wanted):
        found.setdefault(row.account_id, set()).add(Given(row.role, row.institution))
    return {number: frozenset(given) for number, given in found.items()}
