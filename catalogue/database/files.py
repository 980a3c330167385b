"""Files: what is held, by whom it was added, which records refer to it and which public views do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from catalogue.database.tables import public_file, record
from catalogue.database.tables.work import file, file_use
from catalogue.rdf import Triples

_ADDRESS = re.compile(r"<([^>]*/file/([0-9a-f]{64})/[^>/?#]+)>")


@dataclass(frozen=True)
class HeldFile:
    """A file of the catalogue: the SHA-256 of its content, its size in bytes, its type, what it was called."""

    digest: str
    size: int
    media_type: str
    name: str
    added: str
    who: str


@dataclass(frozen=True)
class Use:
    """A record that refers to a file, now or (where not `current`) in an earlier version only."""

    digest: str
    iri: str
    path: str
    slug: str
    institution: str
    current: bool


@dataclass(frozen=True)
class Seen:
    """What somebody sees who is not to see everything: what records of these institutions use, and what they added."""

    institutions: tuple[str, ...]
    who: str


def add(connection: sa.Connection, one: HeldFile) -> bool:
    """Notes a file; False where the same content is held already."""
    values = {"digest": one.digest, "size": one.size, "media_type": one.media_type, "name": one.name,
              "added": one.added, "who": one.who}  # fmt: skip
    return connection.execute(sa.insert(file).prefix_with("OR IGNORE"), values).rowcount > 0


def find(connection: sa.Connection, digest: str, seen: Seen | None = None) -> HeldFile | None:
    """The file of a digest, if it is seen."""
    row = connection.execute(sa.select(file).where(file.c.digest == digest, _among(seen))).first()
    return _held(row) if row is not None else None


def held_among(connection: sa.Connection, digests: Iterable[str]) -> set[str]:
    """Those of these digests whose files are held."""
    wanted, found = list(digests), set[str]()
    for start in range(0, len(wanted), 500):
        query = sa.select(file.c.digest).where(file.c.digest.in_(wanted[start : start + 500]))
        found.update(connection.execute(query).scalars())
    return found


def listed(
    connection: sa.Connection, offset: int, limit: int, *, unused: bool = False, seen: Seen | None = None
) -> tuple[list[HeldFile], int]:
    """A page of the files, those added last first, and how many there are; `unused` leaves those that nothing uses."""
    query = sa.select(file).where(_among(seen))
    if unused:
        query = query.where(file.c.digest.not_in(sa.select(file_use.c.digest).where(file_use.c.current)))
    total = connection.execute(sa.select(sa.func.count()).select_from(query.subquery())).scalar_one()
    rows = connection.execute(query.order_by(file.c.added.desc(), file.c.digest).offset(offset).limit(limit))
    return [_held(row) for row in rows], total


def every(connection: sa.Connection) -> list[HeldFile]:
    """Every file, by digest."""
    return [_held(row) for row in connection.execute(sa.select(file).order_by(file.c.digest))]


def forget(connection: sa.Connection, digest: str) -> None:
    """Takes a file out of the list, with its uses in earlier versions."""
    connection.execute(sa.delete(file).where(file.c.digest == digest))
    connection.execute(sa.delete(file_use).where(file_use.c.digest == digest))


def uses(connection: sa.Connection, digests: Sequence[str]) -> list[Use]:
    """The records that refer, or referred, to these files."""
    query = (
        sa.select(file_use, record.c.iri, record.c.path, record.c.slug, record.c.institution)
        .join(record, record.c.id == file_use.c.record_id)
        .where(file_use.c.digest.in_(digests))
        .order_by(file_use.c.current.desc(), record.c.path)
    )
    return [Use(r.digest, r.iri, r.path, r.slug, r.institution, r.current) for r in connection.execute(query)]


def note_uses(connection: sa.Connection, states: Mapping[int, Triples]) -> None:
    """Notes which files the new states of records refer to; by record id."""
    ids = list(states)
    for start in range(0, len(ids), 500):
        among = file_use.c.record_id.in_(ids[start : start + 500])
        connection.execute(sa.update(file_use).where(among, file_use.c.current).values(current=False))
    found = {(digest, id_) for id_, triples in states.items() for _, digest in _referred(triples)}
    if found:
        rows = [{"digest": digest, "record_id": id_, "current": True} for digest, id_ in sorted(found)]
        connection.execute(sa.insert(file_use).prefix_with("OR REPLACE"), rows)


def forget_uses(connection: sa.Connection, records: Sequence[int]) -> list[str]:
    """Forgets what these records ever referred to; the digests that no other record uses or used."""
    mine = set(connection.execute(sa.select(file_use.c.digest).where(file_use.c.record_id.in_(records))).scalars())
    connection.execute(sa.delete(file_use).where(file_use.c.record_id.in_(records)))
    left = connection.execute(sa.select(file_use.c.digest).where(file_use.c.digest.in_(mine))).scalars()
    return sorted(mine - set(left))


def show(connection: sa.Connection, views: Mapping[int, Triples]) -> None:
    """Notes which files the public views of records refer to now, and no others; by record id."""
    hide(connection, list(views))
    found = {(address, id_) for id_, triples in views.items() for address, _ in _referred(triples)}
    if found:
        connection.execute(sa.insert(public_file), [{"address": a, "record_id": i} for a, i in sorted(found)])


def hide(connection: sa.Connection, records: Sequence[int]) -> None:
    """Forgets the files of the public views of these records."""
    for start in range(0, len(records), 500):
        among = public_file.c.record_id.in_(records[start : start + 500])
        connection.execute(sa.delete(public_file).where(among))


def shown(connection: sa.Connection, address: str, digest: str) -> HeldFile | None:
    """The file, where a public view refers to it by this very address."""
    referred = sa.select(public_file.c.record_id).where(public_file.c.address == address).limit(1)
    if connection.execute(referred).first() is None:
        return None
    row = connection.execute(sa.select(file).where(file.c.digest == digest)).first()
    return _held(row) if row is not None else None


def is_shown(connection: sa.Connection, beginning: str) -> bool:
    """Whether a public view refers to an address that begins like this."""
    some = public_file.c.address.startswith(beginning, autoescape=True)
    return connection.execute(sa.select(public_file.c.address).where(some).limit(1)).first() is not None


def _among(seen: Seen | None) -> sa.ColumnElement[bool]:
    if seen is None:
        return sa.true()
    used = sa.select(file_use.c.digest).join(record, record.c.id == file_use.c.record_id)
    return sa.or_(file.c.who == seen.who, file.c.digest.in_(used.where(record.c.institution.in_(seen.institutions))))


def _referred(triples: Triples) -> set[tuple[str, str]]:
    """Address and digest of each file that a state refers to."""
    return {(m[1], m[2]) for _, _, o in triples if "/file/" in o and (m := _ADDRESS.fullmatch(o)) is not None}


def _held(row: sa.Row[tuple[object, ...]]) -> HeldFile:
    return HeldFile(row.digest, row.size, row.media_type, row.name, row.added, row.who)
