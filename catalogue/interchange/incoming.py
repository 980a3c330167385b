"""What every reader yields, whatever it reads: records on their way in, or the reason why not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from catalogue.rdf import Triples
from catalogue.shapes import RecordType


class Level(Enum):
    """How much a note weighs: a refused record stays out, a warning lets it in, info only tells."""

    REFUSED = "refused"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True)
class Origin:
    """Where something stood: the file's name and the place in it ("row 12", "line 3")."""

    file: str
    place: str = ""

    def __str__(self) -> str:
        return f"{self.file}, {self.place}" if self.place else self.file


@dataclass(frozen=True)
class Note:
    """One remark of the report: where, which field, which value, why, and what to do."""

    level: Level
    origin: Origin
    reason: str
    remedy: str = ""
    field: str | None = None
    value: str | None = None


@dataclass(frozen=True)
class Hint:
    """What a document says of a thing that it refers to; it fills a new stub, never a held record.

    `labels` are (language or None, text); `classified` IRIs.
    """

    iri: str
    crm_class: str | None = None
    labels: tuple[tuple[str | None, str], ...] = ()
    notations: tuple[str, ...] = ()
    classified: tuple[str, ...] = ()


@dataclass(frozen=True)
class Incoming:
    """A record on its way in; `key` names it in its source, `raw` is its row as text, to be kept aside if refused.

    `whole` says that it comes in with all that its document says: what the shapes object to is told and waits in the
    draft to be mended, and what the document says in passing of anything at all is kept in stubs.
    """

    origin: Origin
    record_type: RecordType
    iri: str
    path: str
    local: str
    triples: Triples
    hints: tuple[Hint, ...] = ()
    notes: tuple[Note, ...] = ()
    key: str = ""
    raw: str = ""
    whole: bool = False


@dataclass(frozen=True)
class Refused:
    """A row or document that could not become a record; `raw` can be mended and read again."""

    origin: Origin
    notes: tuple[Note, ...]
    raw: str
