"""The journal: nothing that was acknowledged is lost, and nothing is altered without a trace."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import traceback
import zlib

import pytest
import sqlalchemy as sa

from catalogue import database as db
from catalogue import journal
from catalogue.catalogue import Catalogue
from catalogue.database.verifying import verify_chain
from catalogue.errors import JournalBroken, JournalUnwritable, NotACatalogue, RecordRefused, UnknownRecord
from catalogue.rdf import literal
from tests.catalogue.making import BASE, crm, make, named, with_triples


@pytest.fixture
def filled(catalogue, schema):
    """Three changes: a thing made, changed, and another one made."""
    catalogue.save(named(schema, "object", "o1", "First"), "object", who="Ada", why="acquired")
    catalogue.save(named(schema, "object", "o1", "Second"), "object", who="Ada", why="corrected")
    catalogue.save(named(schema, "object", "o2", "Other"), "object", who="Bey", why="acquired\nby gift")
    return catalogue


def tamper(catalogue, statement, **values):
    with catalogue.database.writing() as connection:
        connection.execute(sa.text(statement), values)


def verified(catalogue, head=None):
    with catalogue.database.reading() as connection:
        return verify_chain(connection, head)


def count(catalogue, table):
    with catalogue.database.reading() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar()


def test_every_state_of_a_record_is_kept(filled, schema):
    with filled.database.reading() as connection:
        held, state = journal.state(connection, f"{BASE}/object/o1")
        states = list(journal.states(connection, [1, 2, 3]).values())
    assert state == named(schema, "object", "o1", "Second").triples
    assert states[0] == named(schema, "object", "o1", "First").triples
    assert (held.slug, held.path, held.version, held.status) == ("object", "/object/o1", 2, "draft")


def test_an_unknown_record_is_said_to_be_unknown(filled):
    with filled.database.reading() as connection, pytest.raises(UnknownRecord, match="/object/o9"):
        journal.state(connection, f"{BASE}/object/o9")


def test_an_unchanged_save_adds_no_version(filled, schema):
    assert filled.save(named(schema, "object", "o2", "Other"), "object") is None
    assert count(filled, db.version) == 3
    assert count(filled, db.change) == 3


def test_an_untouched_journal_verifies_and_tells_its_head(filled):
    found = verified(filled)
    assert (found.changes, found.versions, found.erased) == (3, 3, 0)
    with filled.database.reading() as connection:
        assert found.head == journal.head(connection)
    assert verified(filled, found.head) == found


def test_an_earlier_head_is_still_in_the_chain(filled, schema):
    earlier = verified(filled).head
    filled.save(named(schema, "object", "o3", "Third"), "object")
    assert verified(filled, earlier).changes == 4


OTHER = zlib.compress(b"<urn:a> <urn:b> <urn:c> .\n", 1)
TAMPERED = {
    "a changed state": ("UPDATE version SET state = :other WHERE id = 1", "Version 1 is not what was saved"),
    "a state that is no state": ("UPDATE version SET state = x'00ff' WHERE id = 2", "Version 2 is not what was saved"),
    "a state whose salt was taken": ("UPDATE version SET state = :other, salt = NULL WHERE id = 1", "Version 1 is not"),
    "a salt whose state was taken": ("UPDATE version SET state = NULL WHERE id = 1", "Version 1 is not what was saved"),
    "another person": ("UPDATE change SET who = 'Eve' WHERE id = 2", "Change 2 names another person or reason"),
    "another reason": ("UPDATE change SET why = 'stolen' WHERE id = 1", "Change 1 names another person or reason"),
    "a reason moved into the name": (
        "UPDATE change SET who = 'Bey' || char(10) || 'acquired', why = 'by gift' WHERE id = 3",
        "Change 3 names",
    ),
    "a person whose salt was taken": (
        "UPDATE change SET who = 'Eve', salt = NULL WHERE id = 2",
        "Change 2 names another",
    ),
    "another time": ("UPDATE change SET time = '2020-01-01T00:00:00.000000Z' WHERE id = 2", "chain breaks at change 2"),
    "another kind": ("UPDATE change SET kind = 'import' WHERE id = 3", "chain breaks at change 3"),
    "a removed change": ("DELETE FROM change WHERE id = 2", "Change 2 is missing"),
    "a removed version": ("DELETE FROM version WHERE id = 1", "chain breaks at change 1"),
    "changes in another order": (
        "UPDATE version SET change_id = CASE change_id WHEN 1 THEN 2 WHEN 2 THEN 1 ELSE 3 END",
        "chain breaks",
    ),
    "a version of another record": ("UPDATE version SET record_id = 2 WHERE id = 2", "chain breaks at change 2"),
    "a version that no change made": (
        "INSERT INTO version SELECT 9, 9, record_id, 0, 0, state, salt, commitment FROM version WHERE id = 1",
        "Version 9 belongs to no change",
    ),
    "an older version as the head": (
        "UPDATE record SET version = 1 WHERE id = 1",
        "object/o1 is not at its last version",
    ),
    "a record under another address": (
        "UPDATE record SET iri = 'https://evil.example/x' WHERE id = 1",
        "chain breaks at change 1",
    ),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_verify_finds(filled, what):
    statement, said = TAMPERED[what]
    tamper(filled, statement, **({"other": OTHER} if ":other" in statement else {}))
    with pytest.raises(JournalBroken, match=said):
        verified(filled)


def test_a_journal_cut_short_agrees_with_itself_but_not_with_a_head_kept_elsewhere(filled):
    head = verified(filled).head
    for statement in (
        "DELETE FROM version WHERE change_id = 3",
        "DELETE FROM change WHERE id = 3",
        "DELETE FROM record WHERE id = 2",
    ):
        tamper(filled, statement)
    assert verified(filled).changes == 2
    with pytest.raises(JournalBroken, match="is not in this journal"):
        verified(filled, head)


def test_a_head_of_nowhere_is_not_in_the_journal(filled):
    with pytest.raises(JournalBroken, match="The head 00ff is not in this journal"):
        verified(filled, "00ff")


def test_what_was_erased_is_said_to_be_erased_and_not_broken(filled):
    tamper(filled, "UPDATE version SET state = NULL, salt = NULL WHERE id = 1")
    tamper(filled, "UPDATE change SET who = NULL, why = NULL, salt = NULL WHERE id = 1")
    assert verified(filled).erased == 1


def test_an_address_keeps_its_kind(filled, schema):
    person = named(schema, "person", "o1", "A person")
    with pytest.raises(RecordRefused, match="object"):
        filled.save(make(schema, "person", "o1", {}, iri=f"{BASE}/object/o1"), "person")
    with pytest.raises(RecordRefused):
        filled.save(person, "object")
    with pytest.raises(RecordRefused):
        filled.save(make(schema, "object", "o8", {}, iri=f"{BASE}/object/o9"), "object")
    assert verified(filled).changes == 3


def test_a_path_belongs_to_one_record(filled, schema):
    other = named(schema, "object", "o1", "Other")
    squatter = make(schema, "object", "o1", {"title": []}, iri="https://elsewhere.example/x")
    assert other.path == squatter.path
    with pytest.raises(RecordRefused, match="/object/o1"):
        filled.save(squatter, "object")


def test_what_may_not_be_saved_leaves_nothing_behind(filled, schema):
    bad = with_triples(
        named(schema, "object", "o9", "A"), (f"<{BASE}/object/o9>", crm("P45_consists_of"), literal("x"))
    )
    with pytest.raises(RecordRefused, match="Material"):
        filled.save(bad, "object")
    assert count(filled, db.record) == 2


def test_an_error_in_the_middle_of_a_transaction_leaves_nothing_behind(filled, schema):
    saving = journal.Saving(named(schema, "object", "o3", "A"), "object")

    def break_off():
        with filled.database.writing() as connection:
            journal.append(connection, [saving], who="w", why="y", kind="save")
            raise InterruptedError

    with pytest.raises(InterruptedError):
        break_off()
    assert count(filled, db.version) == 3
    assert verified(filled).changes == 3


def test_a_file_that_is_no_journal_is_refused(tmp_path):
    (tmp_path / "journal.sqlite").write_bytes(b"something else entirely" * 100)
    with pytest.raises(NotACatalogue, match="is not a catalogue's journal"):
        db.Database(tmp_path / "journal.sqlite")


def test_a_journal_of_another_format_is_refused(filled):
    tamper(filled, "UPDATE meta SET value = '99' WHERE key = 'format'")
    with pytest.raises(NotACatalogue, match="has the format 99"):
        db.Database(filled.settings.journal)


# Other processes, deaths and full disks.

WRITER = """
import sys
from pathlib import Path
from catalogue.catalogue import Catalogue
from catalogue.namespaces import SHAPES
from catalogue.shape_files import read_schema
from tests.catalogue.making import LOAN, named

