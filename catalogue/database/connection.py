"""The connection to the database under the journal and the public log, and the write lock.

SQLite in WAL mode with `synchronous=FULL` by default: a commit has reached the disk when it
returns. A writer takes SQLite's own write lock at its beginning (BEGIN IMMEDIATE), so there is one
writer at a time across all processes, and readers never wait.
"""

from __future__ import annotations

import secrets
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from catalogue import faults
from catalogue.database import migrations
from catalogue.database.migrations import FORMAT
from catalogue.database.tables import METADATA, meta
from catalogue.errors import CatalogueBusy, JournalUnwritable, NotACatalogue
from catalogue.rdf import Triples, lines, read_lines

NAMING_KEY = "naming key"  # the secret under which imports name the parts of records
Connection = sa.Connection


class SqlFile:
    """A database file: what is committed has reached the disk, and one process writes at a time."""

    called = "journal"

    def __init__(self, file: Path) -> None:
        self._engine = sa.create_engine(f"sqlite:///{file}", connect_args={"timeout": 60}, hide_parameters=True)
        sa.event.listen(self._engine, "connect", _prepare)
        sa.event.listen(self._engine, "begin", _begin)
        self._listeners: tuple[Callable[[], None], ...] = ()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A consistent view of everything committed."""
        with self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """The write lock and one transaction: committed at the end, rolled back on any error."""
        with self._engine.connect().execution_options(begin="BEGIN IMMEDIATE") as connection:
            try:
                transaction = connection.begin()
            except sa.exc.OperationalError as error:
                raise CatalogueBusy("Another process has been writing for a minute.", "Try again.") from error
            try:
                with transaction:
                    yield connection
                    faults.point("commit.before")
            except sa.exc.OperationalError as error:
                said = f"The {self.called} could not be written: {error.orig}."
                full = "full" in str(error.orig)
                remedy = "Make room on the disk." if full else "See whether the disk can be written."
                raise JournalUnwritable(said, f"Nothing of this change was saved. {remedy}") from error
            faults.point("commit.after")
        for listener in self._listeners:
            listener()

    @contextmanager
    def heard_by(self, listener: Callable[[], None]) -> Iterator[None]:
        """Meanwhile the listener is called after each commit of this process, by the thread that wrote."""
        self._listeners += (listener,)
        try:
            yield
        finally:
            self._listeners = tuple(one for one in self._listeners if one is not listener)

    def snapshot(self, copy: Path) -> None:
        """Writes all that is committed now to a new file, without what was deleted; nobody has to wait.

        Raises JournalUnwritable where it cannot be written.
        """
        with self._engine.connect().execution_options(begin="") as connection:
            try:
                connection.exec_driver_sql("VACUUM INTO ?", (str(copy),))
            except sa.exc.OperationalError as error:
                said = f"{copy} could not be written: {error.orig}."
                raise JournalUnwritable(said, "Make room on the disk.") from error

    def compact(self) -> None:
        """Writes the file anew, so that nothing of what was erased is left between its pages or in its log.

        Raises JournalUnwritable where that cannot be done.
        """
        with self._engine.connect().execution_options(begin="") as connection:
            try:
                connection.exec_driver_sql("VACUUM")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            except sa.exc.OperationalError as error:
                said = f"What was erased could not be wiped from the disk yet: {error.orig}."
                raise JournalUnwritable(said, "Make room on the disk, then erase it again.") from error

    def close(self) -> None:
        """Lets go of the file."""
        self._engine.dispose()


class Database(SqlFile):
    """The connection to one catalogue's database file."""

    def __init__(self, file: Path, create: bool = False) -> None:
        if not create and not file.exists():
            raise NotACatalogue(f"{file.parent} holds no catalogue.", "Make one with: khizana init DIR")
        super().__init__(file)
        if create:
            self._create()
        self._bring_to_format(file)

    def _create(self) -> None:
        with self.writing() as connection:
            METADATA.create_all(connection)
            rows = [{"key": "format", "value": FORMAT}, {"key": NAMING_KEY, "value": secrets.token_hex(16)}]
            connection.execute(sa.insert(meta).prefix_with("OR IGNORE"), rows)

    def _bring_to_format(self, file: Path) -> None:
        try:
            with self.reading() as connection:
                found = setting(connection, "format")
                steps = migrations.pending(found)
        except sa.exc.DatabaseError:
            raise NotACatalogue(
                f"{file} is not a catalogue's journal.", "Check the folder given with --data."
            ) from None
        if steps is None:
            raise NotACatalogue(
                f"{file} has the format {found}; this version reads {FORMAT}.", "Use the version that wrote it."
            )
        if steps and found:
            self._migrate(file, found)

    def _migrate(self, file: Path, found: str) -> None:
        """Takes the steps in one transaction, unless another process has taken them meanwhile."""
        with self._engine.connect().execution_options(begin="") as connection:
            migrations.copied(connection, file, found)
        with self.writing() as connection:
            for step in migrations.pending(setting(connection, "format")) or ():
                step(connection)
            set_setting(connection, "format", FORMAT)


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
    statement = connection.get_execution_options().get("begin")
    if statement is None:  # at the driver itself: every request does it several times
        driver: Any = connection.connection.driver_connection
        driver.execute("BEGIN")
    elif statement:
        connection.exec_driver_sql(statement)
