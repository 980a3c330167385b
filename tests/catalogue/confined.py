"""What runs in the confined children of the tests: says what it may do, or does what it should not."""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from catalogue.confined import address_space, grant_memory

LIMITS = ("RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_CORE", "RLIMIT_FSIZE", "RLIMIT_NOFILE")


def main(arguments: Sequence[str]) -> None:
    """Does what the first argument says."""
    {
        "report": _report,
        "wait": _wait,
        "spin": _spin,
        "fill": _fill,
        "grow": _grow,
        "fail": _fail,
        "echo": lambda: os.write(0, json.dumps(list(arguments)).encode()),
    }[arguments[0]]()


def _report() -> None:
    told = {
        "environment": dict(os.environ),
        "files": dict(_open_files()),
        "limits": {one: resource.getrlimit(getattr(resource, one))[0] for one in LIMITS},
        "no_new_privs": "NoNewPrivs:\t1" in Path("/proc/self/status").read_text("utf-8"),
        "session": os.getsid(0) == os.getpid(),
        "flags": [sys.flags.isolated, sys.flags.no_site],
    }
    os.write(0, json.dumps(told).encode())


def _open_files() -> Iterator[tuple[str, str]]:
    for one in list(Path("/proc/self/fd").iterdir()):
        with suppress(OSError):  # the one that listed them
            yield one.name, str(one.readlink())


def _wait() -> None:
    os.write(0, b"ready")
    time.sleep(600)


def _spin() -> None:
    while True:
        pass


def _fill() -> None:
    sys.stderr.write("x" * 100_000 + "the end")
    sys.stderr.flush()


def _grow() -> None:
    grant_memory(32 << 20)
    before = address_space()
    held = bytearray(16 << 20)
    os.write(0, str(address_space() - before >= len(held)).encode())
    bytearray(64 << 20)


def _fail() -> None:
    raise ValueError("this cannot be read")
