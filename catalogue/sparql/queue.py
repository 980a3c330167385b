"""A queue that is fair between clients: whoever has used least is served first."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Generic, TypeVar

Item = TypeVar("Item")
HALF_LIFE = 20.0  # seconds after which half of what a client has used is forgotten
_REMEMBERED = 10_000


class Usage:
    """Seconds of work that each client had lately; old ones fade."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._used: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def charge(self, client: str, seconds: float) -> None:
        """Adds to what a client has used."""
        self._used[client] = (self.of(client) + seconds, self._clock())
        self._used.move_to_end(client)
        while len(self._used) > _REMEMBERED:
            self._used.popitem(last=False)

    def of(self, client: str) -> float:
        """What a client has used, as far as it is remembered."""
        seconds, when = self._used.get(client, (0.0, 0.0))
        return seconds * 0.5 ** ((self._clock() - when) / HALF_LIFE) if seconds else 0.0


class FairQueue(Generic[Item]):
    """Items by client: the client that used least first, equal ones in turn, first come first served within one."""

    def __init__(self, most: int, usage: Usage | None = None) -> None:
        self._most = most
        self._usage = usage or Usage()
        self._lines: OrderedDict[str, deque[Item]] = OrderedDict()
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def put(self, client: str, item: Item) -> Item | None:
        """Adds an item; where that is one too many, the last of whoever has most of them is taken out and returned."""
        self._lines.setdefault(client, deque()).append(item)
        self._length += 1
        if self._length <= self._most:
            return None
        longest = max(reversed(self._lines), key=lambda one: len(self._lines[one]))
        last = self._lines[longest][-1]
        self.drop(longest, last)
        return last

    def take(self) -> Item:
        """The next item; of equal clients, this one's next turn comes last. Raises LookupError when empty."""
        if not self._lines:
            raise LookupError("nobody waits")
        client = min(self._lines, key=self._usage.of)
        item = self._lines[client][0]
        self.drop(client, item)
        if client in self._lines:
            self._lines.move_to_end(client)
        return item

    def drop(self, client: str, item: Item) -> None:
        """Takes an item out, if it is still in."""
        line = self._lines.get(client)
        if line is None or item not in line:
            return
        line.remove(item)
        self._length -= 1
        if not line:
            del self._lines[client]
