"""Files are kept once, whole, and as long as a record refers to them."""

from __future__ import annotations

import os
import shutil
from typing import NamedTuple

import pytest

from catalogue import journal, publication
from catalogue.errors import FileRefused, JournalBroken, WhyRefused
from catalogue.files import tidy
from catalogue.files.store import SPARE
from catalogue.publication import Projected, Summary
from catalogue.rdf import iri
from tests.catalogue.files.samples import JPEG, PNG
from tests.catalogue.making import BASE, make, named, text

LA = "https://linked.art/ns/terms/"


class Usage(NamedTuple):
    """What the disk has."""

    free: int


def put(catalogue, content=PNG, name="lamp.png", who="Nadia"):
    with catalogue.files.store.incoming(1 << 20, len(content)) as incoming:
        incoming.write(content[:5])
        incoming.write(content[5:])
        return catalogue.files.add(incoming, name, who)


def showing(catalogue, address, number="o1"):
    """An object with an image, whose file is at an address."""
    image = {"file": [{"access_point": [iri(address)]}]}
    return make(catalogue.schema, "object", number, {"title": [text("Lamp")], "image": [image]})


def test_the_same_content_is_kept_once_under_the_name_it_came_with(catalogue):
    first, again = put(catalogue), put(catalogue, name="Other name.PNG", who="Omar")
    assert first.digest == again.digest
    assert again.name == "Other-name.png"
    assert [one.file.name for one in catalogue.files.listed()[0]] == ["lamp.png"]
    assert [p for p in catalogue.settings.files.rglob("*") if p.is_file()] == [catalogue.files.path(first)]
    assert catalogue.files.path(first).read_bytes() == PNG


def test_a_file_that_grows_too_large_leaves_nothing(catalogue):
    with catalogue.files.store.incoming(10) as incoming:
        incoming.write(b"x" * 9)
        with pytest.raises(FileRefused) as refused:
            incoming.write(b"xx")
    assert refused.value.why is WhyRefused.SIZE
    assert [p for p in catalogue.settings.files.rglob("*") if p.is_file()] == []


def test_a_file_that_is_said_to_be_too_large_is_not_begun(catalogue):
    with pytest.raises(FileRefused), catalogue.files.store.incoming(10, 11):
        pytest.fail("it was begun")


def test_without_room_on_the_disk_nothing_is_begun(catalogue, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(SPARE + 4))
    with pytest.raises(FileRefused) as refused, catalogue.files.store.incoming(10, 5):
        pytest.fail("it was begun")
    assert refused.value.why is WhyRefused.ROOM


def test_what_a_process_left_behind_is_gone_a_day_later(catalogue):
    put(catalogue)
    left, running = (catalogue.settings.files / ".unfinished" / name for name in ("left_behind", "running"))
    for path in (left, running):
        path.write_bytes(PNG)
    os.utime(left, (1, 1))
    put(catalogue, JPEG, "leaf.jpg")
    assert not left.exists()
    assert running.exists()


def test_a_file_of_a_wrong_kind_leaves_nothing(catalogue):
    with pytest.raises(FileRefused):
        put(catalogue, b"<svg/>", "lamp.png")
    assert catalogue.files.listed() == ([], 0)
    assert [p for p in catalogue.settings.files.rglob("*") if p.is_file()] == []


@pytest.mark.parametrize(
    ("name", "tidied"),
    [
        ("C:\\fakepath\\My lamp.PNG", "My-lamp.png"),
        ("../../etc/passwd.png", "passwd.png"),
        ("مصباح قبة.png", "مصباح-قبة.png"),
        (".png", "file.png"),
        ("a\u202egnp.png", "a-gnp.png"),
        ("x" * 300 + ".png", "x" * 96 + ".png"),
        ("a?b#c%d.png", "a-b-c-d.png"),
    ],
)
def test_a_name_becomes_fit_for_an_address(name, tidied):
    assert tidy(name, ".png") == tidied


def test_a_file_is_public_as_long_as_a_published_record_refers_to_it(catalogue):
    held = put(catalogue, name="مصباح.png")
    files, address = catalogue.files, catalogue.files.address(held)
    catalogue.save(showing(catalogue, address), "object", who="Nadia")
    assert files.shown(held.digest, held.name) is None
    catalogue.publish([f"{BASE}/object/o1"])
    assert f"<{address}>" in str(catalogue.public_log.by_path("/object/o1").triples)
    assert files.shown(held.digest, held.name) == held
    catalogue.save(showing(catalogue, "https://elsewhere.example/a.png"), "object", who="Nadia")
    assert files.shown(held.digest, held.name) == held
    catalogue.publish([f"{BASE}/object/o1"])
    assert files.shown(held.digest, held.name) is None


def test_what_is_withdrawn_takes_its_files_along_unless_another_shows_them(catalogue):
    held = put(catalogue)
    address = catalogue.files.address(held)
    for number in ("o1", "o2"):
        catalogue.save(showing(catalogue, address, number), "object", who="Nadia")
        catalogue.publish([f"{BASE}/object/{number}"])
    catalogue.withdraw([f"{BASE}/object/o1"])
    assert catalogue.files.shown(held.digest, held.name) == held
    catalogue.withdraw([f"{BASE}/object/o2"])
    assert catalogue.files.shown(held.digest, held.name) is None


