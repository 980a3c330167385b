"""What was backed up comes back as it was; what is not whole, or was changed, does not."""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading

import pytest

from catalogue import keeping
from catalogue.catalogue import Catalogue
from catalogue.errors import BackupUnusable, JournalBroken, SettingsError
from catalogue.keeping import MANIFEST, back_up, read_manifest, restore
from catalogue.keeping.manifest import sum_of
from catalogue.publication import Gone
from catalogue.settings import FILE
from tests.catalogue.database.older import make_format_1
from tests.catalogue.files.samples import JPEG, PNG
from tests.catalogue.making import BASE, named


def put(catalogue, content=PNG, name="lamp.png"):
    with catalogue.files.store.incoming(1 << 20) as incoming:
        incoming.write(content)
        return catalogue.files.add(incoming, name, "Nadia")


@pytest.fixture
def kept(catalogue):
    """A catalogue with records, one of them public, and a file."""
    for number in ("o1", "o2"):
        catalogue.save(named(catalogue.schema, "object", number, f"Lamp {number}"), "object", who="Nadia")
    catalogue.publish([f"{BASE}/object/o1"])
    put(catalogue)
    return catalogue


def states(catalogue):
    with catalogue.database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT record_id, change_id, state FROM version ORDER BY id")
        return [tuple(row) for row in rows]


def test_a_restored_catalogue_is_the_one_that_was_backed_up(kept, tmp_path, schema):
    done = back_up(kept.settings, tmp_path / "backup")
    assert (done.attachments, done.manifest.base) == (1, BASE)
    restored = restore(tmp_path / "backup", tmp_path / "again", schema=schema)
    assert restored.verdict.journal.head == done.manifest.head == kept.verify().journal.head
    assert (restored.verdict.files, restored.verdict.public_records, restored.verdict.store_checked) == (1, 1, True)
    with Catalogue.open(tmp_path / "again", schema).closing() as again:
        assert states(again) == states(kept)
        assert again.public_search.search("lamp").total == 1
        assert again.files.path(again.files.listed()[0][0].file).read_bytes() == PNG
        assert (again.settings.data / FILE).read_text("utf-8") == (kept.settings.data / FILE).read_text("utf-8")
        assert again.save(named(schema, "object", "o3", "Bowl"), "object", who="Nadia") is not None


def test_everybody_is_signed_out_by_a_restore_and_keeps_account_and_token(kept, tmp_path, schema):
    with kept.database.writing() as connection:
        connection.exec_driver_sql("INSERT INTO account (id, name, full_name, email, language, must_change, disabled,"
                                   " created) VALUES (1, 'nadia', '', '', '', 0, 0, '')")  # fmt: skip
        connection.exec_driver_sql("INSERT INTO session (digest, account_id, created, seen, expires, agent, pending)"
                                   " VALUES (x'00', 1, '', '', '9', '', 0)")  # fmt: skip
        connection.exec_driver_sql("INSERT INTO token (digest, account_id, title, scopes, created, expires)"
                                   " VALUES (x'00', 1, '', '', '', '9')")  # fmt: skip
    back_up(kept.settings, tmp_path / "backup")
    restore(tmp_path / "backup", tmp_path / "again", schema=schema)
    with sqlite3.connect(tmp_path / "again" / "journal.sqlite") as raw:
        counts = [raw.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("account", "token", "session")]
    raw.close()
    assert counts == [1, 1, 0]


def test_saving_goes_on_while_a_backup_is_made(kept, tmp_path, schema):
    stop, saved = threading.Event(), list[str]()

    def saving():
        while not stop.is_set():
            number = f"t{len(saved)}"
            kept.save(named(kept.schema, "object", number, number), "object", who="Omar")
            saved.append(number)

    writer = threading.Thread(target=saving)
    writer.start()
    try:
        done = [back_up(kept.settings, tmp_path / f"backup{n}") for n in range(3)]
    finally:
        stop.set()
        writer.join()
    assert saved
    for number, one in enumerate(done):
        restored = restore(one.folder, tmp_path / f"again{number}", schema=schema)
        assert restored.verdict.journal.changes == one.manifest.changes
    assert kept.verify(done[-1].manifest.head).journal.changes >= done[-1].manifest.changes


