"""Strongly connected components: which nodes lead back to themselves.

Tarjan's algorithm (R. Tarjan, "Depth-first search and linear graph algorithms", 1972), without
recursion, so that a chain of a million nodes is no danger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field


@dataclass
class _Walk:
    index: dict[str, int] = field(default_factory=dict)
    low: dict[str, int] = field(default_factory=dict)
    stack: list[str] = field(default_factory=list)
    waiting: set[str] = field(default_factory=set)

    def enter(self, node: str) -> None:
        self.index[node] = self.low[node] = len(self.index)
        self.stack.append(node)
        self.waiting.add(node)

    def leave(self, node: str) -> tuple[str, ...]:
        """The component that ends at a node; empty if the node belongs to one still open."""
        if self.low[node] != self.index[node]:
            return ()
        start = self.stack.index(node) if self.stack[-1] != node else len(self.stack) - 1
        found = tuple(self.stack[start:])
        del self.stack[start:]
        self.waiting.difference_update(found)
        return found


def components(nodes: Iterable[str], following: Callable[[str], Iterable[str]]) -> Iterator[tuple[str, ...]]:
    """The components of a graph, each after those that it leads to."""
    walk = _Walk()
    for start in nodes:
        if start not in walk.index:
            yield from _from(start, following, walk)


def _from(start: str, following: Callable[[str], Iterable[str]], walk: _Walk) -> Iterator[tuple[str, ...]]:
    walk.enter(start)
    path = [(start, iter(following(start)))]
    while path:
        node, rest = path[-1]
        for other in rest:
            if other not in walk.index:
                walk.enter(other)
                path.append((other, iter(following(other))))
                break
            if other in walk.waiting:
                walk.low[node] = min(walk.low[node], walk.index[other])
        else:
            path.pop()
            if path:
                above = path[-1][0]
                walk.low[above] = min(walk.low[above], walk.low[node])
            if found := walk.leave(node):
                yield found