def test_only_the_address_that_is_shown_is_public(catalogue):
    held = put(catalogue)
    catalogue.save(showing(catalogue, catalogue.files.address(held)), "object", who="Nadia")
    catalogue.publish([f"{BASE}/object/o1"])
    assert catalogue.files.shown(held.digest, "other.png") is None
    assert catalogue.files.shown("0" * 64, held.name) is None


@pytest.mark.parametrize(
    "made",
    [
        "{base}/file/{none}/a.png",
        "{base}/file/{digest}/a/b.png",
        "{base}/file/{digest}/a?b",
        "{base}/files/{digest}/a.png",
        "{base}/file/{digest}",
    ],
)
def test_an_address_of_ours_that_is_no_file_is_not_published(catalogue, made):
    held = put(catalogue)
    address = made.format(base=BASE, digest=held.digest, none="0" * 64)
    catalogue.save(showing(catalogue, address), "object", who="Nadia")
    catalogue.publish([f"{BASE}/object/o1"])
    assert address not in str(catalogue.public_log.by_path("/object/o1"))


def test_a_file_in_a_part_that_fell_is_not_public(catalogue):
    """Its pointer was seen before the part fell: what counts is what the view has in the end."""
    held = put(catalogue)
    jug = named(catalogue.schema, "object", "o1", "Jug")
    catalogue.save(jug, "object", who="Nadia")
    with catalogue.database.writing() as connection:
        one = journal.find(connection, [jug.iri])[jug.iri]
        pointers = ((f"{LA}access_point", catalogue.files.address(held), True),)
        summary = Summary(jug.iri, jug.path, "object", {"": "Jug"}, "")
        publication.log(connection, [Projected(one, one.version, jug.triples, pointers, summary)])
    assert catalogue.public_log.by_path(jug.path) is not None
    assert catalogue.files.shown(held.digest, held.name) is None


def test_the_list_says_who_uses_a_file_and_which_are_unused(catalogue):
    used, unused = put(catalogue), put(catalogue, JPEG, "leaf.jpg")
    catalogue.save(showing(catalogue, catalogue.files.address(used)), "object", who="Nadia")
    listed, total = catalogue.files.listed()
    assert total == 2
    assert {one.file.name: [use.path for use in one.current] for one in listed} == {
        "lamp.png": ["/object/o1"], "leaf.jpg": []
    }  # fmt: skip
    assert [one.file for one in catalogue.files.listed(unused=True)[0]] == [unused]


def test_a_file_is_taken_away_only_when_no_version_refers_to_it(catalogue):
    files, held = catalogue.files, put(catalogue)
    catalogue.save(showing(catalogue, files.address(held)), "object", who="Nadia")
    with pytest.raises(FileRefused) as refused:
        files.remove(held.digest, with_history=True)
    assert refused.value.why is WhyRefused.USED
    catalogue.save(named(catalogue.schema, "object", "o1", "Lamp"), "object", who="Nadia")
    with pytest.raises(FileRefused) as refused:
        files.remove(held.digest)
    assert refused.value.why is WhyRefused.HISTORY
    assert files.remove(held.digest, with_history=True)
    assert not files.path(held).exists()
    assert not files.remove(held.digest)


def test_a_file_that_is_still_public_is_not_taken_away(catalogue):
    files, held = catalogue.files, put(catalogue)
    catalogue.save(showing(catalogue, files.address(held)), "object", who="Nadia")
    catalogue.publish([f"{BASE}/object/o1"])
    catalogue.save(named(catalogue.schema, "object", "o1", "Lamp"), "object", who="Nadia")
    with pytest.raises(FileRefused) as refused:
        files.remove(held.digest, with_history=True)
    assert refused.value.why is WhyRefused.USED


def test_erasing_a_record_takes_the_files_that_only_it_used(catalogue):
    files, own, shared = catalogue.files, put(catalogue), put(catalogue, JPEG, "leaf.jpg")
    catalogue.save(showing(catalogue, files.address(own)), "object", who="Nadia")
    catalogue.save(showing(catalogue, files.address(shared)), "object", who="Nadia")
    catalogue.save(showing(catalogue, files.address(shared), "o2"), "object", who="Nadia")
    catalogue.publish([f"{BASE}/object/o1"])
    catalogue.life.erase([f"{BASE}/object/o1"], who="Nadia", reason="asked for")
    assert files.shown(shared.digest, shared.name) is None
    assert [one.file for one in files.listed()[0]] == [shared]
    assert not files.path(own).exists()
    assert files.path(shared).exists()


def test_what_is_loose_in_the_store_is_swept_away(catalogue):
    held = put(catalogue)
    loose = catalogue.files.store.path("0" * 64)
    loose.parent.mkdir(parents=True)
    loose.write_bytes(PNG)
    assert catalogue.files.sweep() == 1
    assert not loose.exists()
    assert catalogue.files.path(held).exists()


@pytest.mark.parametrize("harm", ["gone", "changed"])
def test_verify_finds_a_file_that_is_not_what_it_was(catalogue, harm):
    held = put(catalogue)
    assert catalogue.verify().files == 1
    if harm == "gone":
        catalogue.files.path(held).unlink()
    else:
        catalogue.files.path(held).write_bytes(PNG + b"x")
    with pytest.raises(JournalBroken, match=r"lamp\.png"):
        catalogue.verify()
