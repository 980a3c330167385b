"""What a command asks of the process that owns the stores."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from catalogue.database.tables import request


def ask(connection: sa.Connection, kind: str, time: str) -> None:
    """Asks for something ("rebuild")."""
    connection.execute(sa.insert(request), {"kind": kind, "asked": time})


def pending(connection: sa.Connection) -> list[int]:
    """The ids of what was asked for and not done."""
    return list(connection.execute(sa.select(request.c.id).where(request.c.done.is_(None))).scalars())


def fulfil(connection: sa.Connection, ids: Sequence[int], time: str) -> None:
    """Says that these were carried out."""
    connection.execute(sa.update(request).where(request.c.id.in_(ids)).values(done=time))
