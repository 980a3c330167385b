"""Points at which a trial may kill this process, as a power cut would: nothing unless asked for.

`KHIZANA_FAULT=journal.committed:3` kills the third time that `point("journal.committed")` comes.
The points stand at the seams of a write path, never inside a loop over triples.
"""

from __future__ import annotations

import itertools
import os
import signal
from collections.abc import Callable


def _nothing(_name: str) -> None:
    return


def _armed(wanted: str) -> Callable[[str], None]:
    name, _, nth = wanted.partition(":")
    reached = itertools.count(1)

    def kill(here: str) -> None:
        if here == name and next(reached) == int(nth or 1):
            os.kill(os.getpid(), signal.SIGKILL)

    return kill


point = _armed(os.environ["KHIZANA_FAULT"]) if os.environ.get("KHIZANA_FAULT") else _nothing
