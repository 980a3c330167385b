"""Partners, and their documents as they were fetched: a file of its own beside the journal.

Nothing of it is ours, so it is neither in the journal nor in its hash chain, and a partner can be dropped whole.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from catalogue.database.connection import SqlFile
from catalogue.database.tables.partners import (
    PARTNERS,
    change,
    content,
    counter,
    document,
    dropped,
    partner,
    visited,
    walk,
)
from catalogue.errors import NotACatalogue

FORMAT = 1


@dataclass(frozen=True)
class Partner:
    """Somebody whose feed is followed; `mark` is the time in the feed up to which all was taken."""

    id: int
    url: str
    iri: str
    name: str
    hosts: tuple[str, ...]
    added: str
    mark: str | None
    pulled: str | None
    pulls: int


@dataclass(frozen=True)
class Held:
    """A document as it was fetched; without `digest` it was removed by its owner."""

    id: int
    partner_id: int
    iri: str
    sequence: int
    url: str
    base: str | None
    media_type: str | None
    etag: str | None
    modified: str | None
    fetched: str
    digest: str | None
    time: str | None
    key: str
    problem: str | None


@dataclass(frozen=True)
class Fetched:
    """A representation as it came: where it was found, its bytes, and what was said of them."""

    base: str
    media_type: str
    etag: str | None
    modified: str | None
    body: bytes


@dataclass(frozen=True, eq=False)
class News:
    """What came of a record that was asked for at `url`: a document, or that it is the `same`, else that it is gone.

    `before` is what was held of it; `time` and `key` are those of the activity that announced it.
    """

    iri: str
    url: str
    time: str | None
    key: str
    before: Held | None
    fetched: Fetched | None = None
    same: bool = False


class PartnersFile(SqlFile):
    """The file of partners and their documents; made where there is none."""

    called = "file of partners"

    def __init__(self, file: Path) -> None:
        super().__init__(file)
        self.path = file
        try:
            with self.writing() as connection:
                PARTNERS.create_all(connection)
                rows = [{"name": "format", "value": FORMAT}, {"name": "sequence", "value": 0}]
                connection.execute(sa.insert(counter).prefix_with("OR IGNORE"), rows)
                found = connection.execute(sa.select(counter.c.value).where(counter.c.name == "format")).scalar()
        except sa.exc.DatabaseError:
            raise NotACatalogue(f"{file} is no file of partners.", "Restore it from a backup, or remove it.") from None
        if found != FORMAT:
            self.close()
            raise NotACatalogue(f"{file} has the format {found}; this version reads {FORMAT}.", "Use a newer version.")


def add(connection: sa.Connection, url: str, iri: str, name: str, hosts: Sequence[str], now: str) -> Partner:
    """Notes a partner."""
    values = {"url": url, "iri": iri, "name": name, "hosts": json.dumps(list(hosts)), "added": now, "pulls": 0}
    connection.execute(sa.insert(partner), values)
    found = find(connection, url)
    assert found is not None
    return found


def find(connection: sa.Connection, word: str) -> Partner | None:
    """The partner of this name, of the feed at this address, or of the feed that calls itself so."""
    for column in (partner.c.name, partner.c.url, partner.c.iri):
        row = connection.execute(sa.select(partner).where(column == word)).first()
        if row is not None:
            return _partner(row)
    return None


def every(connection: sa.Connection) -> list[Partner]:
    """All partners, by name."""
    return [_partner(row) for row in connection.execute(sa.select(partner).order_by(partner.c.name))]


def begin_pull(connection: sa.Connection, id_: int, hosts: Sequence[str]) -> None:
    """Counts a pull, and notes the hosts that it may ask."""
    values = {"pulls": partner.c.pulls + 1, "hosts": json.dumps(list(hosts))}
    connection.execute(sa.update(partner).where(partner.c.id == id_).values(**values))


def remove(connection: sa.Connection, one: Partner) -> None:
    """Drops a partner with all its documents; the store still has to follow (`dropped_graphs`)."""
    connection.execute(sa.insert(dropped), {"partner_id": one.id, "iri": one.iri})
    for table in (walk, visited, change, document):
        connection.execute(sa.delete(table).where(table.c.partner_id == one.id))
    connection.execute(sa.delete(content).where(content.c.digest.not_in(_digests())))
    connection.execute(sa.delete(partner).where(partner.c.id == one.id))


def dropped_graphs(connection: sa.Connection) -> dict[int, str]:
    """The graphs of partners that were dropped, and are to be taken out of the store, by the partner's id."""
    return {row.partner_id: row.iri for row in connection.execute(sa.select(dropped))}


def forget_dropped(connection: sa.Connection, ids: Iterable[int]) -> None:
    """Says that these were taken out of the store."""
    connection.execute(sa.delete(dropped).where(dropped.c.partner_id.in_(list(ids))))


def held(connection: sa.Connection, partner_id: int, iris: Sequence[str]) -> dict[str, Held]:
    """What is held of a partner of these IRIs, what it removed included."""
    found: dict[str, Held] = {}
    for start in range(0, len(iris), 500):
        among = document.c.iri.in_(iris[start : start + 500])
        rows = connection.execute(sa.select(document).where(document.c.partner_id == partner_id, among))
        found.update((row.iri, Held(*row)) for row in rows)
    return found


def documents(connection: sa.Connection, partner_id: int) -> Iterator[Held]:
    """Every document of a partner that it has not removed, in the order of their IRIs."""
    query = sa.select(document).where(document.c.partner_id == partner_id, document.c.digest.is_not(None))
    for row in connection.execute(query.order_by(document.c.iri)):
        yield Held(*row)


