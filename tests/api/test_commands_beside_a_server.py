"""`khizana serve` and `khizana demo` as processes, and the other commands while one runs."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx2
import pytest

from catalogue.catalogue import Catalogue
from catalogue.rdf import lines
from catalogue.shape_files import read_schema
from tests import sample

pytestmark = pytest.mark.trial


@pytest.fixture
def khizana(root, tmp_path):
    """Starts a command in its own process; those still running at the end are killed."""
    running: list[subprocess.Popen[str]] = []

    def start(*words: object) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", "from api.cli import main; main()", *map(str, words)],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(root)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()


@pytest.fixture
def treasury(tmp_path) -> Path:
    """A catalogue with one public object and a file of thirty more."""
    schema = read_schema()
    found = [one.triples for one in sample.objects(schema, 30)]
    (tmp_path / "objects.nt").write_text("".join(lines(one) for one in found), "utf-8")
    folder = tmp_path / "treasury"
    with Catalogue.create(folder, sample.BASE, bare=True, schema=schema).closing() as made:
        made.import_records(sample.objects(schema, 1), sample.SOURCE)
        made.publish_all()
    return folder


def _url(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    said = process.stdout.readline()
    found = re.fullmatch(r"Khizana: (http://127\.0\.0\.1:\d+)/\n", said)
    assert found, said + str(process.communicate())
    return found[1]


def _soon(what, seconds: float = 10.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.1)
    return False


def test_a_server_says_its_address_when_it_answers_and_ends_when_asked(khizana, treasury):
    server = khizana("serve", "--data", "treasury", "--port", 0)
    url = _url(server)
    assert httpx2.get(f"{url}/object/sample-0000000.nt").status_code == 200
    server.send_signal(signal.SIGTERM)
    said, complaints = server.communicate(timeout=15)
    assert (server.returncode, said, complaints) == (0, "", "")


def test_commands_work_while_a_server_runs_and_it_shows_what_they_did(khizana, treasury):
    url = _url(khizana("serve", "--data", "treasury", "--port", 0))
    page = f"{url}/object/sample-0000007.nt"
    assert httpx2.get(page).status_code == 404
    imported = khizana("import", "--data", "treasury", "objects.nt")
    assert imported.communicate(timeout=60)[1] == ""
    assert imported.returncode == 0
    assert httpx2.get(page).status_code == 404
    published = khizana("publish", "--data", "treasury", "--all")
    said, complaints = published.communicate(timeout=60)
    assert (published.returncode, complaints) == (1, ""), said  # terms without a name are refused
    assert _soon(lambda: httpx2.get(page).status_code == 200, 3)
    assert _soon(lambda: "sample-0000007" in httpx2.get(f"{url}/search?q=sample+7").text)
    verified = khizana("verify", "--data", "treasury").communicate(timeout=60)[0]
    assert "running server" in verified
    rebuilt = khizana("rebuild", "--data", "treasury").communicate(timeout=60)[0]
    assert "asked to rebuild" in rebuilt
    with Catalogue.open(treasury).closing() as catalogue:
        assert _soon(lambda: not catalogue.requests())
    assert httpx2.get(page).status_code == 200


def test_the_demo_is_made_once_and_whole(khizana, tmp_path):
    (tmp_path / "demo-data" / ".unfinished").mkdir(parents=True)
    first = khizana("demo", "--data", "demo-data", "--port", 0)
    url = _url(first)
    assert httpx2.get(f"{url}/").status_code == 200
    first.terminate()
    assert first.wait(timeout=15) == 0
    assert not (tmp_path / "demo-data" / ".unfinished").exists()
    began = time.monotonic()
    _url(khizana("demo", "--data", "demo-data", "--port", 0))
    assert time.monotonic() - began < 10


def test_the_demo_is_not_made_in_a_folder_of_something_else(khizana, tmp_path):
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "letter.txt").write_text("dear", "utf-8")
    demo = khizana("demo", "--data", "papers", "--port", 0)
    complaints = demo.communicate(timeout=30)[1]
    assert demo.returncode == 1
    assert "is not empty" in complaints


def test_making_a_catalogue_can_be_begun_again_after_a_power_cut(khizana, tmp_path, monkeypatch):
    monkeypatch.setenv("KHIZANA_FAULT", "commit.after:4")
    cut = khizana("init", "treasury")
    cut.communicate(timeout=60)
    assert cut.returncode == -signal.SIGKILL
    monkeypatch.delenv("KHIZANA_FAULT")
    again = khizana("init", "treasury")
    said, complaints = again.communicate(timeout=120)
    assert (again.returncode, complaints) == (0, ""), said
    made = {path.name for path in (tmp_path / "treasury").iterdir()}
    assert made - {"imports"} == {"journal.sqlite", "khizana.toml", "stores"}


def test_a_backup_is_made_while_the_catalogue_is_served(khizana, treasury):
    server = khizana("serve", "--data", "treasury", "--port", 0)
    url = _url(server)
    backup = khizana("backup", "--data", "treasury", "backup")
    assert backup.wait(60) == 0, backup.communicate()
    assert httpx2.get(f"{url}/object/sample-0000000.nt").status_code == 200
    restore = khizana("restore", "backup", "--data", "again")
    said, wrong = restore.communicate(timeout=60)
    assert restore.returncode == 0, wrong
    assert "The public store agrees" in said
