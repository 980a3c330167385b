"""The relational database under the journal and the public log: tables, connections, the write lock.

SQLite in WAL mode with `synchronous=FULL` by default: a commit has reached the disk when it
returns. A writer takes SQLite's own write lock at its beginning (BEGIN IMMEDIATE), so there is one
writer at a time across all processes, and readers never wait.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from catalogue import faults
from catalogue.errors import CatalogueBusy, NotACatalogue
from catalogue.rdf import Triples, lines, read_lines

FORMAT = "1"
METADATA = sa.MetaData()

meta = sa.Table("meta", METADATA, sa.Column("key", sa.String, primary_key=True), sa.Column("value", sa.String))

record = sa.Table(
    "record",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("iri", sa.String, nullable=False, unique=True),
    sa.Column("path", sa.String, nullable=False, unique=True),
    sa.Column("slug", sa.String, nullable=False, index=True),
    sa.Column("version", sa.Integer, comment="the head; null once deleted"),
    sa.Column("stub", sa.Boolean, nullable=False, default=False),
    sa.Column("status", sa.String, nullable=False, default="draft"),
    sa.Column("moved_to", sa.String),
)

group = sa.Table(
    "change_group",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("title", sa.String, nullable=False),
    sa.Column("fingerprint", sa.String, index=True, comment="of source and mapping: finds an interrupted import"),
    sa.Column("opened", sa.String, nullable=False),
    sa.Column("closed", sa.String),
    sa.Column("done", sa.Integer, nullable=False, default=0, comment="records of the source already in the journal"),
)

change = sa.Table(
    "change",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("time", sa.String, nullable=False),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("group_id", sa.Integer, index=True),
    sa.Column("who", sa.String),
    sa.Column("why", sa.String),
    sa.Column("salt", sa.LargeBinary),
    sa.Column("commitment", sa.LargeBinary, nullable=False),
    sa.Column("hash", sa.LargeBinary, nullable=False),
)

version = sa.Table(
    "version",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("change_id", sa.Integer, nullable=False, index=True),
    sa.Column("record_id", sa.Integer, nullable=False, index=True),
    sa.Column("deleted", sa.Boolean, nullable=False, default=False),
    sa.Column("state", sa.LargeBinary, comment="null once erased"),
    sa.Column("salt", sa.LargeBinary, comment="null once erased"),
    sa.Column("commitment", sa.LargeBinary, nullable=False),
)

imported = sa.Table(
    "imported",
    METADATA,
    sa.Column("record_id", sa.Integer, primary_key=True),
    sa.Column("source", sa.String, primary_key=True),
    sa.Column("version_id", sa.Integer, nullable=False),
    sa.Column("state", sa.LargeBinary, comment="as imported, where the version merged it with edits; else null"),
)

unique_value = sa.Table(
    "unique_value",
    METADATA,
    sa.Column("address", sa.String, primary_key=True),
    sa.Column("value", sa.String, primary_key=True),
    sa.Column("record_id", sa.Integer, nullable=False, index=True),
)

hierarchy = sa.Table(
    "hierarchy",
    METADATA,
    sa.Column("record_iri", sa.String, primary_key=True),
    sa.Column("predicate", sa.String, primary_key=True),
    sa.Column("target", sa.String, primary_key=True),
)

publication = sa.Table(
    "publication",
    METADATA,
    sa.Column("sequence", sa.Integer, primary_key=True),
    sa.Column("time", sa.String, nullable=False),
    sa.Column("kind", sa.String, nullable=False, comment="Create, Update or Delete"),
    sa.Column("record_id", sa.Integer, nullable=False, index=True),
    sa.Column("version_id", sa.Integer, comment="the version that was published"),
    sa.Column("before", sa.Integer, comment="the record's entry before this one"),
    sa.Column("etag", sa.String),
    sa.Column("state", sa.LargeBinary, comment="the public view; null for Delete or once erased"),
)

public_record = sa.Table(
    "public_record",
    METADATA,
    sa.Column("record_id", sa.Integer, primary_key=True),
    sa.Column("iri", sa.String, nullable=False, unique=True),
    sa.Column("path", sa.String, nullable=False, unique=True),
    sa.Column("slug", sa.String, nullable=False, index=True),
    sa.Column("sequence", sa.Integer, nullable=False, index=True),
    sa.Column("first", sa.String, nullable=False),
    sa.Column("gone", sa.String, comment="null while public; else why: withdrawn, deleted"),
    sa.Column("reason", sa.String),
    sa.Column("summary", sa.String, nullable=False, comment="JSON: labels, class, notations"),
)

pointer = sa.Table(
    "pointer",
    METADATA,
    sa.Column("record_id", sa.Integer, primary_key=True),
    sa.Column("predicate", sa.String, primary_key=True),
    sa.Column("target", sa.String, primary_key=True),
    sa.Column("shown", sa.Boolean, nullable=False),
    sa.Index("pointer_target", "target"),
)

request = sa.Table(
    "request",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("asked", sa.String, nullable=False),
    sa.Column("done", sa.String),
    sa.Column("outcome", sa.String),
)


class Database:
    """The connection to one catalogue's database file."""

    def __init__(self, file: Path, create: bool = False) -> None:
        if not create and not file.exists():
            raise NotACatalogue(f"{file.parent} holds no catalogue.", "Make one with: khizana init DIR")
        self._engine = sa.create_engine(f"sqlite:///{file}", connect_args={"timeout": 60})
        sa.event.listen(self._engine, "connect", _prepare)
        sa.event.listen(self._engine, "begin", _begin)
        if create:
            self._create()
        self._check_format(file)

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A consistent view of everything committed."""
        with self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """The write lock and one transaction: committed at the end, rolled back on any error."""
        with self._engine.connect().execution_options(writing=True) as connection:
            try:
                transaction = connection.begin()
            except sa.exc.OperationalError as error:
                raise CatalogueBusy("Another process has been writing for a minute.", "Try again.") from error
            with transaction:
                yield connection
                faults.point("commit.before")
            faults.point("commit.after")

    def close(self) -> None:
        """Lets go of the file."""
        self._engine.dispose()

    def _create(self) -> None:
        with self.writing() as connection:
            METADATA.create_all(connection)
            connection.execute(sa.insert(meta).prefix_with("OR IGNORE"), [{"key": "format", "value": FORMAT}])

    def _check_format(self, file: Path) -> None:
        try:
            with self.reading() as connection:
                found = setting(connection, "format")
        except sa.exc.DatabaseError:
            raise NotACatalogue(
                f"{file} is not a catalogue's journal.", "Check the folder given with --data."
            ) from None
        if found != FORMAT:
            raise NotACatalogue(
                f"{file} has the format {found}; this version reads {FORMAT}.", "Use the version that wrote it."
            )


def setting(connection: sa.Connection, key: str) -> str | None:
    """A value of the `meta` table."""
    return connection.execute(sa.select(meta.c.value).where(meta.c.key == key)).scalar()


def set_setting(connection: sa.Connection, key: str, value: str) -> None:
    """Writes a value of the `meta` table."""
    connection.execute(sa.insert(meta).prefix_with("OR REPLACE"), {"key": key, "value": value})


def packed(triples: Triples) -> bytes:
    """A state as it lies in the database: sorted N-Triples, deflated."""
    return zlib.compress(lines(triples).encode(), 1)


def unpacked(state: bytes) -> Triples:
    """The state again."""
    return read_lines(zlib.decompress(state).decode())


def _prepare(connection: object, _record: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]  # a DBAPI connection, which has no common type
    connection.isolation_level = None  # type: ignore[attr-defined]  # sqlite3: we begin transactions ourselves
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-65536"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: sa.Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
