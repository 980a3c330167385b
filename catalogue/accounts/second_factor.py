"""The second factor: codes of an app (TOTP, RFC 6238), each counted once, and recovery codes for when it is lost."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from datetime import datetime

import pyotp
import sqlalchemy as sa

from catalogue.accounts.accounts import Account, Accounts
from catalogue.accounts.digests import digest, utc
from catalogue.database import Database
from catalogue.database.tables.people import recovery

CODES = 10
_SECONDS = 30
_SECRET = re.compile(r"[A-Z2-7]{32}")
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class SecondFactors:
    """The second factors of one catalogue's accounts."""

    def __init__(self, database: Database, accounts: Accounts, now: Callable[[], datetime] = utc) -> None:
        self._database = database
        self._accounts = accounts
        self._now = now

    def enrol(self, number: int, secret: str, code: str) -> list[str] | None:
        """Asks for codes of this secret from now on, if the code is one; the recovery codes, told only now."""
        step = self._step(secret, code)
        if step is None:
            return None
        self._accounts.change(number, second_factor=secret, last_step=step)
        codes = [_recovery_code() for _ in range(CODES)]
        rows = [{"digest": _kept(number, one), "account_id": number} for one in codes]
        with self._database.writing() as connection:
            connection.execute(sa.delete(recovery).where(recovery.c.account_id == number))
            connection.execute(sa.insert(recovery), rows)
        return codes

    def right(self, account: Account, code: str) -> bool:
        """Whether it is a code of now, or a recovery code; either counts once."""
        if account.second_factor is None:
            return False
        step = self._step(account.second_factor, code)
        if step is not None:
            return self._accounts.step_used(account.id, step)
        with self._database.writing() as connection:
            used = sa.delete(recovery).where(recovery.c.digest == _kept(account.id, code))
            return connection.execute(used).rowcount > 0

    def left(self, number: int) -> int:
        """How many recovery codes somebody has left."""
        count = sa.select(sa.func.count()).select_from(recovery).where(recovery.c.account_id == number)
        with self._database.reading() as connection:
            return int(connection.execute(count).scalar_one())

    def remove(self, number: int) -> None:
        """Asks for no codes any more."""
        self._accounts.change(number, second_factor=None, last_step=None)
        with self._database.writing() as connection:
            connection.execute(sa.delete(recovery).where(recovery.c.account_id == number))

    def _step(self, secret: str, code: str) -> int | None:
        """The step of which this is the code: that of now, or a neighbour, for clocks that differ."""
        said = re.sub(r"\s", "", code)
        if not _SECRET.fullmatch(secret) or not re.fullmatch(r"\d{6}", said):
            return None
        ascii_digits = "".join(str(int(one)) for one in said)
        step = int(self._now().timestamp()) // _SECONDS
        totp = pyotp.TOTP(secret)
        right = [s for s in (step - 1, step, step + 1) if secrets.compare_digest(totp.generate_otp(s), ascii_digits)]
        return right[-1] if right else None


def new_secret(shown: str = "") -> str:
    """A secret for an app, 160 random bits in base32: the one that was shown already, or a new one."""
    return shown if _SECRET.fullmatch(shown) else pyotp.random_base32()


def address(secret: str, name: str, catalogue: str) -> str:
    """What the app reads, as text or from a picture (otpauth)."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=catalogue)


def _recovery_code() -> str:
    letters = "".join(secrets.choice(_LETTERS) for _ in range(16))
    return f"{letters[:8]}-{letters[8:]}"


def _kept(number: int, code: str) -> bytes:
    said = re.sub(r"[\s-]", "", code).casefold()
    return digest(f"{number}:{said}")
