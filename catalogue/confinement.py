"""Starting a child process that may not harm us: other people's queries and files are read in one.

The child is spawned, never forked: a fresh interpreter with an empty environment, no descriptor but the
channel, and limits that it lays on itself before it imports anything that reads what a stranger wrote.
Run as a script this file is that start: it confines the process, then calls `main(arguments)` of the
module it was asked for.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import resource
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

_ROOT = Path(__file__).resolve().parent.parent
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38  # linux/prctl.h
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
        """Lets everybody else go first; there is no way back."""
        if self.process.poll() is None:
            with suppress(ProcessLookupError, PermissionError):
                os.setpriority(os.PRIO_PGRP, self.process.pid, _LAST_IN_LINE)

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
    return [sys.executable, "-I", "-S", "-B", __file__, json.dumps(orders), *arguments]


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


def confine(limits: Confinement, parent: int) -> None:
    """Lays the limits on this very process; there is no way back.

    A kernel filter of system calls belongs at the end of this function: whatever is imported later runs
    behind it.
    """
    _tie_to(parent)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, limits.file_bytes)
    _limit(resource.RLIMIT_NOFILE, limits.open_files)
    _limit(resource.RLIMIT_AS, limits.memory_bytes)
    if limits.cpu_seconds is not None:
        _limit(resource.RLIMIT_CPU, limits.cpu_seconds)


def grant_memory(more: int) -> None:
    """Lets this process take so many bytes of address space beyond what it holds now, or fewer if its limit says so."""
    _limit(resource.RLIMIT_AS, address_space() + more)


def grant_cpu(seconds: int) -> None:
    """Lets this process use so many seconds of processor time from now on, or be killed by the kernel."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + seconds + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    with suppress(ValueError):  # above the hard limit, which then holds
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def address_space() -> int:
    """Bytes of address space this process holds (proc(5), statm); 0 where the system does not say."""
    try:
        pages = Path("/proc/self/statm").read_text("ascii").split()[0]
    except OSError:
        return 0
    return int(pages) * resource.getpagesize()


def _limit(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    least = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (least, least))


def _tie_to(parent: int) -> None:
    """Dies with the parent, and gains no privilege by running something else (prctl(2))."""
    if sys.platform != "linux":
        return
    library = ctypes.CDLL(None, use_errno=True)
    for option, value in ((_PR_SET_PDEATHSIG, signal.SIGKILL), (_PR_SET_NO_NEW_PRIVS, 1)):
        if library.prctl(option, value, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl refused")
    if os.getppid() != parent:  # it died before we asked
        os._exit(1)


def _enter(orders: str, arguments: Sequence[str]) -> None:
    told = json.loads(orders)
    confine(Confinement(**told["limits"]), told["parent"])
    sys.path[:0] = told["path"]
    importlib.import_module(told["module"]).main(arguments)


if __name__ == "__main__":
    _enter(sys.argv[1], sys.argv[2:])
