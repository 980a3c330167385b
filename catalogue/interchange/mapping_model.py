"""A mapping as values: which column of a table becomes which field of which record.

Read by `mapping_reader` from TOML and checked there against the shapes, so nothing in here can name
a field that does not exist. What the words mean: README-mappings.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from functools import cached_property

from catalogue.interchange.mapping_paths import Path, Template
from catalogue.interchange.table_rows import Table
from catalogue.rdf import Term
from catalogue.shapes import Field, RecordType, Shape


@dataclass(frozen=True)
class Test:
    """One condition on a column, or on the first of several that is not empty.

    What is set of it holds at once.
    """

    paths: tuple[Path, ...]
    one_of: frozenset[str] | None = None
    matches: re.Pattern[str] | None = None
    empty: bool | None = None


@dataclass(frozen=True)
class Condition:
    """Tests and conditions joined: by "all", "any" or "none"."""

    join: str
    members: tuple[Test | Condition, ...]


@dataclass(frozen=True)
class Cutting:
    """How one text becomes several: at separators, by a pattern's matches, or not at all."""

    split: tuple[str, ...] = ()
    pattern: re.Pattern[str] | None = None


AS_WRITTEN = "text"  # the reading that takes a cell as it stands
NO_CUTTING = Cutting()


@dataclass(frozen=True)
class Each:
    """What a rule is applied to: every element that is read out of a column.

    `read` names the reader of `mapping_elements` ("list", "text", "dimensions", "date", "years").
    `optional` passes over what it cannot read without a note.
    """

    columns: tuple[Path, ...]
    read: str
    cutting: Cutting = NO_CUTTING
    empty: frozenset[str] = frozenset()
    optional: bool = False


@dataclass(frozen=True)
class ValueRule:
    """Where the values of one literal, reference or link come from, and how they are read.

    Exactly one of `columns`, `text`, `term`, `refer` and `record` is set. `at` is the field's
    address, for notes.
    """

    field: Field
    at: str
    columns: tuple[Path, ...] = ()
    text: Template | None = None
    term: Term | None = None
    refer: Template | None = None
    record: str | None = None
    label: Template | None = None
    each: Each | None = None
    cutting: Cutting = NO_CUTTING
    read: str = AS_WRITTEN
    terms: str | None = None
    language: str | None = None
    empty: frozenset[str] = frozenset()
    default: str | None = None
    when: Condition | None = None

    @cached_property
    def constant(self) -> bool:
        """Whether it says the same of every row, and so is no sign that a row says anything."""
        slots = [t for t in (self.text, self.refer) if t is not None and t.slots]
        return not (self.columns or slots or self.record or self.each)


@dataclass(frozen=True)
class PartRule:
    """How a part, or a whole record, is filled: rules by field; made once, or `each` time."""

    shape: Shape
    at: str
    fields: tuple[tuple[Field, tuple[ValueRule | PartRule, ...]], ...]
    each: Each | None = None
    when: Condition | None = None
    crm_class: str | None = None
    name: Template | None = None

    @cached_property
    def constant(self) -> bool:
        """Whether nothing in it depends on the row."""
        return all(rule.constant for _, rules in self.fields for rule in rules)


@dataclass(frozen=True)
class RecordRule:
    """A record that rows make: one a row (`key` set), or one that rows share.

    `file` limits it to rows of that file. `unread` is the part that keeps what could not be read.
    """

    name: str
    record_type: RecordType
    id: Template
    content: PartRule
    key: Path | None = None
    when: Condition | None = None
    file: str | None = None
    unread: Field | None = None


@dataclass(frozen=True)
class Terms:
    """A translation table: texts of cells → terms; `otherwise` is keep, warn, ignore, refuse or make."""

    name: str
    values: Map[str, Term]
    otherwise: str
    make: str | None = None

    def find(self, text: str) -> Term | None:
        """The term of a text, whatever its case and outer spaces."""
        return self.values.get(text.strip().casefold())


@dataclass(frozen=True)
class Companion:
    """A table beside the imported one, whose row with the same key lends its columns."""

    name: str
    file: str
    key: str
    by: Path
    when: Condition | None = None


@dataclass(frozen=True)
class Mapping:
    """All that a mapping file says."""

    name: str
    title: str
    records: tuple[RecordRule, ...]
    language: str | None = None
    table: Table = field(default_factory=Table)
    shared: Map[str, RecordRule] = field(default_factory=dict)
    terms: Map[str, Terms] = field(default_factory=dict)
    companions: Map[str, Companion] = field(default_factory=dict)
