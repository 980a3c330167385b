"""Dumps: whole, of what is public, and never of what was withdrawn since."""

from __future__ import annotations

import gzip
import io
import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from catalogue import dumps as room
from catalogue.catalogue import Catalogue
from catalogue.dumps import dumps as module
from catalogue.errors import CatalogueBusy, DumpUnwritable
from catalogue.interchange.linked_art_conforming import conforming
from tests.catalogue.making import BASE, link, named
from tests.standing import bare, filled

O1, O2 = f"{BASE}/object/o1", f"{BASE}/object/o2"


class Clock(datetime):
    """A second later each time."""

    ticks = 0

    @classmethod
    def now(cls, tz=None):
        cls.ticks += 1
        return datetime(2026, 11, 23, 2, 30, tzinfo=UTC) + timedelta(seconds=cls.ticks)


@pytest.fixture(scope="module")
def bowls(tmp_path_factory):
    """A catalogue with two public objects and a draft."""
    with bare(tmp_path_factory.mktemp("bowls") / "c", BASE).closing() as catalogue:
        for number in ("o1", "o2", "secret"):
            catalogue.save(named(catalogue.schema, "object", number, f"Bowl {number}"), "object", who="Nadia")
        catalogue.publish([O1, O2])
        yield catalogue


@pytest.fixture
def made(bowls, tmp_path, monkeypatch):
    """A copy of it."""
    Clock.ticks = 0
    monkeypatch.setattr(module, "datetime", Clock)
    shutil.copytree(bowls.settings.data, tmp_path / "c")
    with Catalogue.open(tmp_path / "c", bowls.schema).closing() as catalogue:
        catalogue.validator = bowls.validator
        yield catalogue


def unpacked(dump: room.Dump, suffix: str) -> str:
    (file,) = (one for one in dump.files if one.name.endswith(suffix))
    return gzip.decompress(file.path.read_bytes()).decode()


def there(catalogue) -> list[str]:
    return sorted(one.name for one in catalogue.dumps.folder.iterdir() if one.name != "dumps.lock")


def test_a_dump_is_what_is_public_and_the_same_as_the_export(tmp_path):
    with filled(tmp_path / "c").closing() as catalogue:
        dump = catalogue.dump()
        exported = io.StringIO()
        catalogue.export(exported, public=True)
        assert sorted(unpacked(dump, ".nq.gz").splitlines()) == exported.getvalue().splitlines()
        assert dump.statements == len(exported.getvalue().splitlines())
        log = catalogue.public_log
        documents = {one["id"]: one for one in map(json.loads, unpacked(dump, ".jsonl.gz").splitlines())}
        assert dump.records == len(documents) == sum(log.counts().values())
        for record in log.current():
            assert documents[record.iri] == conforming(record.triples, record.iri, catalogue.schema, log.summaries)


def test_it_is_named_by_its_time_and_latest_leads_to_the_newest(made):
    first = made.dump()
    second = made.dump()
    assert [first.name, second.name] == ["2026-11-23T023001Z", "2026-11-23T023002Z"]
    assert (made.dumps.folder / "latest").resolve() == second.folder.resolve()
    assert made.dumps.find("latest.nq.gz") == second.files[0]
    assert made.dumps.offered() == [second, first]


def test_what_is_the_same_is_written_as_the_same_bytes(made):
    assert made.dump().sums == made.dump().sums


def test_older_ones_go_beyond_the_number_in_the_settings(made):
    made.dumps._settings = replace(made.settings, dumps_kept=2)
    names = [made.dump().name for _ in range(4)]
    assert [one.name for one in made.dumps.held()] == names[:1:-1]
    assert there(made) == [*names[2:], "latest"]


@pytest.mark.parametrize("end", ["withdraw", "delete", "withdraw and publish again"])
def test_what_ends_takes_the_dumps_that_have_it_out_of_the_offer_for_ever(made, end):
    old = made.dump()
    if end == "delete":
        made.life.delete([O1], who="Nadia")
    else:
        made.withdraw([O1])
    if end.endswith("again"):
        made.publish([O1])
    assert made.dumps.offered() == []
    assert made.dumps.find("latest.nq.gz") is None
    assert not made.dumps.offers(made.dumps.find(old.files[0].name))
    new = made.dump()
    assert made.dumps.held() == made.dumps.offered() == [new]
    assert ("Bowl o1" in unpacked(new, ".nq.gz")) == end.endswith("again")


def test_a_change_that_ends_nothing_leaves_them_on_offer(made):
    old = made.dump()
    made.save(named(made.schema, "object", "o1", "Bowl renamed"), "object", who="Nadia")
    made.publish([O1])
    assert made.dumps.offered() == [old]


