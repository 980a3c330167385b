"""The start of a confined child: it lays limits on itself before it imports anything that reads what a stranger wrote.

`catalogue.confinement` runs this file as a script, in a fresh interpreter: it confines the process, then calls
`main(arguments)` of the module it was asked for. It imports as little as it can, as a query may wait for it.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import resource
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38  # linux/prctl.h


def confine(*, parent: int, memory_bytes: int, cpu_seconds: int | None, file_bytes: int, open_files: int) -> None:
    """Lays the limits on this very process; there is no way back.

    A kernel filter of system calls belongs at the end of this function: whatever is imported later runs
    behind it.
    """
    _tie_to(parent)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, file_bytes)
    _limit(resource.RLIMIT_NOFILE, open_files)
    _limit(resource.RLIMIT_AS, memory_bytes)
    if cpu_seconds is not None:
        _limit(resource.RLIMIT_CPU, cpu_seconds)


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
        file = os.open("/proc/self/statm", os.O_RDONLY)
    except OSError:
        return 0
    try:
        return int(os.read(file, 100).split()[0]) * resource.getpagesize()
    finally:
        os.close(file)


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
    confine(parent=told["parent"], **told["limits"])
    sys.path[:0] = told["path"]
    importlib.import_module(told["module"]).main(arguments)


if __name__ == "__main__":
    _enter(sys.argv[1], sys.argv[2:])
