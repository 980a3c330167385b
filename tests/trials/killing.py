"""A child that works until it is killed, at random or at a point of its own."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

LONGEST = 15.0  # seconds until a child whose fault never came is killed all the same


def killed(
    module: str, folder: Path, kind: str, seed: str, fault: str, chance: random.Random, root: Path, most: float = 2.0
) -> str:
    """Lets a child work, kills it at random within `most` seconds or at a fault, and gives what it had said."""
    child = subprocess.Popen(
        [sys.executable, "-m", module, str(folder), kind, seed],
        cwd=root,
        env={"PATH": os.environ["PATH"], "KHIZANA_FAULT": fault},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    executioner = threading.Timer(LONGEST if fault else chance.uniform(0, most), child.kill)
    executioner.start()
    told = child.stdout.read()
    if fault and not executioner.is_alive():
        print(f"  {fault} never came")
    executioner.cancel()
    assert child.wait() == -signal.SIGKILL
    child.stdout.close()
    return told
