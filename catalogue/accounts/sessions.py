"""Sessions of people with a browser: a secret in a cookie, its SHA-256 here.

A session ends a while after it was seen last, and at the latest a while after it began. Signing in, and every step that
gives it more than it had, makes a new one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from catalogue.accounts.digests import digest, fresh, stamp, utc
from catalogue.database import Database
from catalogue.database.tables.people import session
from catalogue.errors import JournalUnwritable
from catalogue.settings import Settings

PENDING = timedelta(minutes=10)
"""How long the second factor may take."""
SEEN_EVERY = timedelta(minutes=15)
"""How exactly it is kept when a session was seen last: a page that is read should not wait for the write lock."""


@dataclass(frozen=True)
class Session:
    """A session that holds; `pending` while the second factor is still to come."""

    digest: bytes
    account: int
    created: str
    seen: str
    expires: str
    agent: str
    pending: bool

    @property
    def key(self) -> str:
        """What a list names it by; one cannot sign in with it."""
        return self.digest.hex()[:24]


class Sessions:
    """The sessions of one catalogue."""

    def __init__(self, database: Database, settings: Settings, now: Callable[[], datetime] = utc) -> None:
        self._database = database
        self._idle = timedelta(seconds=settings.session_idle)
        self._age = timedelta(seconds=settings.session_age)
        self._now = now

    def begin(self, account: int, agent: str, *, pending: bool = False, instead: str = "") -> str:
        """A new session, and the end of the one that it takes the place of; what the cookie holds."""
        secret, now = fresh(), self._now()
        row = {
            "digest": digest(secret),
            "account_id": account,
            "created": stamp(now),
            "seen": stamp(now),
            "expires": stamp(now + (PENDING if pending else self._age)),
            "agent": agent[:200],
            "pending": pending,
        }
        with self._database.writing() as connection:
            gone = sa.or_(session.c.digest == digest(instead), session.c.expires <= stamp(now))
            connection.execute(sa.delete(session).where(gone))
            connection.execute(sa.insert(session), row)
        return secret

    def find(self, secret: str) -> Session | None:
        """The session of a cookie; None where there is none, or none any more."""
        if not secret:
            return None
        now = self._now()
        with self._database.reading() as connection:
            found = next(iter(_read(connection, session.c.digest == digest(secret))), None)
        if found is None or found.expires <= stamp(now) or found.seen <= stamp(now - self._idle):
            return None
        if found.seen <= stamp(now - SEEN_EVERY):
            with suppress(JournalUnwritable), self._database.writing() as connection:  # a full disk locks nobody out
                seen = sa.update(session).where(session.c.digest == found.digest).values(seen=stamp(now))
                connection.execute(seen)
        return found

    def of(self, account: int) -> list[Session]:
        """Somebody's sessions that hold, the latest first."""
        now = self._now()
        with self._database.reading() as connection:
            found = _read(connection, session.c.account_id == account)
        holding = [s for s in found if s.expires > stamp(now) and s.seen > stamp(now - self._idle)]
        return sorted(holding, key=lambda one: one.seen, reverse=True)

    def end(self, secret: str) -> None:
        """Ends the session of a cookie."""
        self._delete(session.c.digest == digest(secret))

    def end_named(self, account: int, key: str) -> None:
        """Ends one of somebody's own sessions, named by its key."""
        for one in self.of(account):
            if one.key == key:
                self._delete(session.c.digest == one.digest)

    def end_all(self, account: int, *, but: str = "") -> None:
        """Ends somebody's sessions, but for the one of a cookie."""
        self._delete(session.c.account_id == account, session.c.digest != digest(but))

    def _delete(self, *conditions: sa.ColumnElement[bool]) -> None:
        with self._database.writing() as connection:
            connection.execute(sa.delete(session).where(*conditions))


def _read(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> Sequence[Session]:
    columns = session.c
    rows = connection.execute(
        sa.select(
            columns.digest,
            columns.account_id,
            columns.created,
            columns.seen,
            columns.expires,
            columns.agent,
            columns.pending,
        ).where(condition)
    )
    return [Session(*row) for row in rows]