def test_a_file_that_is_taken_away_meanwhile_is_not_in_the_backup(kept, tmp_path, schema, monkeypatch):
    held = put(kept, JPEG, "leaf.jpg")
    at = "backup.snapshot"
    monkeypatch.setattr("catalogue.keeping.backup.point", lambda here: here == at and kept.files.remove(held.digest))
    assert back_up(kept.settings, tmp_path / "backup").attachments == 1
    assert restore(tmp_path / "backup", tmp_path / "again", schema=schema).verdict.files == 1


@pytest.mark.parametrize("harm", ["gone", "changed"])
def test_a_damaged_file_stops_a_backup_and_leaves_nothing(kept, tmp_path, harm):
    file = kept.files.path(kept.files.listed()[0][0].file)
    if harm == "gone":
        file.unlink()
    else:
        file.write_bytes(JPEG)
    with pytest.raises(JournalBroken, match=r"lamp\.png"):
        back_up(kept.settings, tmp_path / "out" / "backup")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_backup_goes_into_a_new_or_an_empty_folder(kept, tmp_path):
    (tmp_path / "empty").mkdir()
    back_up(kept.settings, tmp_path / "empty")
    with pytest.raises(BackupUnusable, match="not empty"):
        back_up(kept.settings, tmp_path / "empty")
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises(BackupUnusable, match="not empty"):
        back_up(kept.settings, tmp_path / "file")
    with pytest.raises(BackupUnusable, match="outside"):
        back_up(kept.settings, kept.settings.data / "backup")


def test_a_backup_that_was_interrupted_looks_like_none_and_the_next_one_clears_it_away(kept, tmp_path, monkeypatch):
    class Killed(BaseException):
        pass

    def kill(name):
        if name == "backup.renaming":
            raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("catalogue.keeping.backup.point", kill)
        patched.setattr(shutil, "rmtree", lambda *_, **__: None)
        with pytest.raises(Killed):
            back_up(kept.settings, tmp_path / "out" / "backup")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["backup.unfinished"]
    back_up(kept.settings, tmp_path / "out" / "backup")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["backup"]


def test_a_full_disk_is_told_in_one_line_and_leaves_nothing(kept, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("catalogue.keeping.backup.write_manifest", full)
        with pytest.raises(BackupUnusable, match="No space left"):
            back_up(kept.settings, tmp_path / "out" / "backup")
    assert list((tmp_path / "out").iterdir()) == []
    monkeypatch.setattr(shutil, "disk_usage", lambda _: type("Usage", (), {"free": 1000}))
    with pytest.raises(BackupUnusable, match="room"):
        back_up(kept.settings, tmp_path / "out" / "backup")


@pytest.fixture
def made(kept, tmp_path):
    back_up(kept.settings, tmp_path / "backup")
    return tmp_path / "backup"


def harm_manifest(made, **said):
    found = json.loads((made / MANIFEST).read_text("utf-8"))
    (made / MANIFEST).write_text(json.dumps(found | said), "utf-8")


def some_file(made):
    return next(path for path in (made / "files").rglob("*") if path.is_file())


HARMS = {
    "no manifest": lambda made: (made / MANIFEST).unlink(),
    "half a manifest": lambda made: (made / MANIFEST).write_text('{"version": 1, "fil', "utf-8"),
    "no journal": lambda made: (made / "journal.sqlite").unlink(),
    "a longer journal": lambda made: (made / "journal.sqlite").write_bytes(b"x" * 10),
    "another file": lambda made: some_file(made).write_bytes(b"x" * len(PNG)),
    "a missing file": lambda made: some_file(made).unlink(),
    "other settings": lambda made: (made / FILE).write_text(
        (made / FILE).read_text("utf-8").replace("khi", "ikh"), "utf-8"
    ),
    "a later version": lambda made: harm_manifest(made, version=2),
    "a path that leads out": lambda made: harm_manifest(made, files={"../x": {"size": 1, "sha256": "0" * 64}}),
    "another head": lambda made: harm_manifest(made, head="f" * 64),
}


@pytest.mark.parametrize("harm", HARMS)
def test_what_is_not_whole_is_not_restored_and_leaves_no_catalogue(made, tmp_path, schema, harm):
    HARMS[harm](made)
    with pytest.raises((BackupUnusable, JournalBroken)):
        restore(made, tmp_path / "again", schema=schema)
    assert not (tmp_path / "again" / FILE).exists()


def test_a_folder_that_is_taken_is_not_restored_into(kept, made, schema, tmp_path):
    with pytest.raises(SettingsError):
        restore(made, kept.settings.data, schema=schema)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "notes.txt").write_text("x", "utf-8")
    with pytest.raises(SettingsError):
        restore(made, tmp_path / "other", schema=schema)


