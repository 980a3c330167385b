"""What people do by hand survives a death at any moment: saves over HTTP, endings, bulk changes, backups, restores."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx2
import pytest

from api.staff import COOKIE
from catalogue.accounts.people import people_at
from catalogue.catalogue import Catalogue
from catalogue.errors import BackupUnusable, SettingsError
from catalogue.keeping import MANIFEST, back_up, read_manifest, restore
from catalogue.keeping.manifest import sum_of
from catalogue.settings import FILE
from catalogue.shape_files import read_schema
from catalogue.shapes import Schema
from tests import sample
from tests.api.editing.browsing import multi, open_form
from tests.served import served
from tests.trials.fates import Fates, states, taken_back
from tests.trials.hands import WHO
from tests.trials.killing import killed
from tests.trials.labour import EDITED, address, load
from tests.trials.ledger import Ledger

KILLS = max(3, int(os.environ.get("KHIZANA_KILLS", "100")) // 6)
HANDS = "tests.trials.hands"
COMMIT = ("commit.before", "commit.after")
FAULTS = {
    "http": (*COMMIT, "save.committing", "save.committed"),
    "end": tuple(f"{deed}.commit{when}" for deed in ("delete", "merge", "erase") for when in ("ting", "ted")),
    "undo": (*COMMIT, "bulk.committing", "bulk.committed", "undo.committing", "undo.committed", "undo.closing"),
    "backup": ("backup.snapshot", "backup.renaming"),
    "restore": (*COMMIT, "restore.renaming"),
}
EDITION = re.compile(r"edition \d+$")


@pytest.fixture(scope="module")
def schema() -> Schema:
    """The shapes that ship."""
    return read_schema()


@pytest.fixture(scope="module")
def template(schema: Schema, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue whose edited objects are all public, and somebody who may do everything."""
    folder = tmp_path_factory.mktemp("hands") / "treasury"
    with Catalogue.create(folder, sample.BASE, bare=True, schema=schema).closing() as made:
        made.import_records(sample.objects(schema, EDITED, "edited"), load("edited"))
        made.publish_all()
    with people_at(folder) as people:
        assert people.accounts.add(WHO.name, WHO.roles, password=None).id == WHO.id
    return folder


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    """A copy that may be worked on."""
    return Path(shutil.copytree(template, tmp_path / "treasury"))


def faults(kind: str, chance: random.Random) -> Iterator[tuple[int, str]]:
    """The kills: one at random, the next at a point, and so on."""
    for number in range(KILLS):
        yield number, f"{chance.choice(FAULTS[kind])}:{chance.randrange(1, 4)}" if number % 2 else ""


def test_what_was_saved_over_http_survives_kills(folder: Path, schema: Schema):
    ledger, chance = Ledger(), random.Random("http")
    with people_at(folder) as people:
        session, token = people.sessions.begin(WHO.id, "a trial"), people.tokens.make(WHO.id, "a trial")
    for number, fault in faults("http", chance):
        said: list[str] = []
        with served(folder, fault) as (url, process):
            timer = threading.Timer(15 if fault else chance.uniform(1, 4), os.kill, (process, signal.SIGKILL))
            timer.start()
            with suppress(httpx2.TransportError):
                _write_without_end(url, session, token, chance, said)
            timer.cancel()
        print(f"http, kill {number}, {fault or 'at random'}: {sum(s.startswith('done') for s in said)} acknowledged")
        ledger.read("\n".join(said))
        with Catalogue.open(folder, schema).closing() as catalogue:
            ledger.compare(catalogue)


def _write_without_end(url: str, session: str, token: str, chance: random.Random, said: list[str]) -> None:
    """Saves by form and by PUT until nobody answers any more."""
    browser = httpx2.Client(base_url=url, cookies={COOKIE: session}, headers={"Accept": "text/html"}, timeout=30)
    program = httpx2.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=30)
    with browser, program:
        while True:
            number, edition = chance.randrange(EDITED), chance.randrange(10**9)
            path = address(number).removeprefix(sample.BASE)
            save = _by_form if chance.random() < 0.5 else _by_put
            step = f"save {number} {edition}"
            said.append(f"begin {step}")
            save(browser if save is _by_form else program, path, edition)
            said.append(f"done {step}")


def _by_form(client: httpx2.Client, path: str, edition: int) -> None:
    sheet = open_form(client, f"/edit{path}")
    assert sheet.status == 200, sheet.text
    name, text = next((name, text) for name, text in sheet.pairs if EDITION.search(text))
    sheet.write(name, EDITION.sub(f"edition {edition}", text))
    answer = client.post(sheet.action, data=multi([*sheet.pairs, ("_do", "save")]))
    assert answer.status_code == 303, answer.text


