"""What is slow on purpose, a few at a time in threads of its own: who hammers at the door does not slow the house."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from starlette.exceptions import HTTPException

Result = TypeVar("Result")
WAITING = 20


class Slowly:
    """Runs work on half of the processors; what would have to wait for too many others is refused at once."""

    def __init__(self, at_once: int = max(1, (os.cpu_count() or 2) // 2), waiting: int = WAITING) -> None:
        self._threads = ThreadPoolExecutor(at_once, "slowly")
        self._most = at_once + waiting
        self._running = 0

    async def run(self, work: Callable[[], Result]) -> Result:
        """What the work gives; raises HTTPException 503 where too much waits already."""
        if self._running >= self._most:
            raise HTTPException(503, headers={"Retry-After": "10"})
        self._running += 1
        try:
            return await asyncio.wrap_future(self._threads.submit(work))
        finally:
            self._running -= 1

    def close(self) -> None:
        """Lets go of the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)
