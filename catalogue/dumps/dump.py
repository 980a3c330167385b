"""One dump: its folder, its files, and what its manifest says of them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

MANIFEST = "dump.json"
_VERSION = 1
_NAME = re.compile(r"\d{4}-\d\d-\d\dT\d{6}Z")
_TIME = "%Y-%m-%dT%H%M%SZ"


@dataclass(frozen=True)
class Form:
    """A form in which a dump is written: how its file ends, and what is in it once it is unpacked."""

    suffix: str
    media_type: str


NQUADS = Form(".nq.gz", "application/n-quads")
JSON_LINES = Form(".jsonl.gz", "application/jsonl")
FORMS = (NQUADS, JSON_LINES)


@dataclass(frozen=True)
class DumpFile:
    """A file of a dump; `sha256` is that of its bytes as they are sent."""

    name: str
    form: Form
    path: Path
    size: int
    sha256: str


@dataclass(frozen=True)
class Dump:
    """What was public when the log stood at `position`, as the shapes with this fingerprint have it."""

    folder: Path
    made: datetime
    position: int
    shapes: str
    records: int
    statements: int
    licence: str
    sums: Mapping[str, tuple[int, str]]

    @property
    def name(self) -> str:
        """The time at which it was made, as names of files have it."""
        return self.folder.name

    @property
    def files(self) -> tuple[DumpFile, ...]:
        """Its files."""
        found = ((form, self.name + form.suffix) for form in FORMS if form.suffix in self.sums)
        return tuple(DumpFile(name, form, self.folder / name, *self.sums[form.suffix]) for form, name in found)


def name_at(moment: datetime) -> str:
    """What a dump made at that time is called."""
    return moment.astimezone(UTC).strftime(_TIME)


def is_name(text: str) -> bool:
    """Whether a folder may be a dump."""
    return _NAME.fullmatch(text) is not None


def written(dump: Dump) -> str:
    """The manifest of a dump."""
    files = {suffix: {"size": size, "sha256": sha256} for suffix, (size, sha256) in dump.sums.items()}
    told = {
        "version": _VERSION, "made": dump.made.isoformat(), "position": dump.position, "shapes": dump.shapes,
        "records": dump.records, "statements": dump.statements, "licence": dump.licence, "files": files,
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def read(folder: Path) -> Dump | None:
    """The dump in a folder; None where there is none, or one that is not whole."""
    try:
        told = json.loads((folder / MANIFEST).read_text("utf-8"))
        if told["version"] != _VERSION:
            return None
        sums = {suffix: (int(one["size"]), str(one["sha256"])) for suffix, one in told["files"].items()}
        made = datetime.fromisoformat(told["made"])
        figures = int(told["position"]), str(told["shapes"]), int(told["records"]), int(told["statements"])
        return Dump(folder, made, *figures, str(told["licence"]), sums)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
