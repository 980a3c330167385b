"""A bounded store of what was computed: the least recently used goes first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Bounded(Generic[Key, Value]):
    """At most `limit` units of values by key; a value weighs 1, or what `weigh` says."""

    def __init__(self, limit: int, weigh: Callable[[Value], int] = lambda _: 1) -> None:
        self._limit = limit
        self._weigh = weigh
        self._held: OrderedDict[Key, Value] = OrderedDict()
        self._weight = 0
        self._lock = Lock()

    def get(self, key: Key) -> Value | None:
        """The value, now the most recently used; None if it is not held."""
        with self._lock:
            if key not in self._held:
                return None
            self._held.move_to_end(key)
            return self._held[key]

    def put(self, key: Key, value: Value) -> None:
        """Holds a value; one that is heavier than a quarter of the limit is not worth it."""
        weight = self._weigh(value)
        if weight * 4 > self._limit and weight > 1:
            return
        with self._lock:
            self._drop(key)
            self._held[key] = value
            self._weight += weight
            while self._weight > self._limit:
                self._drop(next(iter(self._held)))

    def _drop(self, key: Key) -> None:
        if key in self._held:
            self._weight -= self._weigh(self._held.pop(key))
