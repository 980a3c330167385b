"""A queue that is fair between clients: each is served in turn, however many questions one of them has."""

from __future__ import annotations

from collections import OrderedDict, deque
from typing import Generic, TypeVar

Item = TypeVar("Item")


class FairQueue(Generic[Item]):
    """Items by client: round robin between clients, first come first served within one."""

    def __init__(self, most: int) -> None:
        self._most = most
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
        """The next item; the client's others go behind everybody else. Raises LookupError when empty."""
        client = next(iter(self._lines), None)
        if client is None:
            raise LookupError("nobody waits")
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
