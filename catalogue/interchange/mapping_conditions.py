"""Conditions of a mapping (`when`, `only-when`): read from TOML, and compiled for rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from catalogue.interchange.mapping_model import Condition, Test
from catalogue.interchange.mapping_paths import Cells, Getter, Path, written
from catalogue.interchange.mapping_spots import Given, Spot

Holds = Callable[[Cells, object], bool]
_Decision = Callable[[tuple[str, ...]], bool]
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
    """Whether the condition holds for a row and an element; decided once for each set of texts."""
    paths = tuple(dict.fromkeys(tested_paths(condition)))
    decide = lru_cache(_REMEMBERED)(_decision(condition, paths))
    found = [getters(path) for path in paths]
    if len(found) == 1:
        (only,) = found
        return lambda cells, element: decide((written(only(cells, element)),))
    return lambda cells, element: decide(tuple([written(get(cells, element)) for get in found]))


def tested_paths(condition: Condition) -> Iterator[Path]:
    """Every path that a condition depends on."""
    for one in condition.members:
        yield from one.paths if isinstance(one, Test) else tested_paths(one)


def _decision(condition: Condition, paths: tuple[Path, ...]) -> _Decision:
    """The condition as a function of the texts of its paths."""
    members = [_test_of(one, paths) if isinstance(one, Test) else _decision(one, paths) for one in condition.members]
    if condition.join == "all":
        return lambda texts: all(member(texts) for member in members)
    wanted = condition.join == "any"
    return lambda texts: any(member(texts) for member in members) is wanted


def _test_of(test: Test, paths: tuple[Path, ...]) -> _Decision:
    places = [paths.index(path) for path in test.paths]

    def decide(texts: tuple[str, ...]) -> bool:
        text = next((texts[place] for place in places if texts[place]), "")
        return (
            (test.empty is None or test.empty is (not text))
            and (test.one_of is None or text.casefold() in test.one_of)
            and (test.matches is None or test.matches.search(text) is not None)
        )

    return decide
