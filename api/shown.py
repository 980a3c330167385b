"""What templates are given: values, fields and sections, ready to print; nothing in them is a
triple.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from api.labels import Label
from catalogue.projections.marking import Segment


@dataclass(frozen=True)
class Shown:
    """A value as a reader sees it; `viewer` names the macro of `viewers.html` that prints it.

    A part has `fields`; a link has `href`, and is `local` where it leads to a page of ours.
    """

    viewer: str
    text: str = ""
    language: str = ""
    href: str = ""
    local: bool = False
    fields: tuple[ShownField, ...] = ()

    def first(self, key: str) -> Shown | None:
        """The first value of a field of this part."""
        return next((value for f in self.fields if f.key == key for value in f.values), None)

    def rest(self, *keys: str) -> tuple[ShownField, ...]:
        """The fields of this part but those that the macro has printed already."""
        return tuple(f for f in self.fields if f.key not in keys)

    def address(self) -> str:
        """The first address in this value, its own or one of its fields'."""
        inner = (value.address() for one in self.fields for value in one.values if not value.local)
        return self.href or next((found for found in inner if found), "")

    def words(self) -> Iterator[Shown]:
        """The texts in this value, outermost first."""
        if self.text:
            yield self
        for one in self.fields:
            for value in one.values:
                yield from value.words()


@dataclass(frozen=True)
class Claim:
    """A statement that somebody made about a field: what they say, who, when, why, and its
    standing.
    """

    says: tuple[Shown, ...]
    status: Shown | None
    details: tuple[ShownField, ...]


@dataclass(frozen=True)
class ShownField:
    """A field with its values, and beside them the statements that compete with them."""

    key: str
    label: str
    help: str
    values: tuple[Shown, ...]
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True)
class Section:
    """A group of fields under one heading; the heading is empty for fields without a group."""

    anchor: str
    heading: str
    fields: tuple[ShownField, ...]


@dataclass(frozen=True)
class Entry:
    """A record in a list: its name, where it is, what kind of record it is.

    `title` is the name in segments and `passage` a piece of its texts, with what was searched for
    marked.
    """

    href: str
    label: Label
    kind: str = ""
    title: tuple[Segment, ...] = ()
    passage: tuple[Segment, ...] = ()


@dataclass(frozen=True)
class Paging:
    """Where a list stands: which of how many pages; a gap among the `links` is (0, "")."""

    page: int
    pages: int
    first: int
    last: int
    total: int
    previous: str
    next: str
    links: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class IncomingLinks:
    """Records that point here through one field."""

    address: str
    anchor: str
    heading: str
    entries: tuple[Entry, ...]
    paging: Paging


@dataclass(frozen=True)
class Names:
    """What a record is called: the title for this reader, then the title in each other language."""

    title: Label
    others: tuple[Label, ...]


@dataclass(frozen=True)
class RecordPage:
    """Everything on the page of a record."""

    iri: str
    path: str
    slug: str
    kind: str
    plural: str
    names: Names
    header: tuple[ShownField, ...]
    sections: tuple[Section, ...]
    side: tuple[Section, ...]
    images: tuple[Shown, ...]
    updated: datetime
