"""A mapping compiled: every rule becomes a closure, so that a row costs calls and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from catalogue.assembly import Tree
from catalogue.interchange.mapping_conditions import Holds, compiled, tested_paths
from catalogue.interchange.mapping_conversions import Unread
from catalogue.interchange.mapping_elements import ELEMENTS, Given
from catalogue.interchange.mapping_model import (
    AS_WRITTEN,
    NO_CUTTING,
    Condition,
    Each,
    Mapping,
    PartRule,
    RecordRule,
    ValueRule,
)
from catalogue.interchange.mapping_paths import Cells, Getter, Path, Template, written
from catalogue.interchange.record_maker import Filler, OpenTree, RecordMaker, SharedRecords
from catalogue.interchange.table_companions import Companions, companion_getter
from catalogue.interchange.table_making import Making
from catalogue.interchange.table_values import ValueCompiler
from catalogue.rdf import Term

Maker = Callable[[Cells, object, Making], "list[Term] | list[Term | Tree]"]
Elements = Callable[[Cells, object, Making], Sequence[object]]


class Compiler:
    """Compiles the rules of one mapping for one reading of one table."""

    def __init__(self, mapping: Mapping, base: str, companions: Companions, key: str = "") -> None:
        self._mapping = mapping
        self._base = base
        self._key = key
        self._companions = companions
        self._standing: frozenset[str] = frozenset()
        self._walks: dict[Each, int] = {}
        self.columns: set[str] = set()
        self.shared = SharedRecords()
        self._values = ValueCompiler(mapping, base, self.getter, self.shared)
        self.shared.makers.update((n, self.record(rule)) for n, rule in mapping.shared.items())

    def getter(self, path: Path) -> Getter:
        """Fetches a path's cell, from the row, the element or a companion table."""
        name, _, column = path.text.partition(".")
        companion = self._mapping.companions.get(name)
        if companion is not None and column:
            rows = self._companions.get(name, {})
            return companion_getter(column, self.getter(companion.by), rows)
        if path.column:
            self.columns.add(path.column)
        return path.getter()

    def condition(self, condition: Condition | None) -> Holds | None:
        """Whether a condition holds; None where there is none."""
        return compiled(condition, self.getter) if condition is not None else None

    def record(self, rule: RecordRule) -> RecordMaker:
        """The maker of a rule's records."""
        self._standing = frozenset(_kept_whole(rule.content))
        paths = dict.fromkeys([*(p for p, _ in rule.id.slots), *_paths(rule.content)])
        inputs = tuple(self.getter(path) for path in paths)
        id_ = rule.id.filler(self.getter)
        return RecordMaker(rule, id_, self._filler(rule.content), inputs, self._base, self._key)

    def _filler(self, rule: PartRule) -> Filler:
        """Fills a tree by field; gives None if nothing but constants came of it."""
        sayings = [(field.key, self._maker(one), one.constant) for field, rules in rule.fields for one in rules]
        alone = rule.constant
        name = rule.name.filler(self.getter) if rule.name is not None else None
        peculiar = name is not None or rule.crm_class is not None

        def fill(cells: Cells, element: object, making: Making) -> OpenTree | None:
            told = alone
            tree: OpenTree = {}
            for key, make, constant in sayings:
                found = make(cells, element, making)
                if found:
                    told = told or not constant
                    tree[key] = [*tree[key], *found] if key in tree else found
            if not told:
                return None
            return _named(tree, rule.crm_class, name(cells, element) if name else "") if peculiar else tree

        return fill

    def _maker(self, rule: ValueRule | PartRule) -> Maker:
        if isinstance(rule, PartRule):
            return self._part(rule)
        if rule.each is None:
            return self._values.maker(rule, self.condition(rule.when), self._standing)
        make = self._values.maker(rule, None, self._standing)
        elements = self._selected(rule, rule.each)
        return lambda cells, element, making: [
            term for one in elements(cells, element, making) for term in make(cells, one, making)
        ]

    def _part(self, rule: PartRule) -> Maker:
        fill = self._filler(rule)
        if rule.each is None:
            return _once(fill, self.condition(rule.when))
        elements = self._selected(rule, rule.each)

        def make(cells: Cells, element: object, making: Making) -> list[Term | Tree]:
            trees = [fill(cells, one, making) for one in elements(cells, element, making)]
            return [tree for tree in trees if tree]

        return make

    def _selected(self, rule: PartRule | ValueRule, each: Each) -> Elements:
        """The elements for which the rule's condition holds; none are read where the row alone decides."""
        elements, holds = self._elements(rule, each), self.condition(rule.when)
        if holds is None:
            return elements
        if not any(self._of_element(path) for path in _tested(rule.when)):
            return lambda cells, element, making: elements(cells, element, making) if holds(cells, element) else ()
        return lambda cells, element, making: [one for one in elements(cells, element, making) if holds(cells, one)]

    def _of_element(self, path: Path) -> bool:
        companion = self._mapping.companions.get(path.text.partition(".")[0])
        return (companion.by if companion is not None else path).of_element

    def _elements(self, rule: PartRule | ValueRule, each: Each) -> Elements:
        """Reads elements; those of a row are read once, however many rules walk over them."""
        read = self._reader(rule, each)
        if any(self._of_element(path) for path in each.columns):
            return read
        key = self._walks.setdefault(each, len(self._walks))

        def elements(cells: Cells, element: object, making: Making) -> Sequence[object]:
            held = making.work.elements
            found = held.get(key)
            if found is None:
                found = held[key] = read(cells, element, making)
            return found

        return elements

    def _reader(self, rule: PartRule | ValueRule, each: Each) -> Elements:
        getters = [self.getter(path) for path in each.columns]
        read, cutting, empty = ELEMENTS[each.read], each.cutting, each.empty
        language = self._mapping.language or "en"
        column = ", ".join(path.text for path in each.columns)
        stands = any(path.text in self._standing for path in each.columns)

        def elements(cells: Cells, element: object, making: Making) -> Sequence[object]:
            given = [getter(cells, element) for getter in getters]
            if given[0] is None and len(given) == 1:
                return ()
            if empty and written(given[0]).casefold() in empty:
                given[0] = None
            try:
                found = read(Given(given, cutting, language))
            except Unread as error:
                if not each.optional:
                    text = " / ".join(written(cell) for cell in given)
                    making.unread(rule.at, column, text, error, stands=stands)
                return ()
            for one in found.remarks:
                making.warn(rule.at, written(given[0]), one.reason, one.remedy)
            return found.elements

        return elements


