"""Progress: now and then a line, a bar on a terminal, and never anything on standard output."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

from api.progress import progress

PROGRAM = """
import time
from api.progress import progress
with progress("Importing") as step:
    for done in range(0, 101, 10):
        step(done, 100)
        time.sleep(0.02)
print("done")
"""


def test_where_nobody_watches_a_line_comes_now_and_then(capsys, monkeypatch):
    clock = iter(range(0, 100, 2))
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    with progress("Importing") as step:
        for done in (1_000, 2_000, 3_000, 4_000):
            step(done, 20_000)
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("Importing: 3,000 of 20,000\n")
    assert said.err.count("\n") == 1


def test_an_unknown_total_is_not_invented(capsys, monkeypatch):
    monkeypatch.setattr("api.progress.EVERY", 0)
    with progress("Importing") as step:
        step(1_500, 0)
    assert capsys.readouterr().err == "Importing: 1,500\n"


def test_quick_work_says_nothing(capsys):
    with progress("Importing") as step:
        step(1, 2)
    assert capsys.readouterr() == ("", "")


def test_on_a_terminal_a_bar_moves_and_is_gone_at_the_end(root):
    ours, theirs = pty.openpty()
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "80"}
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, cwd=root, env=environment, stdout=subprocess.PIPE, stderr=theirs, check=True)
    os.close(theirs)
    shown = os.read(ours, 1 << 20).decode()
    os.close(ours)
    assert done.stdout == b"done\n"
    assert "Importing" in shown
    assert "100/100" in shown
    assert "\x1b[2K" in shown
