"""How much of our time, memory and disk a partner may take, and how gently we ask."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Sizes in bytes, times in seconds.

    `pause` lies between two requests. `patience` is the longest that we wait because a partner asks us to.
    `failures` is how many documents in a row may go unanswered before we leave a partner alone.
    """

    page: int = 8 << 20
    document: int = 8 << 20
    pages: int = 100_000
    activities: int = 10_000_000
    address: int = 2_000
    request: float = 60.0
    whole: float = 12 * 3600.0
    pause: float = 0.1
    redirects: int = 5
    tries: int = 4
    backoff: float = 1.0
    patience: float = 600.0
    failures: int = 5
    spare: int = 256 << 20
    """What stays free on the disk."""
