"""A process may die at any moment: nothing acknowledged is lost, nothing is torn, and the next start needs no help."""

from __future__ import annotations

import os
import random
import shutil
import signal
from pathlib import Path

import httpx2
import pytest

from catalogue.catalogue import Catalogue
from catalogue.shape_files import read_schema
from catalogue.shapes import Schema
from tests import sample
from tests.served import served
from tests.trials.killing import killed
from tests.trials.labour import EDITED, load
from tests.trials.ledger import Ledger

KILLS = int(os.environ.get("KHIZANA_KILLS", "100"))
JOURNAL = ("commit.before", "commit.after")
SEARCH = ("search.before", "search.after")
FAULTS = {
    "save": (*JOURNAL, "save.committing", "save.committed"),
    "publish": (*JOURNAL, *SEARCH, "publish.committing", "store.applying", "store.applied"),
    "import": (*JOURNAL, *SEARCH, "import.committing", "import.committed", "store.loading", "store.loaded"),
    "rebuild": (*SEARCH, "store.cleared", "store.loading", "store.loaded", "rebuild.between", "checkpoint.copied"),
}


@pytest.fixture(scope="module")
def schema() -> Schema:
    """The shapes that ship."""
    return read_schema()


@pytest.fixture(scope="module")
def template(schema: Schema, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue whose edited objects are all public in their first edition."""
    folder = tmp_path_factory.mktemp("kill") / "treasury"
    with Catalogue.create(folder, sample.BASE, bare=True, schema=schema).closing() as made:
        made.import_records(sample.objects(schema, EDITED, "edited"), load("edited"))
        made.publish_all()
    return folder


@pytest.mark.parametrize("kind", FAULTS)
def test_what_was_acknowledged_survives_kills(kind: str, template: Path, schema: Schema, root: Path, tmp_path: Path):
    folder, ledger, chance = tmp_path / "treasury", Ledger(), random.Random(kind)
    shutil.copytree(template, folder)
    for number in range(KILLS // len(FAULTS)):
        fault = f"{chance.choice(FAULTS[kind])}:{chance.randrange(1, 6)}" if number % 2 else ""
        told = killed("tests.trials.labour", folder, kind, f"{kind} {number}", fault, chance, root)
        print(f"{kind}, kill {number}, {fault or 'at random'}: {told.count('done')} steps acknowledged")
        ledger.read(told)
        with Catalogue.open(folder, schema).closing() as catalogue:
            ledger.compare(catalogue)
            ledger.finish_imports(catalogue)
    with Catalogue.open(folder, schema).closing() as catalogue:
        catalogue.publish_all()
        ledger.compare_all_public(catalogue)


def test_a_killed_server_starts_again_with_what_was_published_meanwhile(template: Path, schema: Schema, tmp_path: Path):
    folder = tmp_path / "treasury"
    shutil.copytree(template, folder)
    with Catalogue.open(folder, schema).closing() as catalogue:
        for number in range(6):
            with served(folder) as (url, process):
                series = f"meanwhile-{number}"
                catalogue.import_records(sample.objects(schema, 5, series), load(series))
                if number % 2:
                    catalogue.publish_all()
                os.kill(process, signal.SIGKILL)
            catalogue.publish_all()
            with served(folder) as (url, _):
                assert httpx2.get(f"{url}/object/{series}-0000003.nt").status_code == 200
                assert series in httpx2.get(f"{url}/search", params={"q": f"{series} 3"}).text
        assert catalogue.verify().store_checked