def counts(connection: sa.Connection) -> dict[int, tuple[int, int]]:
    """Partner id → how many documents are held of it, and how many of them cannot be read as RDF."""
    query = (
        sa.select(document.c.partner_id, sa.func.count(), sa.func.count(document.c.problem))
        .where(document.c.digest.is_not(None))
        .group_by(document.c.partner_id)
    )
    return {id_: (all_, unreadable) for id_, all_, unreadable in connection.execute(query)}


def after(connection: sa.Connection, sequence: int, limit: int) -> list[Held]:
    """The next documents that came, changed or were removed after a position."""
    query = sa.select(document).where(document.c.sequence > sequence).order_by(document.c.sequence).limit(limit)
    return [Held(*row) for row in connection.execute(query)]


def position(connection: sa.Connection) -> int:
    """The sequence number of the last change of a document."""
    return connection.execute(sa.select(counter.c.value).where(counter.c.name == "sequence")).scalar() or 0


def bodies(connection: sa.Connection, digests: Iterable[str]) -> dict[str, bytes]:
    """The bytes of these digests, as they were fetched."""
    query = sa.select(content).where(content.c.digest.in_(list(digests)))
    return {row.digest: zlib.decompress(row.body) for row in connection.execute(query)}


def keep(connection: sa.Connection, partner_id: int, news: Sequence[News], now: str) -> Counter[str]:
    """Keeps what came of some records, in the place of what was held; how many are new or changed, removed, neither."""
    written = [one for one in news if _differs(one)]
    bodies_ = {_digest(one): one.fetched.body for one in written if one.fetched is not None}
    rows = [{"digest": digest, "body": zlib.compress(body, 1)} for digest, body in bodies_.items()]
    if rows:
        connection.execute(sa.insert(content).prefix_with("OR IGNORE"), rows)
    if written:
        first = _numbers(connection, len(written))
        _write(connection, [_row(partner_id, one, n, now) for n, one in enumerate(written, first)])
    _note(connection, [one for one in news if one not in written])
    _forget(connection, {one.before.digest for one in written if one.before is not None} - bodies_.keys())
    return Counter(_figure(one) for one in news)


def note_problems(connection: sa.Connection, problems: Iterable[tuple[int, str | None]]) -> None:
    """Notes of documents, by id, why they cannot be read as RDF, or that they can."""
    rows = [{"at": id_, "why": why} for id_, why in problems]
    if rows:
        query = sa.update(document).where(document.c.id == sa.bindparam("at")).values(problem=sa.bindparam("why"))
        connection.execute(query, rows)


def _note(connection: sa.Connection, news: Sequence[News]) -> None:
    """Notes of records whose content is as it was which activity was last taken, and how to ask again."""
    rows = []
    for one in news:
        if one.before is not None:
            told = one.fetched or one.before
            rows.append({"at": one.before.id, "new_url": one.url, "new_time": one.time, "new_key": one.key,
                         "new_etag": told.etag, "new_modified": told.modified})  # fmt: skip
    if rows:
        names = ("url", "time", "key", "etag", "modified")
        values: dict[str, Any] = {name: sa.bindparam(f"new_{name}") for name in names}
        connection.execute(sa.update(document).where(document.c.id == sa.bindparam("at")).values(values), rows)


def _figure(one: News) -> str:
    if not _differs(one) or (one.fetched is None and one.before is None):
        return "unchanged"
    return "fetched" if one.fetched is not None else "removed"


def _differs(one: News) -> bool:
    """Whether a record has another content than was held; what was never held and is gone is noted as well."""
    before = one.before
    if before is None:
        return True
    if one.same:
        return False
    media = one.fetched.media_type if one.fetched is not None else None
    return (before.digest, before.media_type) != (_digest(one), media)


def _digest(one: News) -> str | None:
    return hashlib.sha256(one.fetched.body).hexdigest() if one.fetched is not None else None


def _row(partner_id: int, one: News, sequence: int, now: str) -> dict[str, Any]:
    told = {"partner_id": partner_id, "iri": one.iri, "sequence": sequence, "url": one.url, "fetched": now}
    told |= {"digest": _digest(one), "time": one.time, "key": one.key, "problem": None}
    taken = ("base", "media_type", "etag", "modified")
    return told | {name: getattr(one.fetched, name, None) for name in taken}


def _numbers(connection: sa.Connection, count: int) -> int:
    """The first of so many numbers in a row, which are given out once."""
    following = sa.update(counter).where(counter.c.name == "sequence").values(value=counter.c.value + count)
    return int(connection.execute(following.returning(counter.c.value)).scalar_one()) - count + 1


def _write(connection: sa.Connection, rows: Sequence[dict[str, Any]]) -> None:
    statement = insert(document)
    fields = {name: statement.excluded[name] for name in rows[0] if name not in ("partner_id", "iri")}
    both = ("partner_id", "iri")
    connection.execute(statement.on_conflict_do_update(index_elements=both, set_=fields), rows)


def _forget(connection: sa.Connection, digests: Iterable[str | None]) -> None:
    """Drops contents that no document has any more."""
    gone = [digest for digest in digests if digest is not None]
    for start in range(0, len(gone), 500):
        some = gone[start : start + 500]
        left = content.c.digest.not_in(_digests().where(document.c.digest.in_(some)))
        connection.execute(sa.delete(content).where(content.c.digest.in_(some), left))


def _digests() -> sa.Select[tuple[Any]]:
    return sa.select(document.c.digest).where(document.c.digest.is_not(None))


def _partner(row: sa.Row[Any]) -> Partner:
    told = dict(row._mapping)  # noqa: SLF001  # SQLAlchemy's own name for it
    return Partner(**{**told, "hosts": tuple(json.loads(told["hosts"]))})
