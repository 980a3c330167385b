"""Conditions of a mapping (`when`, `only-when`): read from TOML, and compiled for rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from catalogue.interchange.mapping_model import Condition, Test
from catalogue.interchange.mapping_paths import Cells, Getter, Path, written
from catalogue.interchange.mapping_spots import Given, Spot

Holds = Callable[[Cells, object], bool]
_REMEMBERED = 10_000
_JOINS = ("all", "any", "none")
_TESTS = ("column", "is", "in", "matches", "empty")


@dataclass(frozen=True)
class ConditionReader:
    """Reads conditions; `lists` and `named` (conditions) are what they may refer to by name."""

    lists: Mapping[str, frozenset[str]]
    named: Mapping[str, Condition] = field(default_factory=dict)

    def read(self, given: object, spot: Spot) -> Condition:
        """A condition: a name, a test, a list that all holds, or { all | any | none = [ … ] }."""
        if isinstance(given, str):
            if given not in self.named:
                raise spot.error(f"no condition “{given}”.", spot.choices(given, self.named))
            return self.named[given]
        if isinstance(given, list):
            members = (self.read(one, spot.inner(n)) for n, one in enumerate(given))
            return Condition("all", tuple(members))
        if not isinstance(given, Mapping):
            raise spot.error("a condition must be a table, such as { column = …, is = … }.")
        join = next((j for j in _JOINS if j in given), None)
        if join is None:
            return Condition("all", (self._test(given, spot),))
        spot.only(given, (join,))
        listed = given[join] if isinstance(given[join], list) else [given[join]]
        return Condition(join, self.read(listed, spot.inner(join)).members)

    def _test(self, given: Given, spot: Spot) -> Test:
        spot.only(given, (*_TESTS, *_JOINS))
        one_of = frozenset(text.casefold() for text in spot.texts(given, "is"))
        name = spot.text(given, "in")
        if name is not None:
            if name not in self.lists:
                raise spot.error(f"no list “{name}”.", spot.choices(name, self.lists))
            one_of |= self.lists[name]
        empty = spot.truth(given, "empty")
        matches = spot.regex(given, "matches")
        if not one_of and matches is None and empty is None:
            raise spot.error("this condition tests nothing.", f"Add one of {', '.join(_TESTS[1:])}.")
        paths = tuple(Path(column) for column in spot.texts(given, "column"))
        if not paths:
            raise spot.error("“column” is missing.", 'Write column = "…" there.')
        return Test(paths, one_of or None, matches, empty)


def compiled(condition: Condition, getters: Callable[[Path], Getter]) -> Holds:
    """Whether the condition holds for a row and an element."""
    members = [
        compiled(one, getters) if isinstance(one, Condition) else _compiled(one, getters) for one in condition.members
    ]
    if len(members) == 1 and condition.join != "none":
        return members[0]
    return _all_of(members) if condition.join == "all" else _any_of(members, condition.join == "any")


def _all_of(members: list[Holds]) -> Holds:
    def holds(cells: Cells, element: object) -> bool:
        for member in members:  # noqa: SIM110  # a generator costs more than the tests
            if not member(cells, element):
                return False
        return True

    return holds


def _any_of(members: list[Holds], wanted: bool) -> Holds:
    def holds(cells: Cells, element: object) -> bool:
        for member in members:
            if member(cells, element):
                return wanted
        return not wanted

    return holds


def _compiled(test: Test, getters: Callable[[Path], Getter]) -> Holds:
    first, *others = [getters(path) for path in test.paths]

    @lru_cache(_REMEMBERED)
    def decide(text: str) -> bool:
        return (
            (test.empty is None or test.empty is (not text))
            and (test.one_of is None or text.casefold() in test.one_of)
            and (test.matches is None or test.matches.search(text) is not None)
        )

    def holds(cells: Cells, element: object) -> bool:
        text = written(first(cells, element))
        for get in others if not text else ():
            text = text or written(get(cells, element))
        return decide(text)

    return holds
