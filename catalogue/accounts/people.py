"""The people of one catalogue: who signs in, by what, and who they then are."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from catalogue import database as db
from catalogue.accounts.accounts import Account, Accounts
from catalogue.accounts.digests import utc
from catalogue.accounts.institutions import Institutions
from catalogue.accounts.passwords import Passwords, one_time
from catalogue.accounts.permissions import Permissions, read_permissions
from catalogue.accounts.person import Given, Person
from catalogue.accounts.second_factor import SecondFactors
from catalogue.accounts.sessions import Session, Sessions
from catalogue.accounts.throttle import Throttle
from catalogue.accounts.tokens import Tokens
from catalogue.settings import Settings, read_settings

_KEY = "account key"  # in the table `meta`: what browsers and letters are signed with


@dataclass(frozen=True)
class Known:
    """Somebody who is known, by a session or (then it is None) by a token."""

    person: Person
    session: Session | None = None
    must_change: bool = False


class People:
    """Accounts, sessions, tokens, second factors and institutions."""

    def __init__(
        self,
        database: db.Database,
        settings: Settings,
        permissions: Permissions | None = None,
        now: Callable[[], datetime] = utc,
    ) -> None:
        self._database = database
        self._now = now
        self.permissions = permissions or read_permissions()
        self.passwords = Passwords(settings)
        self.accounts = Accounts(database, self.permissions, now)
        self.sessions = Sessions(database, settings, now)
        self.tokens = Tokens(database, now)
        self.second = SecondFactors(database, self.accounts, now)
        self.institutions = Institutions(database)
        self.throttle = Throttle()

    def by_session(self, secret: str) -> Known | None:
        """Who has this cookie; None for nobody, and for whoever still owes the second factor."""
        found = self.sessions.find(secret)
        if found is None or found.pending:
            return None
        account = self.accounts.find_id(found.account)
        if account is None or account.disabled:
            return None
        return Known(account.person(), found, account.must_change)

    def half_in(self, secret: str) -> Account | None:
        """Whoever has given the password and still owes the second factor."""
        found = self.sessions.find(secret)
        account = self.accounts.find_id(found.account) if found is not None and found.pending else None
        return account if account is not None and not account.disabled else None

    def by_token(self, secret: str) -> Known | None:
        """Whose token this is; None for nobody's."""
        found = self.tokens.find(secret)
        account = self.accounts.find_id(found.account) if found is not None else None
        if found is None or account is None or account.disabled:
            return None
        return Known(account.person(found.scopes))

    def with_password(self, name: str, password: str) -> Account | None:
        """Whose name and password these are. Slow, and as slow for nobody's; a hash of other parameters is renewed."""
        account = self.accounts.find(name)
        kept = account.password if account is not None and not account.disabled else None
        if not self.passwords.right(kept, password) or account is None or kept is None:
            return None
        if self.passwords.outdated(kept):
            self.accounts.change(account.id, password=self.passwords.hashed(password))
        return account

    def add(self, name: str, roles: Iterable[Given], password: str) -> Account:
        """A new account with a password of its own."""
        return self.accounts.add(name, roles, password=self.passwords.hashed(password))

    def invite(
        self, name: str, roles: Iterable[Given], *, full_name: str = "", email: str = "", language: str = ""
    ) -> tuple[Account, str]:
        """A new account with a password for once."""
        once = one_time()
        made = self.accounts.add(
            name,
            roles,
            password=self.passwords.hashed(once),
            must_change=True,
            full_name=full_name,
            email=email,
            language=language,
        )
        return made, once

    def reset(self, number: int) -> str:
        """A password for once, which must be changed; ends all sessions and takes the second factor away."""
        once = one_time()
        self.accounts.change(number, password=self.passwords.hashed(once), must_change=True)
        self.second.remove(number)
        self.sessions.end_all(number)
        return once

    def set_password(self, number: int, password: str) -> None:
        """A new password; every session ends."""
        self.accounts.change(number, password=self.passwords.hashed(password), must_change=False)
        self.sessions.end_all(number)

    def disable(self, number: int) -> None:
        """Lets nobody in by this account: no session, no token."""
        self.accounts.disable(number)
        self.sessions.end_all(number)

    def signed(self, *words: str) -> str:
        """A mark that only this catalogue can make for these words."""
        return hmac.new(self._key, "\0".join(words).encode(), sha256).hexdigest()

    def is_signed(self, mark: str, *words: str) -> bool:
        """Whether it is the mark of these words."""
        return hmac.compare_digest(mark.encode("utf-8", "replace"), self.signed(*words).encode())

    @cached_property
    def _key(self) -> bytes:
        with self._database.reading() as connection:
            held = db.setting(connection, _KEY)
        if held is None:
            with self._database.writing() as connection:
                held = db.setting(connection, _KEY) or secrets.token_bytes(32).hex()
                db.set_setting(connection, _KEY, held)
        return bytes.fromhex(held)


@contextmanager
def people_at(folder: Path) -> Iterator[People]:
    """The people of the catalogue in a folder, whether it is served meanwhile or not; raises NotACatalogue."""
    settings = read_settings(folder)
    database = db.Database(settings.journal)
    try:
        yield People(database, settings)
    finally:
        database.close()
