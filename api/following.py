"""While the server runs it owns the stores: each side follows its log, and queries get checkpoints of the public one.

What this process writes is seen at once by the working side; what another one publishes or withdraws, within the pause
of the loop.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress

from catalogue.catalogue import Catalogue
from catalogue.errors import CatalogueBusy, KhizanaError
from catalogue.projections.stores import Stores
from catalogue.projections.working_side import WorkingSide
from catalogue.settings import Settings
from catalogue.sparql.limits import Limits
from catalogue.sparql.pool import QueryPool

PAUSE = 0.3  # seconds between two looks at a log
BREATH = 0.05  # seconds in which whoever has just written gets the answer first
PATIENCE = 30.0  # seconds to wait for a command that holds the stores for a moment

_log = logging.getLogger("khizana.following")


@asynccontextmanager
async def following(catalogue: Catalogue, settings: Settings) -> AsyncIterator[QueryPool]:
    """Owns the stores and follows the logs; gives the pool that answers queries on checkpoints."""
    stores = await asyncio.to_thread(_owned, catalogue)
    pool = QueryPool(_limits(settings), size=settings.query_workers)
    try:
        await asyncio.to_thread(stores.follow)
        checkpoint, generation = await asyncio.to_thread(stores.public.checkpoint)
        await pool.follow(checkpoint, generation)
        await pool.start()
        async with AsyncExitStack() as running:
            await running.enter_async_context(_running(_follow(catalogue, stores, pool)))
            await running.enter_async_context(_following_writes(catalogue, stores.working))
            yield pool
    finally:
        await pool.close()
        await asyncio.to_thread(stores.close)


async def _follow(catalogue: Catalogue, stores: Stores, pool: QueryPool) -> None:
    while True:
        await asyncio.sleep(PAUSE)
        try:
            if await asyncio.to_thread(_catch_up, catalogue, stores):
                await pool.follow(*await asyncio.to_thread(stores.public.checkpoint))
        except (KhizanaError, OSError) as error:
            _log.error("The public stores could not follow the log: %s", error)
            await asyncio.sleep(PAUSE * 10)


async def _follow_working(side: WorkingSide, written: asyncio.Event) -> None:
    while True:
        with suppress(TimeoutError):
            await asyncio.wait_for(written.wait(), PAUSE)
            await asyncio.sleep(BREATH)
        written.clear()
        try:
            await asyncio.to_thread(side.follow)
        except (KhizanaError, OSError) as error:
            _log.error("The working stores could not follow the journal: %s", error)
            await asyncio.sleep(PAUSE * 10)


@asynccontextmanager
async def _following_writes(catalogue: Catalogue, side: WorkingSide) -> AsyncIterator[None]:
    """Follows the journal whenever this process has written, and after each pause."""
    loop, written = asyncio.get_running_loop(), asyncio.Event()

    def tell() -> None:
        loop.call_soon_threadsafe(written.set)

    with catalogue.database.heard_by(tell):
        async with _running(_follow_working(side, written)):
            yield


@asynccontextmanager
async def _running(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Meanwhile the work goes on; at the end it is stopped, and waited for."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def _catch_up(catalogue: Catalogue, stores: Stores) -> bool:
    asked = catalogue.requests()
    if asked:
        stores.rebuild()
        catalogue.fulfilled(asked)
        return True
    return stores.public.follow()


def _owned(catalogue: Catalogue) -> Stores:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return catalogue.own_stores()
        except CatalogueBusy:
            if time.monotonic() > until:
                raise CatalogueBusy(
                    "This catalogue is already being served by another process.", "Stop that one first."
                ) from None
            time.sleep(0.1)


def _limits(settings: Settings) -> Limits:
    return Limits(seconds=settings.query_seconds, memory_bytes=settings.query_memory, bytes=settings.query_answer)
