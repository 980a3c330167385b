"""How records that end stand in the tables, and who still points to them."""

from __future__ import annotations

import re
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence

import sqlalchemy as sa

from catalogue.database.connection import packed, unpacked
from catalogue.database.tables import change, imported, public_record, record, version
from catalogue.rdf import Triples

FEW = 20  # IRIs that are looked for one by one faster than in the list of all objects
_OBJECT = re.compile(rb"<([^<>]*)> \.\n")


def bury(connection: sa.Connection, ids: Sequence[int], status: str, moved_to: str | None = None) -> None:
    """Says of deleted records how they ended, and where whoever asks for them is led."""
    for start in range(0, len(ids), 500):
        some = record.c.id.in_(ids[start : start + 500]), record.c.version.is_(None)
        connection.execute(sa.update(record).where(*some).values(status=status, moved_to=moved_to))


def show_last(connection: sa.Connection, last: Mapping[int, int]) -> None:
    """Record id → the entry of the public log that is still shown of it."""
    for id_, entry in last.items():
        update = sa.update(public_record).where(public_record.c.record_id == id_, public_record.c.gone.is_not(None))
        connection.execute(update.values(last=entry))


def silence(connection: sa.Connection, ids: Sequence[int]) -> None:
    """Takes reason and last state from records that came back as drafts: neither tells why these are not public."""
    for start in range(0, len(ids), 500):
        some = public_record.c.record_id.in_(ids[start : start + 500]), public_record.c.gone.is_not(None)
        connection.execute(sa.update(public_record).where(*some).values(gone="withdrawn", reason=None, last=None))


def public_entries(connection: sa.Connection, ids: Sequence[int], gone: bool = False) -> dict[int, int]:
    """Record id → its entry in the public log, for those that are public now; or also for those that once were."""
    table, found = public_record.c, dict[int, int]()
    for start in range(0, len(ids), 500):
        query = sa.select(table.record_id, table.sequence).where(table.record_id.in_(ids[start : start + 500]))
        found.update(connection.execute(query if gone else query.where(table.gone.is_(None))).all())
    return found


def last_change(connection: sa.Connection) -> int:
    """The number of the last change."""
    return connection.execute(sa.select(sa.func.max(change.c.id))).scalar() or 0


def pointing(
    connection: sa.Connection, iris: Collection[str], among: Collection[str] | None = None, after: int = 0
) -> Iterator[tuple[int, frozenset[str]]]:
    """The ids of live records whose state points to one of these IRIs, with those that it points to.

    `among` are candidates by IRI, complete for the changes up to `after`; without them every state is read.
    """
    wanted = {iri.encode() for iri in iris}
    heads = sa.select(record.c.id, record.c.iri, version.c.state).join(version, version.c.id == record.c.version)
    asked = [heads]
    if among is not None:
        listed, older = list(among), heads.where(version.c.change_id <= after)
        asked = [older.where(record.c.iri.in_(listed[start : start + 500])) for start in range(0, len(listed), 500)]
        asked.append(heads.where(version.c.change_id > after))
    for query in asked:
        for row in connection.execute(query.execution_options(yield_per=500)):
            found = _found(row.state, wanted) - {row.iri.encode()}
            if found:
                yield row.id, frozenset(iri.decode() for iri in found)


def rebase(
    connection: sa.Connection, ids: Collection[int], record_id: int, head: int, added: Triples, removed: Triples
) -> None:
    """Takes what was undone out of what sources said last, where they said it in one of these versions.

    So the next import from there compares with what it had said before.
    """
    rows = connection.execute(sa.select(imported).where(imported.c.record_id == record_id)).all()
    for row in rows:
        if row.version_id in ids:
            said = row.state or _state(connection, row.version_id)
            state = packed((unpacked(said) - added) | removed) if said is not None else None
            this = imported.c.record_id == record_id, imported.c.source == row.source
            connection.execute(sa.update(imported).where(*this).values(version_id=head, state=state))


def _state(connection: sa.Connection, id_: int) -> bytes | None:
    found: bytes | None = connection.execute(sa.select(version.c.state).where(version.c.id == id_)).scalar()
    return found


def _found(state: bytes | None, wanted: set[bytes]) -> set[bytes]:
    """Those of these IRIs that are objects in a state."""
    text = zlib.decompress(state) if state is not None else b""
    if len(wanted) < FEW:
        return {iri for iri in wanted if b" <" + iri + b"> .\n" in text}
    return wanted.intersection(_OBJECT.findall(text))
