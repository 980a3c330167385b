"""Tokens of programs: shown once, kept as their SHA-256, confined to some acts, and none for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from catalogue.accounts.digests import digest, fresh, stamp, utc
from catalogue.accounts.permissions import Act
from catalogue.database import Database
from catalogue.database.tables.people import token
from catalogue.errors import JournalUnwritable

PREFIX = "khz_"
DAYS = 90
LONGEST = 3650  # days
USED_EVERY = timedelta(minutes=15)


@dataclass(frozen=True)
class Token:
    """What is known of a token; `scopes` are the acts that it is confined to, None where it is not."""

    id: int
    account: int
    title: str
    scopes: frozenset[str] | None
    created: str
    expires: str
    revoked: str | None
    used: str | None


class Tokens:
    """The tokens of one catalogue."""

    def __init__(self, database: Database, now: Callable[[], datetime] = utc) -> None:
        self._database = database
        self._now = now

    def make(self, account: int, title: str = "", scopes: Iterable[Act] = (), days: int = DAYS) -> str:
        """A new token; without scopes it may do all that its user may. This is the only time that it is told."""
        secret, now = fresh(PREFIX), self._now()
        row = {
            "digest": digest(secret),
            "account_id": account,
            "title": title.strip()[:120],
            "scopes": " ".join(sorted(set(scopes))),
            "created": stamp(now),
            "expires": stamp(now + timedelta(days=min(max(days, 1), LONGEST))),
        }
        with self._database.writing() as connection:
            connection.execute(sa.insert(token), row)
        return secret

    def find(self, secret: str) -> Token | None:
        """The token that this is; None where it is none, was revoked or has expired."""
        if not secret.startswith(PREFIX):
            return None
        now = self._now()
        with self._database.reading() as connection:
            found = next(iter(_read(connection, token.c.digest == digest(secret))), None)
        if found is None or found.revoked is not None or found.expires <= stamp(now):
            return None
        if (found.used or "") <= stamp(now - USED_EVERY):
            with suppress(JournalUnwritable), self._database.writing() as connection:  # a full disk locks nobody out
                connection.execute(sa.update(token).where(token.c.id == found.id).values(used=stamp(now)))
        return found

    def of(self, account: int) -> list[Token]:
        """Somebody's tokens, the latest first."""
        with self._database.reading() as connection:
            return _read(connection, token.c.account_id == account)

    def holds(self, one: Token) -> bool:
        """Whether one can still sign in with it."""
        return one.revoked is None and one.expires > stamp(self._now())

    def revoke(self, account: int, number: int) -> bool:
        """Revokes one of somebody's own tokens; whether there was one to revoke."""
        condition = sa.and_(token.c.id == number, token.c.account_id == account)
        return self._revoke(condition)

    def revoke_secret(self, secret: str) -> bool:
        """Revokes a token by what it is: for whoever finds one where it should not be."""
        return self._revoke(token.c.digest == digest(secret))

    def revoke_all(self, account: int) -> None:
        """Revokes all that somebody has."""
        self._revoke(token.c.account_id == account)

    def _revoke(self, condition: sa.ColumnElement[bool]) -> bool:
        with self._database.writing() as connection:
            change = sa.update(token).where(condition, token.c.revoked.is_(None)).values(revoked=stamp(self._now()))
            return connection.execute(change).rowcount > 0


def _read(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> list[Token]:
    rows = connection.execute(sa.select(token).where(condition).order_by(token.c.id.desc()))
    return [
        Token(
            row.id,
            row.account_id,
            row.title,
            frozenset(row.scopes.split()) if row.scopes else None,
            row.created,
            row.expires,
            row.revoked,
            row.used,
        )
        for row in rows
    ]
