"""Whom limits count: an address, an IPv6 one by its network; and how often each may come."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from threading import Lock

from starlette.requests import Request

from api.visitor import client_address
from catalogue.accounts.throttle import network

HELD = 20_000
"""How many clients are remembered; those that came longest ago are forgotten first."""


def client(request: Request) -> str:
    """Whom a request counts for."""
    return network(client_address(request))


class Allowance:
    """So many times within so many seconds for each client, in memory of this process."""

    def __init__(self, times: int, seconds: float, now: Callable[[], float] = time.monotonic) -> None:
        self._times = times
        self._seconds = seconds
        self._now = now
        self._held: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = Lock()

    def take(self, client: str) -> float:
        """Counts one time; 0 if it is allowed, else the seconds until the next one will be."""
        now = self._now()
        with self._lock:
            came = self._held.setdefault(client, deque())
            while came and came[0] <= now - self._seconds:
                came.popleft()
            if len(came) >= self._times:
                return came[0] + self._seconds - now
            came.append(now)
            self._held.move_to_end(client)
            if len(self._held) > HELD:
                self._held.popitem(last=False)
        return 0.0