def _by_put(client: httpx2.Client, path: str, edition: int) -> None:
    held = client.get(f"/edit{path}", headers={"Accept": "application/n-triples"})
    assert held.status_code == 200, held.text
    headers = {"Content-Type": "application/n-triples", "If-Match": held.headers["etag"]}
    body = re.sub(r'edition \d+"', f'edition {edition}"', held.text)
    answer = client.put(path, content=body, headers=headers)
    assert answer.status_code == 200, answer.text


def test_what_has_ended_stays_ended_through_kills(folder: Path, schema: Schema, root: Path):
    ledger, fates, chance = Ledger(), Fates(), random.Random("end")
    for number, fault in faults("end", chance):
        told = killed(HANDS, folder, "end", f"end {number}", fault, chance, root, 12.0)
        print(f"end, kill {number}, {fault or 'at random'}: {told.count('done')} steps acknowledged")
        fates.read(told)
        with Catalogue.open(folder, schema).closing() as catalogue:
            ledger.compare(catalogue)
            fates.compare(catalogue)


def test_a_change_of_many_is_taken_back_whatever_died_meanwhile(folder: Path, schema: Schema, root: Path):
    ledger, chance, settled = Ledger(), random.Random("undo"), set[int]()
    with Catalogue.open(folder, schema).closing() as catalogue:
        first = states(catalogue)
    for number, fault in faults("undo", chance):
        told = killed(HANDS, folder, "undo", f"undo {number}", fault, chance, root, 4.0)
        print(f"undo, kill {number}, {fault or 'at random'}: {told.count('done')} steps acknowledged")
        settled |= {int(one) for one in re.findall(r"done undo (\d+)", told)}
        with Catalogue.open(folder, schema).closing() as catalogue:
            ledger.compare(catalogue)
            taken_back(catalogue, first, settled)
            ledger.compare(catalogue)


def test_a_backup_that_was_interrupted_does_not_look_whole(folder: Path, schema: Schema, root: Path):
    """One that was acknowledged is whole, and has what was saved before it began."""
    ledger, chance = Ledger(), random.Random("backup")
    for number, fault in faults("backup", chance):
        told = killed(HANDS, folder, "backup", f"backup {number}", fault, chance, root, 4.0)
        print(f"backup, kill {number}, {fault or 'at random'}: {told.count('done backup')} acknowledged")
        ledger.read(told)
        with Catalogue.open(folder, schema).closing() as catalogue:
            ledger.compare(catalogue)
        done = re.findall(r"done backup (\S+) \d+", told)
        for name in done:
            assert _whole(folder.parent / name)
        for left in folder.parent.glob("backup-*"):
            assert left.name in done or left.name.endswith(".unfinished") or _whole(left)
            if not (left / MANIFEST).exists():
                with pytest.raises(BackupUnusable, match="not a whole backup"):
                    restore(left, folder.parent / "nothing", schema=schema)
                assert not (folder.parent / "nothing" / FILE).exists()
        if done and number % 3 == 0:
            made = restore(folder.parent / done[-1], folder.parent / f"restored-{number}", schema=schema)
            assert made.verdict.store_checked
        for old in folder.parent.glob("backup-*"):
            shutil.rmtree(old)


def _whole(backup: Path) -> bool:
    return all(sum_of(backup / name) == kept for name, kept in read_manifest(backup).files.items())


def test_a_restore_that_was_interrupted_is_no_catalogue(folder: Path, schema: Schema, root: Path):
    with Catalogue.open(folder, schema).closing() as catalogue:
        manifest = back_up(catalogue.settings, folder.parent / "backup").manifest
    chance = random.Random("restore")
    for number, fault in faults("restore", chance):
        told = killed(HANDS, folder, "restore", f"restore {number}", fault, chance, root, 4.0)
        done = re.findall(r"done restore (\S+)", told)
        print(f"restore, kill {number}, {fault or 'at random'}: {len(done)} acknowledged")
        for place in folder.parent.glob("again-*"):
            assert place.name not in done or (place / FILE).exists()
            if not (place / FILE).exists():
                with suppress(SettingsError):  # it says that the folder is not empty
                    restore(folder.parent / "backup", place, schema=schema)
            if (place / FILE).exists():
                with Catalogue.open(place, schema).closing() as again:
                    assert again.verify(manifest.head).store_checked
            shutil.rmtree(place)
