"""Killed at the seams of undo, delete, merge, restore and erase: whole before or whole after, and it can go on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from catalogue.catalogue import Catalogue
from catalogue.namespaces import SHAPES
from catalogue.shape_files import read_schema
from tests.catalogue.making import BASE, LOAN

pytestmark = pytest.mark.trial

ROOT = Path(__file__).resolve().parents[3]
ACTS = {
    "delete": "life.delete([O1], who='Nadia')",
    "merge": "life.merge(P1, P2, who='Nadia')",
    "restore": "life.restore(O1, first, who='Nadia')",
    "undo": "life.undo(Target(change=5), who='Nadia')",
    "erase": "life.erase([O1], who='Nadia', reason='asked')",
}
_CHILD = """
import sys
from pathlib import Path
from catalogue.catalogue import Catalogue
from catalogue.life import Target
from catalogue.namespaces import SHAPES
from catalogue.shape_files import read_schema
folder, loan, base, act = sys.argv[1:]
O1, P1, P2 = (base + path for path in ("/object/o1", "/person/p1", "/person/p2"))
catalogue = Catalogue.open(Path(folder), read_schema(SHAPES, further=[Path(loan)]))
life, first = catalogue.life, catalogue.history.versions(O1)[-1].id
exec(act)
"""


@pytest.fixture
def worked(room):
    room.jug(note="second")
    room.publish("/concept/clay", "/person/p1", "/person/p2", "/object/o1")
    return room


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("moment", ["committing", "committed"])
def test_death_at_a_seam_leaves_all_or_nothing(worked, act, moment):
    before = worked.all()
    folder = worked.catalogue.settings.data
    worked.catalogue.close()
    words = [sys.executable, "-c", _CHILD, str(folder), str(LOAN), BASE, ACTS[act]]
    fault = {**os.environ, "KHIZANA_FAULT": f"{act}.{moment}", "PYTHONPATH": str(ROOT)}
    assert subprocess.run(words, env=fault, check=False, capture_output=True).returncode == -9
    with Catalogue.open(folder, read_schema(SHAPES, further=[LOAN])).closing() as again:
        again.follow()
        again.verify()
        worked.catalogue = again
        assert (worked.all() == before) == (moment == "committing")
    plain = {k: v for k, v in os.environ.items() if k != "KHIZANA_FAULT"} | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(words, env=plain, check=False, capture_output=True, text=True)
    if moment == "committing":
        assert done.returncode == 0, done.stderr
        with Catalogue.open(folder, read_schema(SHAPES, further=[LOAN])).closing() as again:
            again.verify()


def test_an_undo_that_died_when_only_its_end_was_missing_is_ended_the_next_time(worked):
    """Else its group would stay open for ever, and what it wrote could never be published."""
    folder = worked.catalogue.settings.data
    worked.catalogue.close()
    words = [sys.executable, "-c", _CHILD, str(folder), str(LOAN), BASE, ACTS["undo"]]
    fault = {**os.environ, "KHIZANA_FAULT": "undo.closing", "PYTHONPATH": str(ROOT)}
    assert subprocess.run(words, env=fault, check=False, capture_output=True).returncode == -9
    with Catalogue.open(folder, read_schema(SHAPES, further=[LOAN])).closing() as again:
        worked.catalogue = again
        assert len(again.open_imports()) == 1
        done = worked.undo(5)
        assert (done.changed, done.left) == (0, ())
        assert again.open_imports() == []
