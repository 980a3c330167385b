"""A full disk: what is saved stays, what cannot be is refused in one clear line, and reading goes on.

The disk is played by a limit on the size of files, below which the journal still has some room.
"""

from __future__ import annotations

import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest

from api.staff import COOKIE
from catalogue.accounts.people import people_at
from catalogue.catalogue import Catalogue
from catalogue.keeping import back_up
from tests import sample
from tests.api.editing.browsing import multi, open_form
from tests.catalogue.files.samples import PNG
from tests.served import served
from tests.trials.hands import WHO
from tests.trials.labour import EDITED, address, load
from tests.trials.ledger import Ledger

ROOM = 150_000  # bytes by which files may still grow
OBJECT = address(3).removeprefix(sample.BASE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A catalogue whose edited objects are all public."""
    folder = tmp_path / "treasury"
    with Catalogue.create(folder, sample.BASE, bare=True).closing() as made:
        made.import_records(sample.objects(made.schema, EDITED, "edited"), load("edited"))
        made.publish_all()
    with people_at(folder) as people:
        people.accounts.add(WHO.name, WHO.roles, password=None)
    return folder


def capped(size: int) -> Callable[[], None]:
    """No file of the process may grow beyond this."""

    def cap() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return cap


def largest(folder: Path) -> int:
    """The size of the largest file in a folder."""
    return max(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def test_a_form_is_saved_or_refused_and_nothing_is_lost(folder: Path):
    ledger, said = Ledger(), list[str]()
    with people_at(folder) as people:
        cookies = {COOKIE: people.sessions.begin(WHO.id, "a trial")}
        token = people.tokens.make(WHO.id, "a trial")
    with served(folder, before=capped(largest(folder) + ROOM)) as (url, _):
        headers = {"Accept": "text/html", "Accept-Language": "en"}
        with httpx2.Client(base_url=url, cookies=cookies, headers=headers, timeout=60) as browser:
            for edition in range(1, 2_000):
                said.append(f"begin save 3 {edition}")
                sheet = open_form(browser, f"/edit{OBJECT}")
                name, text = next((name, text) for name, text in sheet.pairs if f"edition {edition - 1}" in text)
                written = text.replace(f"edition {edition - 1}", f"edition {edition}")
                answer = browser.post(sheet.action, data=multi([*sheet.write(name, written).pairs, ("_do", "save")]))
                if answer.status_code != 303:
                    break
                said.append(f"done save 3 {edition}")
            assert answer.status_code == 507, answer.text[:500]
            assert "There is no room on the disk." in answer.text
            assert f"edition {edition}" in answer.text, "what was written stands in the form that comes back"
            assert browser.get(f"{url}{OBJECT}").status_code == 200
            headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/n-triples", "If-Match": "*"}
            held = httpx2.get(f"{url}/edit{OBJECT}", headers=headers | {"Accept": "application/n-triples"})
            assert held.status_code == 200
            body = held.text.replace(f"edition {edition - 1}", f"edition {edition}")
            put = httpx2.put(f"{url}{OBJECT}", headers=headers, content=body, timeout=60)
            assert put.status_code == 507
            assert put.json()["status"] == 507
    ledger.read("\n".join(said))
    with Catalogue.open(folder).closing() as catalogue:
        ledger.compare(catalogue)
    assert len(said) > 6, "some were saved before"


def test_an_upload_is_refused_whole(folder: Path):
    with people_at(folder) as people:
        token = people.tokens.make(WHO.id, "a trial")
    size = largest(folder) + ROOM
    with served(folder, before=capped(size)) as (url, _):
        headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
        small = httpx2.post(f"{url}/edit/files?name=a.png", headers=headers, content=PNG, timeout=60)
        assert small.status_code == 201, small.text
        large = httpx2.post(f"{url}/edit/files?name=b.png", headers=headers, content=PNG + bytes(2 * size), timeout=60)
        assert large.status_code == 507, large.text
        assert large.json()["title"].startswith("There is no room on the disk.")
    files = [file for file in (folder / "files").rglob("*") if file.is_file()]
    assert [file.read_bytes() for file in files] == [PNG]
    with Catalogue.open(folder).closing() as catalogue:
        assert catalogue.verify().files == 1


def test_a_backup_says_what_is_wrong_and_leaves_nothing(folder: Path, root: Path):
    command = [sys.executable, "-c", "from api.cli import main; main()", "backup", "--data", str(folder)]
    target = folder.parent / "backup"
    size = (folder / "journal.sqlite").stat().st_size // 2
    done = subprocess.run(
        [*command, str(target)], cwd=root, capture_output=True, text=True, check=False, preexec_fn=capped(size)
    )
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) <= 2, done.stderr
    assert "Make room on the disk" in done.stderr
    assert sorted(path.name for path in folder.parent.iterdir()) == [folder.name]
    with Catalogue.open(folder).closing() as catalogue:
        assert catalogue.verify().store_checked
        back_up(catalogue.settings, target)
    shutil.rmtree(target)
