"""Unsaved edits: what somebody has written in a form and not saved; nobody else sees them."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from catalogue.database.tables.work import unsaved


@dataclass(frozen=True)
class UnsavedEdit:
    """What stands in a form: at which place, made from which version (None: a new record), the inputs that differ."""

    place: str
    version: int | None
    saved: str
    inputs: tuple[tuple[str, str], ...]


def keep(connection: sa.Connection, account: int, edit: UnsavedEdit) -> None:
    """Keeps an edit in the place of the one before."""
    form = zlib.compress(json.dumps(edit.inputs, ensure_ascii=False).encode("utf-8", "surrogatepass"), 1)
    row = {"account_id": account, "place": edit.place, "version_id": edit.version, "form": form, "saved": edit.saved}
    connection.execute(sa.insert(unsaved).prefix_with("OR REPLACE"), row)


def drop(connection: sa.Connection, account: int, place: str) -> None:
    """Forgets an edit."""
    connection.execute(sa.delete(unsaved).where(unsaved.c.account_id == account, unsaved.c.place == place))


def find(connection: sa.Connection, account: int, place: str) -> UnsavedEdit | None:
    """The edit at a place."""
    row = connection.execute(
        sa.select(unsaved).where(unsaved.c.account_id == account, unsaved.c.place == place)
    ).first()
    return _read(row) if row is not None else None


def of(connection: sa.Connection, account: int, most: int) -> list[UnsavedEdit]:
    """Somebody's edits, the newest first."""
    query = sa.select(unsaved).where(unsaved.c.account_id == account).order_by(unsaved.c.saved.desc()).limit(most)
    return [_read(row) for row in connection.execute(query)]


def others(connection: sa.Connection, account: int, place: str) -> Sequence[str]:
    """When others last wrote in the form of the same record, without who."""
    query = sa.select(unsaved.c.saved).where(unsaved.c.account_id != account, unsaved.c.place == place)
    return list(connection.execute(query.order_by(unsaved.c.saved.desc())).scalars())


def _read(row: sa.Row[tuple[object, ...]]) -> UnsavedEdit:
    pairs = json.loads(zlib.decompress(row.form).decode("utf-8", "surrogatepass"))
    return UnsavedEdit(row.place, row.version_id, row.saved, tuple((name, text) for name, text in pairs))
