"""A record in the words of schema.org, by the table `schema_org.toml`: looks at predicates, never at a record type.

What the table says is worked out for each record type once: which keys lead to what. A page then only follows them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.labels import best
from api.presenter import Presenter
from catalogue.namespaces import CRM, HAS_TYPE, prefixes
from catalogue.publication import Summary
from catalogue.rdf import Term, is_literal, text_of
from catalogue.record import Part, Value
from catalogue.shapes import RecordType, Schema, Shape

TABLE = Path(__file__).resolve().parent / "schema_org.toml"
THING = ("Thing", "")
_BEGIN, _END = f"<{CRM}P82a_begin_of_the_begin>", f"<{CRM}P82b_end_of_the_end>"
_STEP = re.compile(r"([^\[/]+)(?:\[([^\]]+)\])?")
_IDENTIFIER = "IdentifierViewer"
_ADDRESS = re.compile(r"https?://\S+")
_MOST = 20  # values of one property
Keys = tuple[str, ...]
Told = dict[str, Any]


@dataclass(frozen=True)
class _Property:
    """A property: what its values are, and the keys that lead to them, path by path."""

    name: str
    kind: str
    paths: tuple[tuple[Keys, ...], ...]


class SchemaOrg:
    """The table, worked out for the record types of a schema."""

    def __init__(self, schema: Schema, base: str, table: Path = TABLE) -> None:
        said = tomllib.loads(table.read_text("utf-8"))
        self._base = base
        self._classes = {_expanded(name): (kind, of) for name, (kind, of) in said["classes"].items()}
        self._lists: Mapping[str, Any] = said["properties"]
        self._plans = {
            (one.slug, of): tuple(self._plan(one, of)) for one in schema.record_types for of in self._lists
        }
        self._identifiers = {one.slug: _identifying(one) for one in schema.record_types}

    def type_of(self, crm_class: str) -> str:
        """The type of a CRM class."""
        return str(self._classes.get(crm_class, THING)[0])

    def tell(
        self, root: Part, record_type: RecordType, presenter: Presenter, summaries: Mapping[str, Summary], own: str
    ) -> Told:
        """What there is to tell of a record of a CRM class (`own`), without its names and images."""
        kind, of = self._classes.get(own, THING)
        told: Told = {"@type": kind}
        for one in (*self._plans[record_type.slug, "all"], *self._plans.get((record_type.slug, of), ())):
            values = self._values(one, root, presenter, summaries)
            if values:
                told[one.name] = values[0] if len(values) == 1 else values
        numbers = [
            text_of(content)
            for key in self._identifiers[record_type.slug]
            for value in root.all(key)
            if value.part is not None and (content := value.part.first("content")) is not None
        ]
        if numbers:
            told["identifier"] = numbers[0] if len(numbers) == 1 else numbers
        return told

    def thing(self, iri: str, summary: Summary, language: str) -> Told:
        """A record that another one refers to."""
        label = best(summary.labels, language)
        named = {"name": label.text} if label is not None else {}
        return {"@type": self.type_of(summary.crm_class), "@id": iri, **named, "url": self._base + summary.path}

    def _plan(self, record_type: RecordType, of: str) -> Iterator[_Property]:
        for name, said in self._lists[of].items():
            paths = (tuple(_keys(record_type, _STEP.findall(path))) for path in said["from"])
            found = tuple(path for path in paths if path)
            if found:
                yield _Property(name, said["as"], found)

    def _values(
        self, one: _Property, root: Part, presenter: Presenter, summaries: Mapping[str, Summary]
    ) -> Sequence[Any]:
        for path in one.paths:
            held = [pair for keys in path for pair in _led(root, keys)]
            if held and (found := self._told(one.kind, held[:_MOST], presenter, summaries)):
                return found
        return ()

    def _told(
        self, kind: str, held: Sequence[tuple[Part, Value]], presenter: Presenter, summaries: Mapping[str, Summary]
    ) -> Sequence[Any]:
        if kind == "words":
            texts = {presenter.language_of(part): text_of(v.term) for part, v in reversed(held) if is_literal(v.term)}
            label = best(texts, presenter.language)
            return [label.text] if label is not None else []
        iris = dict.fromkeys(value.term[1:-1] for _, value in held)
        if kind == "thing":
            return [self.thing(one, summaries[one], presenter.language) for one in iris if one in summaries]
        if kind == "address":
            return [one for one in iris if _ADDRESS.fullmatch(one)]
        spans = (_span(value.part, kind) for _, value in held if value.part is not None)
        return [one for one in spans if one][:1]


def _expanded(name: str) -> str:
    prefix, _, local = name.partition(":")
    return prefixes()[prefix] + local


def _keys(shape: Shape, steps: Sequence[tuple[str, str]]) -> Iterator[Keys]:
    """The chains of keys that a path means in a shape."""
    (predicate, chosen), *rest = steps
    for one in shape.by_path.get(f"<{_expanded(predicate)}>", ()):
        if one.staff or (chosen and not _is_chosen(one.tests, one.vocabulary, _expanded(chosen))):
            continue
        if not rest:
            yield (one.key,)
        elif one.part is not None:
            yield from ((one.key, *keys) for keys in _keys(one.part, rest))


def _is_chosen(tests: frozenset[tuple[Term, Term]], vocabulary: str | None, chosen: str) -> bool:
    return vocabulary == chosen or (HAS_TYPE, f"<{chosen}>") in tests


def _identifying(record_type: RecordType) -> tuple[str, ...]:
    fields = (one for one in record_type.fields if one.part is not None and not one.staff)
    return tuple(one.key for one in fields if one.part is not None and one.part.viewer == _IDENTIFIER)


def _led(part: Part, keys: Keys) -> Iterator[tuple[Part, Value]]:
    """The values at the end of a chain, each with the part that holds it."""
    first, rest = keys[0], keys[1:]
    for value in part.values.get(first, ()):
        if not rest:
            yield part, value
        elif value.part is not None:
            yield from _led(value.part, rest)


def _span(part: Part, kind: str) -> str:
    """A time-span by its outer days: a day, a year, or two years (ISO 8601); or its begin or end alone."""
    begin, end = _day(part, _BEGIN), _day(part, _END)
    if kind in ("begin", "end"):
        return begin if kind == "begin" else end
    if not begin or not end or begin == end:
        return begin or end
    first, last = (day.rsplit("-", 2)[0] for day in (begin, end))
    return first if first == last else f"{first}/{last}"


def _day(part: Part, predicate: Term) -> str:
    found = (part.first(one.key) for one in part.shape.by_path.get(predicate, ()))
    return next((text_of(term).partition("T")[0] for term in found if term is not None), "")
