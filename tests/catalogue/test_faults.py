"""Faults: a kill where one was asked for, and nowhere else."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

PROGRAM = """
from catalogue.faults import point
for n in range(4):
    point("a")
    point("b")
    print(n, flush=True)
"""


@pytest.mark.parametrize(
    ("asked", "code", "said"),
    [
        (None, 0, "0 1 2 3"),
        ("", 0, "0 1 2 3"),
        ("b:3", -9, "0 1"),
        ("a", -9, ""),
        ("c", 0, "0 1 2 3"),
    ],
)
def test_a_fault_kills_at_the_named_point_only(root, asked, code, said):
    environment = {"PATH": os.environ["PATH"]} | ({} if asked is None else {"KHIZANA_FAULT": asked})
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.split()) == (code, said.split())
