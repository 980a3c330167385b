"""What the public log holds, as values."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from catalogue.journal import Held
from catalogue.rdf import Triples, lines

GONE = ("withdrawn", "deleted", "merged", "erased")


@dataclass(frozen=True)
class Summary:
    """What others show of a public record: labels by language ("" where none is known), class, notations.

    `classified` are the IRIs of its public types.
    """

    iri: str
    path: str
    slug: str
    labels: Mapping[str, str]
    crm_class: str
    notations: tuple[str, ...] = ()
    classified: tuple[str, ...] = ()


@dataclass(frozen=True)
class PublicRecord:
    """A public record as it was last published; `etag` is the SHA-256 of its sorted N-Triples."""

    iri: str
    path: str
    slug: str
    sequence: int
    etag: str
    first: datetime
    updated: datetime
    triples: Triples


@dataclass(frozen=True)
class Gone:
    """A record that was public; `reason`, and `entry` (that of its last state), only where its deleter allowed that."""

    iri: str
    path: str
    slug: str
    time: datetime
    reason: str | None
    entry: int | None


@dataclass(frozen=True)
class Moved:
    """A record that was merged into another, which is public: the local path of that one."""

    iri: str
    to: str
    replaced_by: str


@dataclass(frozen=True)
class PublicVersion:
    """One of the states in which a record was public, in a row without a break; `number` counts all it ever had."""

    number: int
    sequence: int
    time: datetime


@dataclass(frozen=True)
class Entry:
    """One entry of a log, with the state before it (None at a Create) and after it (None at a Delete).

    `erased` says that one of the two was removed for ever: what the entry changed cannot be told.
    """

    sequence: int
    kind: str
    iri: str
    path: str
    slug: str
    time: str
    before: Triples | None
    after: Triples | None
    erased: bool = False


@dataclass(frozen=True)
class Projected:
    """A public view ready to be logged: from which version, with which pointers."""

    held: Held
    version: int
    triples: Triples
    pointers: tuple[tuple[str, str, bool], ...]
    summary: Summary


def etag_of(triples: Triples) -> str:
    """The SHA-256 of a state's sorted N-Triples, as hexadecimal."""
    return hashlib.sha256(lines(triples).encode()).hexdigest()
