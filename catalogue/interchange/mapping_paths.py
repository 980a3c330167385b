"""Columns and templates: the two ways in which a mapping points into a row.

A path is a column's name; with dots it goes on into a cell of JSON ("MuseumLocation.Name"); one
that begins with a dot starts at the element in hand (".Role" inside a `for-each`), and "." is the
element itself. A template is text with paths in braces: "walters-{ObjectID}", "{Title|slug}".
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

Cells = Mapping[str, object]
Getter = Callable[[Cells, object], object]
Text = Callable[[Cells, object], str]

ID = re.compile(r"[a-z0-9][a-z0-9-]{1,63}")
_SLOT = re.compile(r"\{([^{}|]*)(?:\|(\w+))?\}")


@dataclass(frozen=True)
class Path:
    """A column, or a place inside one."""

    text: str

    @property
    def of_element(self) -> bool:
        """Whether it starts at the element in hand."""
        return self.text.startswith(".")

    @property
    def column(self) -> str | None:
        """The column of the row that it needs, if it needs one."""
        return None if self.of_element else self.text.split(".")[0].removesuffix("[]")

    def getter(self) -> Getter:
        """Fetches the cell; None where there is nothing."""
        whole = self.text.removesuffix("[]")
        if whole == ".":
            return lambda _, element: element
        steps = whole.removeprefix(".").split(".")
        if self.of_element:
            return _of_element(steps)
        return _of_row(whole, steps)


def _of_element(steps: list[str]) -> Getter:
    if len(steps) == 1:
        name = steps[0]
        return lambda _, element: element.get(name) if isinstance(element, dict) else None
    return lambda _, element: _walk(element, steps)


def _of_row(whole: str, steps: list[str]) -> Getter:
    if len(steps) == 1:
        return lambda cells, _: cells.get(whole)
    return lambda cells, _: cells[whole] if whole in cells else _walk(cells, steps)


def _walk(here: object, steps: list[str]) -> object:
    for step in steps:
        if not isinstance(here, dict):
            return None
        here = here.get(step)
    return here


def written(cell: object) -> str:
    """The trimmed text of a cell, as a person would write it; empty for nothing."""
    if isinstance(cell, str):
        return cell.strip()
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, list | dict):
        return json.dumps(cell, ensure_ascii=False)
    return str(cell)


@dataclass(frozen=True)
class Template:
    """Text with paths in braces, each with an optional filter: slug, lower or hash."""

    text: str

    @cached_property
    def slots(self) -> tuple[tuple[Path, str], ...]:
        """The paths in it, with their filters ("" for none)."""
        return tuple((Path(path), kind) for path, kind in _SLOT.findall(self.text))

    def filler(self, getters: Callable[[Path], Getter]) -> Text:
        """Fills the template; empty as soon as one of its paths is empty."""
        fixed = _SLOT.split(self.text)[::3]
        if not self.slots:
            return lambda _, __: self.text
        steps = [
            (getters(path), FILTERS[kind], after) for (path, kind), after in zip(self.slots, fixed[1:], strict=True)
        ]

        def fill(cells: Cells, element: object) -> str:
            found = [fixed[0]]
            for getter, shape, after in steps:
                value = written(getter(cells, element))
                if not value:
                    return ""
                found.append(shape(value))
                found.append(after)
            return "".join(found)

        return fill


def slug(text: str) -> str:
    """Small letters, digits and dashes; a hash is added where that loses more than case and spaces.

    So two texts that differ in anything else never get one slug.
    """
    plain = " ".join(text.casefold().split())
    kept = re.sub(r"[^a-z0-9]+", "-", _without_marks(plain))[:36].strip("-")
    if kept == plain.replace(" ", "-") and "-" not in plain:
        return kept
    return f"{kept}-{short_hash(plain)}" if kept else short_hash(plain)


def short_hash(text: str) -> str:
    """8 hexadecimal characters that stand for a text."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]


def _without_marks(text: str) -> str:
    split = unicodedata.normalize("NFKD", text)
    return "".join(c for c in split if not unicodedata.combining(c))


FILTERS: Mapping[str, Callable[[str], str]] = {
    "": lambda text: text,
    "slug": slug,
    "lower": str.lower,
    "hash": lambda text: short_hash(text.casefold()),
}
