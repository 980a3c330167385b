"""What the documents of Linked Art 1.0 know, read from the table beside this file: kinds of node, their keys, and what
a key leads to.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

_TABLE = Path(__file__).with_suffix(".toml")
_ANYTHING, _ANY_RECORD, _ONCE = "?", "*", "!"


@dataclass(frozen=True)
class Range:
    """What a key leads to: classes of what is referred to, kinds of what is embedded, or a kind of literal.

    `once` says that only one value may stand there, and in no array.
    """

    referred: tuple[str, ...] = ()
    embedded: tuple[str, ...] = ()
    literal: str = ""
    anything: bool = False
    once: bool = False


@dataclass(frozen=True)
class Kind:
    """A kind of node: its classes, its keys, those that must be there, and whether it takes others as well.

    `identified` says that it is embedded with its id; `own` that the endpoint of its name leads to no other kind.
    """

    name: str
    types: tuple[str, ...]
    keys: Mapping[str, Range]
    required: frozenset[str] = frozenset()
    open: bool = False
    identified: bool = False
    own: bool = False


@dataclass(frozen=True)
class Assertion:
    """How anything else is said: under which key, by a part of which class, and which keys bear value and property."""

    under: str
    type: str
    value: str
    property: str


@dataclass(frozen=True)
class TextAsPart:
    """A text that becomes the content of a part: under which key, of which class."""

    under: str
    type: str


@dataclass(frozen=True)
class Moved:
    """The other key under which an embedded part may stand, and what it says there of its kind."""

    under: str
    saying: Mapping[str, Any]


@dataclass(frozen=True)
class Profile:
    """The whole table. `texts` go by the key of the text, `moved` by the key that cannot hold a part, `handed` by the
    key that goes to inner parts, `asserted` by the kind of the part.
    """

    records: Mapping[str, Kind]
    parts: Mapping[str, Kind]
    wider: Mapping[str, tuple[str, ...]]
    texts: Mapping[str, TextAsPart]
    moved: Mapping[str, Moved]
    handed: Mapping[str, str]
    asserted: Mapping[str, str]
    assertion: Assertion
    by_type: Mapping[str, tuple[Kind, ...]] = field(default_factory=dict)

    def at_place(self, class_: str, allowed: tuple[str, ...]) -> str | None:
        """The class, of those that a place allows, by which a thing of this class stands there; None where none does.

        Its own or a wider one; or the one narrower class of the place, which then follows from the property.
        """
        if class_ in allowed:
            return class_
        if not class_:
            return allowed[0] if len(allowed) == 1 else None
        wide = next((w for w in self.widening(class_) if w in allowed), None)
        narrow = [a for a in allowed if class_ in self.wider.get(a, ())]
        return wide or (narrow[0] if len(narrow) == len(allowed) == 1 else None)

    def widening(self, class_: str) -> Iterator[str]:
        """The wider classes of a class, the nearest first."""
        seen, waiting = {class_}, [class_]
        while waiting:
            for one in self.wider.get(waiting.pop(0), ()):
                if one not in seen:
                    seen.add(one)
                    waiting.append(one)
                    yield one

    def root_class(self, class_: str) -> str:
        """The class by which a record of this class has a document of its own."""
        return self.at_place(class_, tuple(self.by_type)) or class_

    def endpoints(self, class_: str) -> tuple[str, ...]:
        """The endpoints that lead to records of this class."""
        return tuple(kind.name for kind in self.by_type.get(self.root_class(class_), ()) if not kind.own)


@cache
def profile() -> Profile:
    """The table, read once."""
    told = tomllib.loads(_TABLE.read_text("utf-8"))
    classes = tuple(dict.fromkeys(c for one in told["records"].values() for c in one["type"].split()))
    reader = _Reader(told["groups"], {k: _range(v, classes) for k, v in told["ranges"].items()}, classes)
    records = {name: reader.kind(name, one) for name, one in told["records"].items()}
    by_type = {c: tuple(k for k in records.values() if c in k.types) for c in classes}
    wider = {name: tuple(text.split()) for name, text in (told["wider"] | told["told_as"]).items()}
    return Profile(
        records,
        {name: reader.kind(name, one) for name, one in told["parts"].items()},
        wider,
        {one["key"]: TextAsPart(one["under"], one["type"]) for one in told["texts"]},
        {key: Moved(one.pop("under"), one) for key, one in told["moved"].items()},
        told["handed"],
        told["asserted"],
        Assertion(**told["assertion"]),
        by_type,
    )


@dataclass(frozen=True)
class _Reader:
    """What the rows of the table are read with."""

    groups: Mapping[str, str]
    ranges: Mapping[str, Range]
    classes: tuple[str, ...]

    def kind(self, name: str, told: Mapping[str, Any]) -> Kind:
        own = {key: _range(text, self.classes) for key, text in told.get("ranges", {}).items()}
        keys = {key: own.get(key) or self.ranges[key] for key in self._keys(told["keys"])}
        return Kind(
            name,
            tuple(told.get("type", name).split()),
            keys,
            frozenset(told.get("required", "").split()),
            told.get("open", False),
            told.get("identified", False),
            told.get("own", False),
        )

    def _keys(self, text: str) -> Iterator[str]:
        for word in text.split():
            if word[0] == "@":
                yield from self._keys(self.groups[word[1:]])
            else:
                yield word


def _range(text: str, classes: tuple[str, ...]) -> Range:
    words = [word for word in text.split() if word != _ONCE]
    once = words != text.split()
    if words == [_ANYTHING]:
        return Range(anything=True, once=once)
    if words == [_ANY_RECORD]:
        return Range(referred=classes, once=once)
    if words[0].islower():
        return Range(literal=words[0], once=once)
    embedded = tuple(word[1:] for word in words if word[0] == "#")
    return Range(tuple(word for word in words if word[0] != "#"), embedded, once=once)
