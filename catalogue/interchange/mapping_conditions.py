"""Conditions of a mapping (`when`, `only-when`): read from TOML, and compiled for rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from catalogue.interchange.mapping_model import Condition, Test
from catalogue.interchange.mapping_paths import Cells, Getter, Path, written
from catalogue.interchange.mapping_spots import Given, Spot

Holds = Callable[[Cells, object], bool]
_JOINS = ("all", "any", "none")
_TESTS = ("column", "is", "in", "matches", "empty")


def read_condition(given: object, lists: Mapping[str, frozenset[str]], spot: Spot) -> Condition:
    """A condition: a test, a list of tests that all hold, or { all | any | none = [ … ] }."""
    if isinstance(given, list):
        members = (read_condition(one, lists, spot.inner(n)) for n, one in enumerate(given))
        return Condition("all", tuple(members))
    if not isinstance(given, Mapping):
        raise spot.error("a condition must be a table, such as { column = …, is = … }.")
    join = next((j for j in _JOINS if j in given), None)
    if join is None:
        return Condition("all", (_test(given, lists, spot),))
    spot.only(given, (join,))
    return Condition(join, read_condition(given[join], lists, spot.inner(join)).members)


def _test(given: Given, lists: Mapping[str, frozenset[str]], spot: Spot) -> Test:
    spot.only(given, (*_TESTS, *_JOINS))
    one_of = frozenset(text.casefold() for text in spot.texts(given, "is"))
    name = spot.text(given, "in")
    if name is not None:
        if name not in lists:
            raise spot.error(f"there is no list “{name}”.", spot.choices(name, lists))
        one_of |= lists[name]
    empty = given.get("empty")
    if empty is not None and not isinstance(empty, bool):
        raise spot.error("“empty” must be true or false.")
    matches = spot.regex(given, "matches")
    if not one_of and matches is None and empty is None:
        raise spot.error("this condition tests nothing.", f"Add one of {', '.join(_TESTS[1:])}.")
    return Test(Path(spot.needed(given, "column")), one_of or None, matches, empty)


def compiled(condition: Condition, getters: Callable[[Path], Getter]) -> Holds:
    """Whether the condition holds for a row and an element."""
    members = [
        compiled(one, getters) if isinstance(one, Condition) else _compiled(one, getters)
        for one in condition.members
    ]
    if len(members) == 1 and condition.join != "none":
        return members[0]
    if condition.join == "all":
        return lambda cells, element: all(holds(cells, element) for holds in members)
    wanted = condition.join == "any"
    return lambda cells, element: any(holds(cells, element) for holds in members) is wanted


def _compiled(test: Test, getters: Callable[[Path], Getter]) -> Holds:
    getter = getters(test.path)

    def holds(cells: Cells, element: object) -> bool:
        text = written(getter(cells, element))
        return (
            (test.empty is None or test.empty is (not text))
            and (test.one_of is None or text.casefold() in test.one_of)
            and (test.matches is None or test.matches.search(text) is not None)
        )

    return holds
