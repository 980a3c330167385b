"""Readers that behave badly, for a confined child to run."""

from __future__ import annotations

import os
import time

from catalogue.errors import UnreadableFile


def runs_into_an_error(path, schema):
    yield from ()
    raise UnreadableFile(f"{path.name} is no good.", "Mend it.")


def breaks_down(path, schema):
    yield from ()
    os.abort()


def raises(path, schema):
    yield from ()
    raise LookupError("what now")


def eats_memory(path, schema):
    yield from ()
    bytearray(1 << 40)


def never_ends(path, schema):
    yield from ()
    time.sleep(60)


def sends_nonsense(path, schema):
    yield from ()
    os.write(0, b"\x00" * 7 + b"\x04{}{}")
    time.sleep(60)
