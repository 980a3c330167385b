"""The garbage collector, kept away from what lives as long as the process."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def spared() -> Iterator[None]:
    """What is alive now is not walked meanwhile: an import makes millions of objects, and each batch of them a walk."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
