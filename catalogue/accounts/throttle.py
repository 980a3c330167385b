"""How often somebody may try to sign in: after a few failures each further one costs twice the wait.

Failures count by name and, apart from that, by network address, so that neither one name from everywhere nor every
name from one place can be tried for long. A wait ends by itself, and asking while it lasts does not make it longer. A
browser from which somebody has signed in before counts by itself: who hammers at a name does not keep its owner out.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from ipaddress import IPv6Address, ip_address
from threading import Lock

HELD = 20_000
"""How many names and addresses are remembered; the ones that failed longest ago are forgotten first."""


@dataclass(frozen=True)
class Rule:
    """So many failures are free, then the wait doubles up to the longest; all is forgotten after a quiet while."""

    free: int
    longest: float
    quiet: float


NAME = Rule(free=5, longest=60.0, quiet=900.0)
ADDRESS = Rule(free=30, longest=300.0, quiet=900.0)


@dataclass(frozen=True)
class _Failures:
    count: int
    last: float
    until: float


class Throttle:
    """Failures in memory, of this process."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._held: OrderedDict[tuple[Rule, str], _Failures] = OrderedDict()
        self._lock = Lock()

    def begin(self, *tried: tuple[Rule, str]) -> float:
        """Seconds until an attempt is heard; where that is now (0), counts it as a failure until it has succeeded.

        So a thousand attempts at once are no better than one after the other.
        """
        with self._lock:
            now = self._now()
            wait = max((one.until - now for key in tried if (one := self._held.get(key))), default=0.0)
            if wait > 0:
                return wait
            for key in tried:
                self._fail(key, now)
        return 0.0

    def succeeded(self, *tried: tuple[Rule, str]) -> None:
        """Takes back what was counted for an attempt that was right; a name begins anew."""
        with self._lock:
            for key in tried:
                held = self._held.get(key)
                if held is None:
                    continue
                if key[0] is NAME or held.count <= 1:
                    del self._held[key]
                else:
                    self._held[key] = replace(held, count=held.count - 1, until=0.0)

    def _fail(self, key: tuple[Rule, str], now: float) -> None:
        rule = key[0]
        held = self._held.pop(key, None)
        count = held.count + 1 if held is not None and now - held.last < rule.quiet else 1
        over = count - rule.free
        wait = min(rule.longest, 2.0 ** min(over, 20)) if over >= 0 else 0.0
        self._held[key] = _Failures(count, now, now + wait)
        while len(self._held) > HELD:
            self._held.popitem(last=False)


def network(address: str) -> str:
    """What counts as one place: an IPv4 address, the /64 of an IPv6 one."""
    try:
        read = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(read, IPv6Address):
        if read.ipv4_mapped is not None:
            return str(read.ipv4_mapped)
        return str(IPv6Address(int(read) >> 64 << 64)) + "/64"
    return str(read)