folder, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
schema = read_schema(SHAPES, further=[LOAN])
with Catalogue.open(folder, schema).closing() as catalogue:
    for number in range(count):
        catalogue.save(named(schema, "object", f"{name}-{number}", "A" * 2_000), "object", who=name)
        print(number, flush=True)
"""


def writer(root, folder, name, count, **more):
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), name, str(count)],
        cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more,
    )  # fmt: skip


def test_two_processes_that_write_at_once_lose_nothing(root, catalogue, folder):
    writers = [writer(root, folder, name, 25) for name in ("a", "b")]
    assert [w.communicate(timeout=60)[1] for w in writers] == ["", ""]
    assert verified(catalogue).changes == 50
    assert count(catalogue, db.record) == 50


@pytest.mark.parametrize("after", [1, 7])
def test_a_killed_writer_leaves_all_that_it_acknowledged_and_nothing_half(root, catalogue, folder, after):
    process = writer(root, folder, "a", 500)
    acknowledged = [process.stdout.readline() for _ in range(after)]
    os.kill(process.pid, signal.SIGKILL)
    with process:  # not `communicate`: these lines may have been read ahead
        rest = process.stdout.read().splitlines()
    found = verified(catalogue)
    assert after <= len(acknowledged) + len(rest) <= found.changes == found.versions
    assert catalogue.verify().public_entries == 0


@pytest.mark.parametrize("point", ["commit.before:3", "save.committing:3", "commit.after:3", "save.committed:2"])
def test_death_at_a_seam_leaves_the_journal_verifiable(root, catalogue, folder, point):
    process = writer(root, folder, "a", 5, env=os.environ | {"KHIZANA_FAULT": point, "PYTHONPATH": str(root)})
    said = process.communicate(timeout=30)[0].splitlines()
    assert process.returncode == -signal.SIGKILL
    assert len(said) <= verified(catalogue).changes <= len(said) + 1


def test_a_full_disk_is_a_clear_error_and_nothing_is_half_written(root, catalogue, folder):
    size = (folder / "journal.sqlite").stat().st_size + 40_000

    def cap():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    process = writer(root, folder, "a", 5_000, preexec_fn=cap)
    said, error = process.communicate(timeout=60)
    saved = len(said.splitlines())
    assert saved < 5_000
    assert "catalogue.errors.JournalUnwritable" in error
    assert "Nothing of this change was saved" in error.splitlines()[-1]
    found = verified(catalogue)
    assert saved <= found.changes == found.versions <= saved + 1


def test_a_full_disk_is_an_error_that_people_can_act_on(catalogue, schema, monkeypatch):
    def full(*_, **__):
        raise sa.exc.OperationalError("INSERT", {}, Exception("database or disk is full"))

    monkeypatch.setattr(journal, "append", full)
    with pytest.raises(JournalUnwritable, match=r"disk is full.*Nothing of this change was saved"):
        catalogue.save(named(schema, "object", "o1", "A"), "object")


def test_a_reader_sees_one_moment_while_others_write(filled, schema):
    with filled.database.reading() as connection:
        before = journal.head(connection)
        filled.save(named(schema, "object", "o3", "Third"), "object")
        assert journal.head(connection) == before
    with filled.database.reading() as connection:
        assert journal.head(connection) != before


def test_a_second_opening_sees_what_the_first_wrote(filled, folder, schema):
    with Catalogue.open(folder, schema).closing() as other:
        assert verified(other) == verified(filled)


def test_an_error_of_the_database_tells_no_values(catalogue):
    """They stand in the log of whoever runs the catalogue."""
    secret = "zq" + "secret"  # the text of the test is in the traceback, too
    with pytest.raises(sa.exc.IntegrityError) as caught:
        tamper(catalogue, "INSERT INTO meta (key, value) VALUES ('format', :value)", value=secret)
    assert secret not in "".join(traceback.format_exception(caught.value))
