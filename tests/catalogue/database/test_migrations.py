"""An older file is brought to our format; what it held is there after."""

from __future__ import annotations

import sqlite3

import pytest
import sqlalchemy as sa

from catalogue.catalogue import Catalogue
from catalogue.database import Database, migrations
from catalogue.database.tables import METADATA
from tests.catalogue.database.older import make_format_1
from tests.catalogue.making import BASE, named


@pytest.fixture
def aged(tmp_path):
    """The folder of a catalogue with one record, as format 1 had it."""
    folder = tmp_path / "c"
    with Catalogue.create(folder, BASE, bare=True).closing() as catalogue:
        catalogue.save(named(catalogue.schema, "object", "o1", "Ewer"), "object", who="Nadia")
    make_format_1(folder / "journal.sqlite")
    return folder


def _columns(file):
    engine = sa.create_engine(f"sqlite:///{file}")
    try:
        seen = sa.inspect(engine)
        return {(table, str(c["name"])) for table in seen.get_table_names() for c in seen.get_columns(table)}
    finally:
        engine.dispose()


def test_a_file_of_format_1_is_brought_to_ours_and_keeps_its_records(aged):
    with Catalogue.open(aged).closing() as catalogue:
        assert catalogue.verify().journal.versions == 1
        box = named(catalogue.schema, "object", "o2", "Pen box")
        assert catalogue.save(box, "object", who="Nadia") is not None
    assert _columns(aged / "journal.sqlite") == {(t.name, c.name) for t in METADATA.tables.values() for c in t.columns}


def test_the_older_file_lies_beside_it_as_it_was(aged):
    Database(aged / "journal.sqlite").close()
    with sqlite3.connect(aged / "journal-format-1.sqlite") as raw:
        assert raw.execute("SELECT value FROM meta WHERE key = 'format'").fetchone() == ("1",)
        assert raw.execute("SELECT count(*) FROM version").fetchone() == (1,)
    raw.close()


def test_a_step_that_fails_leaves_the_file_as_it_was(aged, monkeypatch):
    def fails(connection):
        connection.exec_driver_sql("CREATE TABLE half (a)")
        raise sa.exc.OperationalError("half", {}, Exception("no room"))

    with monkeypatch.context() as patched:
        patched.setattr(migrations, "_STEPS", {"1": (fails, "2")})
        with pytest.raises(Exception, match="no room"):
            Database(aged / "journal.sqlite")
    with sqlite3.connect(aged / "journal.sqlite") as raw:
        assert raw.execute("SELECT value FROM meta WHERE key = 'format'").fetchone() == ("1",)
        assert raw.execute("SELECT name FROM sqlite_master WHERE name = 'half'").fetchone() is None
    raw.close()
    Database(aged / "journal.sqlite").close()


def test_an_erasure_takes_the_older_file_away_too(aged):
    with Catalogue.open(aged).closing() as catalogue:
        assert (aged / "journal-format-1.sqlite").exists()
        catalogue.life.erase([f"{BASE}/object/o1"], who="Nadia", reason="asked for by the family")
    assert not (aged / "journal-format-1.sqlite").exists()
    assert (aged / "journal.sqlite").exists()
