from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from catalogue.confinement import Confinement, confined_command, start

MODULE = "tests.catalogue.confined"


@pytest.fixture
def begun():
    """Starts confined children, and sees them off."""
    children = []

    def begin(what, **limits):
        child = start(MODULE, Confinement(**limits), (what,))
        children.append(child)
        return child

    yield begin
    for child in children:
        child.kill()
        child.process.wait()
        child.close()


def told(child):
    child.channel.settimeout(20)
    pieces = []
    while piece := child.channel.recv(65_536):
        pieces.append(piece)
    return b"".join(pieces)


def test_a_child_has_no_environment_no_files_and_its_limits(begun):
    child = begun("report", memory_bytes=1 << 30, cpu_seconds=7, file_bytes=5000, open_files=40)
    report = json.loads(told(child))
    assert set(report["environment"]) <= {"LC_CTYPE"}, "which Python itself sets"
    assert sorted(report["files"]) == ["0", "1", "2"]
    assert report["files"]["0"].startswith("socket:")
    assert report["files"]["1"] == "/dev/null"
    assert report["limits"] == {
        "RLIMIT_AS": 1 << 30,
        "RLIMIT_CPU": 7,
        "RLIMIT_CORE": 0,
        "RLIMIT_FSIZE": 5000,
        "RLIMIT_NOFILE": 40,
    }
    assert report["no_new_privs"]
    assert report["session"], "it leads a process group of its own"
    assert report["flags"] == [1, 1]


def test_arguments_reach_the_child_as_they_are(begun):
    child = start(MODULE, Confinement(), ("echo", "two words", "لوح", "--flag"))
    try:
        assert json.loads(told(child)) == ["echo", "two words", "لوح", "--flag"]
    finally:
        child.kill()
        child.process.wait()
        child.close()


def test_a_descriptor_of_ours_is_not_handed_on(begun, tmp_path):
    with (tmp_path / "secret").open("w") as secret, socket.socket() as listening:
        os.set_inheritable(secret.fileno(), True)
        os.set_inheritable(listening.fileno(), True)
        report = json.loads(told(begun("report")))
    assert sorted(report["files"]) == ["0", "1", "2"]


def test_a_child_that_uses_its_processor_time_is_killed_by_the_kernel(begun):
    child = begun("spin", cpu_seconds=1)
    assert child.process.wait(30) in (-signal.SIGXCPU, -signal.SIGKILL)


def test_a_child_cannot_write_more_than_allowed(begun):
    child = begun("fill", file_bytes=2000)
    assert told(child) == b""
    child.process.wait(20)
    child.errors.seek(0, os.SEEK_END)
    assert child.errors.tell() <= 2000


def test_memory_may_be_granted_beyond_what_is_held_and_no_more(begun):
    child = begun("grow", memory_bytes=2 << 30)
    assert told(child) == b"True"
    assert child.process.wait(20) == 1
    assert "MemoryError" in child.last_words()


def test_the_last_words_are_kept_for_our_log(begun):
    child = begun("fail")
    assert child.process.wait(20) == 1
    assert child.last_words().endswith("ValueError: this cannot be read")


def test_killing_ends_a_child_at_once_and_twice_does_no_harm(begun):
    child = begun("wait")
    assert child.reap() is None
    child.kill()
    assert child.process.wait(20) == -signal.SIGKILL
    child.kill()
    assert child.reap() == -signal.SIGKILL


def test_a_child_may_be_sent_to_the_end_of_the_line(begun):
    child = begun("wait")
    child.channel.recv(10)
    child.yield_processor()
    assert os.getpriority(os.PRIO_PROCESS, child.process.pid) > os.getpriority(os.PRIO_PROCESS, 0)
    child.kill()
    child.process.wait()
    child.yield_processor()


PARENT = """
import sys, time
sys.path[:0] = {path!r}
from catalogue.confinement import Confinement, start
child = start("tests.catalogue.confined", Confinement(), ("wait",))
child.channel.recv(100)
print(child.process.pid, flush=True)
time.sleep(600)
"""


def test_no_child_survives_its_parent(root):
    code = PARENT.format(path=[str(root), *sys.path])
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.kill()
        parent.wait()
        deadline = time.monotonic() + 20
        while _alive(pid):
            assert time.monotonic() < deadline, "the orphan lives"
            time.sleep(0.01)


def _alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_the_command_runs_without_our_environment_from_anywhere(tmp_path):
    command = confined_command(MODULE, Confinement(), ("fail",))
    done = subprocess.run(command, env={}, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "ValueError: this cannot be read" in done.stderr
    assert done.returncode == 1