def _once(fill: Filler, holds: Holds | None) -> Maker:
    def make(cells: Cells, element: object, making: Making) -> list[Term | Tree]:
        if holds is not None and not holds(cells, element):
            return []
        tree = fill(cells, element, making)
        return [tree] if tree else []

    return make


def _named(tree: OpenTree, crm_class: str | None, name: str) -> OpenTree:
    """The tree with its class and fragment name, where it has such."""
    return tree | ({"@class": crm_class} if crm_class else {}) | ({"@id": name} if name else {})


def _kept_whole(rule: PartRule) -> Iterator[str]:
    """The columns whose whole text a record keeps as text, somewhere in it."""
    for _, rules in rule.fields:
        for one in rules:
            if isinstance(one, PartRule):
                yield from _kept_whole(one) if one.each is None else ()
            elif one.read == AS_WRITTEN and not (one.terms or one.when or one.each):
                whole = one.cutting == NO_CUTTING
                yield from (path.text for path in one.columns) if whole else ()


def _paths(rule: PartRule) -> Iterator[Path]:
    """Every path that the content of a record depends on."""
    if rule.each is not None:
        yield from rule.each.columns
    yield from _tested(rule.when)
    yield from _slots(rule.name)
    for _, rules in rule.fields:
        for one in rules:
            if isinstance(one, PartRule):
                yield from _paths(one)
                continue
            yield from one.columns
            yield from one.each.columns if one.each is not None else ()
            yield from _tested(one.when)
            for template in (one.text, one.refer, one.label):
                yield from _slots(template)


def _tested(condition: Condition | None) -> Iterator[Path]:
    return tested_paths(condition) if condition is not None else iter(())


def _slots(template: Template | None) -> Iterator[Path]:
    if template is not None:
        yield from (path for path, _ in template.slots)
