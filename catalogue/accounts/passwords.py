"""Passwords: argon2id, and as slow for a name that does not exist as for one that does."""

from __future__ import annotations

import secrets
import unicodedata
from enum import StrEnum
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from catalogue.settings import Settings

SHORTEST = 12
LONGEST = 1024
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is read as another


class Unfit(StrEnum):
    """Why a password will not do."""

    SHORT = "short"
    LONG = "long"
    NAME = "name"
    SAME = "same"
    PLAIN = "plain"


class Passwords:
    """Hashes and checks passwords with the parameters of the settings. Slow on purpose: call it in a thread."""

    def __init__(self, settings: Settings) -> None:
        self._hasher = PasswordHasher(
            time_cost=settings.password_passes,
            memory_cost=max(8, settings.password_memory // 1024),
            parallelism=settings.password_lanes,
        )

    def hashed(self, password: str) -> str:
        """What is kept of a password."""
        return self._hasher.hash(_normal(password))

    def right(self, kept: str | None, password: str) -> bool:
        """Whether it is the password that was kept; with nothing kept it takes as long, and is wrong."""
        try:
            self._hasher.verify(kept or self._nobodys, _normal(password))
        except (VerificationError, InvalidHashError):
            return False
        return kept is not None

    def outdated(self, kept: str) -> bool:
        """Whether it was hashed with other parameters than those of now."""
        return self._hasher.check_needs_rehash(kept)

    @cached_property
    def _nobodys(self) -> str:
        return self.hashed(secrets.token_hex(16))


def unfit(password: str, name: str, *, earlier: str | None = None) -> Unfit | None:
    """Why a password will not do for somebody of this name; None where it will."""
    said = _normal(password)
    if len(said) < SHORTEST:
        return Unfit.SHORT
    if len(said) > LONGEST:
        return Unfit.LONG
    if len(set(said)) < 5:
        return Unfit.PLAIN
    if len(name) >= 4 and name.casefold() in said.casefold():
        return Unfit.NAME
    return Unfit.SAME if earlier is not None and said == _normal(earlier) else None


def one_time() -> str:
    """A password to be read out or typed once: 80 random bits in groups of four."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(16))
    return "-".join(letters[i : i + 4] for i in range(0, 16, 4))


def _normal(password: str) -> str:
    """The same letters whatever keyboard they come from (NIST SP 800-63B, 5.1.1.2)."""
    return unicodedata.normalize("NFKC", password)[: LONGEST + 1]