def test_the_log_is_looked_through_once_whichever_dump_is_asked_for_first(made):
    first = made.dump()
    made.withdraw([O1])
    asked, last_ended = [], made.public_log.last_ended

    def asking(*of: int) -> int:
        asked.append(of)
        return last_ended(*of)

    made.public_log.last_ended = asking
    second = made.dumps._make(None)
    made.dumps._ended = None
    assert made.dumps._offers(second)
    assert not made.dumps._offers(first)
    assert made.dumps._offers(second)
    assert len(asked) == 1
    made.withdraw([O2])
    assert not made.dumps._offers(second)


def test_other_shapes_may_show_less_so_their_dumps_are_not_offered(made):
    made.dump()
    made.dumps._schema = SimpleNamespace(fingerprint="another")
    assert made.dumps.offered() == []


def test_a_log_that_does_not_reach_so_far_is_another_one(made):
    dump = made.dump()
    assert not made.dumps._offers(replace(dump, position=dump.position + 1))


def test_erasing_takes_them_from_the_disk_and_what_was_left_unfinished_too(made):
    made.dump()
    left = made.dumps.folder / "2026-01-01T000000Z.unfinished"
    left.mkdir()
    (left / "2026-01-01T000000Z.nq.gz").write_bytes(b"half")
    made.life.erase([O1], who="Nadia", reason="asked for")
    assert there(made) == []


def test_one_that_has_nothing_of_what_is_erased_stays(made):
    dump = made.dump()
    made.life.erase([f"{BASE}/object/secret"], who="Nadia", reason="asked for")
    assert there(made) == [dump.name, "latest"]


@pytest.mark.parametrize("where", ["dump.renaming", "dump.renamed"])
def test_what_is_erased_while_one_is_made_is_in_none(made, monkeypatch, where):
    def erase(here: str) -> None:
        if here == where:
            made.life.erase([O1], who="Nadia", reason="asked for")

    monkeypatch.setattr(module, "point", erase)
    with pytest.raises(DumpUnwritable, match="withdrawn"):
        made.dump()
    assert there(made) == []


def test_what_dies_on_the_way_is_none_and_is_swept_away(made, monkeypatch):
    def die(here: str) -> None:
        raise KeyboardInterrupt(here)

    with monkeypatch.context() as patched:
        patched.setattr(module, "point", die)
        patched.setattr(shutil, "rmtree", lambda *_, **__: None)
        with pytest.raises(KeyboardInterrupt):
            made.dump()
    assert there(made) == ["2026-11-23T023001Z.unfinished"]
    assert made.dumps.held() == []
    made.dump()
    assert there(made) == ["2026-11-23T023002Z", "latest"]


def test_one_is_made_at_a_time(made):
    made.dump()
    with made.dumps._alone(), pytest.raises(CatalogueBusy, match="Another dump"):
        made.dump()


def test_another_folder_gets_its_own_and_is_not_served(made, tmp_path):
    dump = made.dump(tmp_path / "elsewhere")
    assert (tmp_path / "elsewhere" / "latest" / dump.files[0].name).is_file()
    assert made.dumps.held() == []


def test_a_full_disk_is_said_and_nothing_is_left(made, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "write", full)
    with pytest.raises(DumpUnwritable, match="No space left"):
        made.dump()
    assert there(made) == []


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"version": 2}', '{"version": 1}'])
def test_a_folder_without_a_whole_manifest_is_no_dump(made, damage):
    dump = made.dump()
    (dump.folder / "dump.json").write_text(damage, "utf-8")
    assert made.dumps.held() == []


@pytest.mark.parametrize("name", ["dump.json", "../khizana.toml", "latest", "", ".", "latest/dump.json", "dumps.lock"])
def test_nothing_is_found_but_the_files_of_dumps(made, name):
    made.dump()
    assert made.dumps.find(name) is None


def test_records_that_others_name_are_asked_for_once(made, monkeypatch):
    made.save(named(made.schema, "concept", "clay", "Clay"), "concept", who="Nadia")
    for number in ("o1", "o2"):
        bowl = named(made.schema, "object", number, f"Bowl {number}", material=[link("concept", "clay")])
        made.save(bowl, "object", who="Nadia")
    made.publish([f"{BASE}/concept/clay", O1, O2])
    asked: list[str] = []
    summaries = made.public_log.summaries

    def asking(iris):
        asked.extend(iris)
        return summaries(iris)

    monkeypatch.setattr(made.public_log, "summaries", asking)
    assert "Clay" in unpacked(made.dump(), ".jsonl.gz")
    assert asked.count(f"{BASE}/concept/clay") == 1