def test_a_restore_that_was_interrupted_is_begun_anew(made, tmp_path, schema, monkeypatch):
    def fails(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("catalogue.keeping.restoring._copy", fails)
        with pytest.raises(BackupUnusable, match="No space left"):
            restore(made, tmp_path / "again", schema=schema)
    assert not (tmp_path / "again" / FILE).exists()
    assert restore(made, tmp_path / "again", schema=schema).verdict.files == 1


def test_a_backup_can_be_read_again_and_again(made, tmp_path, schema):
    before = {path: path.read_bytes() for path in made.rglob("*") if path.is_file()}
    for number in range(2):
        restore(made, tmp_path / f"again{number}", made, schema=schema)
    assert {path: path.read_bytes() for path in made.rglob("*") if path.is_file()} == before
    assert read_manifest(made).files.keys() >= {"journal.sqlite", FILE}


def test_a_backup_of_an_older_format_is_brought_to_ours(made, tmp_path, schema):
    make_format_1(made / "journal.sqlite")
    kept = json.loads((made / MANIFEST).read_text("utf-8"))["files"]
    of_files = {name: one for name, one in kept.items() if not name.startswith("files/")}
    harm_manifest(made, format="1", files=of_files | {"journal.sqlite": vars(sum_of(made / "journal.sqlite"))})
    done = restore(made, tmp_path / "again", schema=schema)
    assert done.verdict.journal.head == done.manifest.head
    assert not list((tmp_path / "again").glob("journal-format-*"))
    with Catalogue.open(tmp_path / "again", schema).closing() as again:
        assert again.save(named(schema, "object", "o7", "Later lamp"), "object", who="Nadia") is not None


def test_nobody_else_on_the_machine_reads_a_backup(made):
    assert made.stat().st_mode & 0o077 == 0
    assert keeping.MANIFEST in [path.name for path in made.iterdir()]


@pytest.mark.parametrize("later", ["the catalogue", "a later backup", "its journal"])
def test_what_was_erased_since_does_not_come_back_with_an_older_backup(kept, made, tmp_path, schema, later):
    held = kept.files.listed()[0][0].file
    kept.life.erase([f"{BASE}/object/o1"], who="Nadia", reason="asked for")
    kept.save(named(kept.schema, "object", "o7", "Later lamp"), "object", who="Nadia")
    back_up(kept.settings, tmp_path / "later")
    places = {"the catalogue": kept.settings.data, "a later backup": tmp_path / "later",
              "its journal": tmp_path / "later" / "journal.sqlite"}  # fmt: skip
    done = restore(made, tmp_path / "again", places[later], schema=schema)
    assert done.erased == 1
    assert done.verdict.journal.erased == kept.verify().journal.erased
    with Catalogue.open(tmp_path / "again", schema).closing() as again:
        assert isinstance(again.public_log.by_path("/object/o1"), Gone)
        assert again.public_search.search("lamp").total == 0
        assert again.files.find(held.digest) == held
        assert again.requests() == []
    assert b"Lamp o1" not in (tmp_path / "again" / "journal.sqlite").read_bytes()


def test_without_a_later_journal_an_older_backup_comes_back_whole(kept, made, tmp_path, schema):
    kept.life.erase([f"{BASE}/object/o1"], who="Nadia", reason="asked for")
    assert restore(made, tmp_path / "again", schema=schema).verdict.journal.erased == 0


def test_a_place_without_a_journal_tells_nothing_of_erasures(made, tmp_path, schema):
    with pytest.raises(BackupUnusable, match="no journal"):
        restore(made, tmp_path / "again", tmp_path, schema=schema)
    assert not (tmp_path / "again" / FILE).exists()
