"""Secrets that we make: shown once, kept as their SHA-256. They are random, so no slower hash is needed."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from hashlib import sha256


def fresh(prefix: str = "") -> str:
    """A new secret of 256 random bits, as text."""
    return prefix + secrets.token_urlsafe(32)


def digest(secret: str) -> bytes:
    """What is kept of a secret."""
    return sha256(secret.encode("utf-8", "replace")).digest()


def stamp(time: datetime) -> str:
    """A time as the tables of people have it: UTC, to the second."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def utc() -> datetime:
    """The time now."""
    return datetime.now(UTC)
