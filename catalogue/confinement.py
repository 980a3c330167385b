"""Starting a child process that may not harm us: other people's queries and files are read in one.

The child is spawned, never forked: a fresh interpreter with an empty environment, no descriptor but the
channel, and limits that it lays on itself (`confined.py`) before it reads anything that a stranger wrote.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from catalogue import confined

_ROOT = Path(__file__).resolve().parent.parent
_LAST_WORDS = 4096
_LAST_IN_LINE = 15  # of 19, see nice(1)


@dataclass(frozen=True)
class Confinement:
    """What a child may use: address space, processor time, the size of a file it writes, descriptors."""

    memory_bytes: int = 1 << 30
    cpu_seconds: int | None = None
    file_bytes: int = 1 << 16
    open_files: int = 512


@dataclass(frozen=True)
class Confined:
    """A running child, our end of the channel to it (its standard input), and where its errors go."""

    process: subprocess.Popen[bytes]
    channel: socket.socket
    errors: IO[bytes]

    def kill(self) -> None:
        """Ends the child and whatever it started, at once; harmless if it is gone. `reap` it later."""
        if self.process.poll() is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def yield_processor(self) -> None:
        """Lets everybody else go first; there is no way back.

        A session has a share of its own where the kernel groups by session (sched(7), autogroup): then that is
        what must be niced.
        """
        if self.process.poll() is None:
            with suppress(OSError):
                os.setpriority(os.PRIO_PGRP, self.process.pid, _LAST_IN_LINE)
            with suppress(OSError):
                Path(f"/proc/{self.process.pid}/autogroup").write_text(str(_LAST_IN_LINE), "ascii")

    def reap(self) -> int | None:
        """The exit status (negative: the signal) once the child is gone, else None."""
        return self.process.poll()

    def last_words(self) -> str:
        """What the child wrote to standard error, its end; for our own log, never for a client."""
        self.errors.seek(0, os.SEEK_END)
        self.errors.seek(max(0, self.errors.tell() - _LAST_WORDS))
        return self.errors.read().decode("utf-8", "backslashreplace").strip()

    def close(self) -> None:
        """Lets go of our ends; a child that waits for a request ends by itself."""
        self.channel.close()
        self.errors.close()


def confined_command(module: str, limits: Confinement, arguments: Sequence[str] = ()) -> list[str]:
    """The command line that runs `main(arguments)` of a module of ours under limits.

    It works from a checkout, an editable install and site-packages alike, as the child is given our own
    search path; `-I -S` keeps everything else out.
    """
    path = [str(_ROOT), *(entry for entry in sys.path if Path(entry).is_absolute())]
    orders = {"module": module, "limits": asdict(limits), "parent": os.getpid(), "path": path}
    return [sys.executable, "-I", "-S", "-B", confined.__file__, json.dumps(orders), *arguments]


def start(module: str, limits: Confinement, arguments: Sequence[str] = ()) -> Confined:
    """Starts a confined child whose standard input is a socket to us.

    Call it from a thread that lives as long as the child may: the kernel kills the child with the thread
    that started it, so that no orphan survives us.
    """
    ours, theirs = socket.socketpair()
    errors = tempfile.TemporaryFile()  # noqa: SIM115  # Confined.close closes it
    with theirs:
        process = subprocess.Popen(
            confined_command(module, limits, arguments),
            env={},
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=errors,
            close_fds=True,
            cwd="/",
            start_new_session=True,
        )
    return Confined(process, ours, errors)
