"""A server of a catalogue, in a process of its own, for tests that ask over HTTP."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def served(catalogue: Path, fault: str = "", before: Callable[[], None] | None = None) -> Iterator[tuple[str, int]]:
    """Its URL without the last slash, and the id of its process; stopped at the end.

    `fault` is a point at which it kills itself (catalogue/faults.py), `before` is called in its process first.
    """
    environment = os.environ | {"KHIZANA_FAULT": fault}
    program = [sys.executable, "-c", "from api.cli import main; main()"]
    command = [*program, "serve", "--data", str(catalogue.resolve()), "--port", "0"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environment, preexec_fn=before  # noqa: PLW1509
    ) as server:
        try:
            assert server.stdout is not None
            said = server.stdout.readline()
            found = re.search(r"http://\S+(?=/\n)", said)
            assert found, said
            yield found.group(), server.pid
        finally:
            server.terminate()
