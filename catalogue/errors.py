"""The errors of the house, all of them.

    KhizanaError                  what is wrong, and what to do
    ├── SettingsError             khizana.toml or the environment says something impossible
    ├── NotACatalogue             the folder holds no catalogue, or one of another version
    ├── CatalogueBusy             another process holds what this one needs
    ├── BadTerm                   text that is no IRI, literal or language tag
    ├── UnreadableRdf             a document that does not parse; says where
    ├── UnreadableFile            a file of any other kind that cannot be read; says where
    ├── ShapeError                a shape file that says something unusable; names file and shape
    ├── MappingError              a mapping that says something unusable; names file and key
    ├── UnknownRecord             no such record
    ├── RecordRefused             a record that may not be saved or published; carries the findings
    ├── ChangedMeanwhile          a record that somebody else has saved since; nothing was saved
    ├── NotAllowed                a person's roles, or a token's scopes, do not reach so far
    ├── NotSignedIn               nobody is known by these credentials; says no more than that
    ├── AccountRefused            an account, role or institution that cannot be as it was asked for
    ├── FileRefused               a file that may not be kept or taken away; says which rule forbids it
    ├── SchemeRefused             a scheme of numbers by which nobody can count; says in which field
    ├── ReportRefused             a visitor's report that cannot be taken; says in which field
    ├── BackupUnusable            a backup that cannot be made, is not whole, or cannot be restored
    ├── DumpUnwritable            a dump that cannot be made
    ├── ImportRefused             an import that cannot begin or go on
    ├── PartnerUnusable           a partner whose feed or documents cannot be had; says why
    ├── SearchIndexDamaged        a search index that cannot be read; it is built anew
    ├── JournalUnwritable         the disk is full or fails; nothing of the change was saved
    └── JournalBroken             the hash chain or a stored state does not agree with itself

`message` is for people and says what is wrong and where; `remedy` says what to do about it.
"""

from __future__ import annotations

from enum import StrEnum


class KhizanaError(Exception):
    """Something went wrong that a person can understand and act on."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class SettingsError(KhizanaError):
    """The settings file or the environment says something impossible."""


class NotACatalogue(KhizanaError):
    """The folder holds no catalogue, or one written by another version."""


class CatalogueBusy(KhizanaError):
    """Another process holds the lock that this one needs."""


class BadTerm(KhizanaError):
    """Text that is no IRI, no literal or no language tag."""


class UnreadableRdf(KhizanaError):
    """An RDF document that does not parse; the message says where."""


class UnreadableFile(KhizanaError):
    """A file that cannot be read as what it claims to be; the message says where."""


class ShapeError(KhizanaError):
    """A shape file that says something unusable; the message names file and shape."""


class MappingError(KhizanaError):
    """A mapping that says something unusable; the message names file and key."""


class UnknownRecord(KhizanaError):
    """No such record in this catalogue."""


class RecordRefused(KhizanaError):
    """A record that may not be saved or published; `findings` says why, field by field."""

    def __init__(self, message: str, remedy: str = "", findings: tuple[object, ...] = ()) -> None:
        super().__init__(message, remedy)
        self.findings = findings


class ChangedMeanwhile(KhizanaError):
    """Somebody else has saved the record since; `version` is the id of its head now, None once it is deleted."""

    def __init__(self, message: str, remedy: str = "", version: int | None = None) -> None:
        super().__init__(message, remedy)
        self.version = version


class NotAllowed(KhizanaError):
    """A person's roles, or a token's scopes, do not reach so far."""


class NotSignedIn(KhizanaError):
    """Nobody is known by these credentials; the message never says which part of them is wrong."""


class AccountRefused(KhizanaError):
    """An account, a role or an institution that cannot be as it was asked for; `reason` is one word for why."""

    def __init__(self, reason: str, message: str, remedy: str = "") -> None:
        super().__init__(message, remedy)
        self.reason = reason


class WhyRefused(StrEnum):
    """Why a file is refused: too large, of a kind not kept, not what it claims to be, no room, still or once used."""

    SIZE = "size"
    KIND = "kind"
    CONTENT = "content"
    ROOM = "room"
    USED = "used"
    HISTORY = "history"


class FileRefused(KhizanaError):
    """A file that may not be kept, or not be taken away."""

    def __init__(self, message: str, remedy: str, why: WhyRefused) -> None:
        super().__init__(message, remedy)
        self.why = why


class SchemeRefused(KhizanaError):
    """A scheme of numbers by which nobody can count; `field` is what is wrong: title, address, pattern or scheme."""

    def __init__(self, message: str, remedy: str, field: str) -> None:
        super().__init__(message, remedy)
        self.field = field


class ReportRefused(KhizanaError):
    """A visitor's report that cannot be taken; `field` is what is wrong: text, name, address, or time (too many)."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


class BackupUnusable(KhizanaError):
    """A backup that cannot be made where it was asked for, is not whole, or cannot be restored."""


class DumpUnwritable(KhizanaError):
    """A dump that cannot be written where it was asked for, or of which something was withdrawn meanwhile."""


class ImportRefused(KhizanaError):
    """An import that cannot begin or go on."""


class PartnerUnusable(KhizanaError):
    """A partner whose feed or documents cannot be had."""


class JournalUnwritable(KhizanaError):
    """The disk is full or fails; nothing of the change was saved."""


class JournalBroken(KhizanaError):
    """The hash chain, or a stored state, does not agree with itself."""


class SearchIndexDamaged(KhizanaError):
    """A search index that cannot be read: damaged, foreign or of another version. Build it anew."""
