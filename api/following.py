"""While the server runs it owns the public stores: it follows the log, and hands queries fresh checkpoints.

What another process publishes or withdraws is seen here within the pause of the loop.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from catalogue.catalogue import Catalogue
from catalogue.errors import CatalogueBusy, KhizanaError
from catalogue.projections.public_side import PublicSide
from catalogue.settings import Settings
from catalogue.sparql.limits import Limits
from catalogue.sparql.pool import QueryPool

PAUSE = 0.3  # seconds between two looks at the log
PATIENCE = 30.0  # seconds to wait for a command that holds the stores for a moment

_log = logging.getLogger("khizana.following")


@asynccontextmanager
async def following(catalogue: Catalogue, settings: Settings) -> AsyncIterator[QueryPool]:
    """Owns the stores and follows the log; gives the pool that answers queries on its checkpoints."""
    side = await asyncio.to_thread(_owned, catalogue)
    pool = QueryPool(_limits(settings), size=settings.query_workers)
    try:
        await asyncio.to_thread(side.follow)
        checkpoint, generation = await asyncio.to_thread(side.checkpoint)
        await pool.follow(checkpoint, generation)
        await pool.start()
        loop = asyncio.create_task(_follow(catalogue, side, pool))
        try:
            yield pool
        finally:
            loop.cancel()
            with suppress(asyncio.CancelledError):
                await loop
    finally:
        await pool.close()
        await asyncio.to_thread(side.close)


async def _follow(catalogue: Catalogue, side: PublicSide, pool: QueryPool) -> None:
    while True:
        await asyncio.sleep(PAUSE)
        try:
            if await asyncio.to_thread(_catch_up, catalogue, side):
                await pool.follow(*await asyncio.to_thread(side.checkpoint))
        except (KhizanaError, OSError) as error:
            _log.error("The public stores could not follow the log: %s", error)
            await asyncio.sleep(PAUSE * 10)


def _catch_up(catalogue: Catalogue, side: PublicSide) -> bool:
    asked = catalogue.requests()
    if asked:
        side.rebuild()
        catalogue.fulfilled(asked)
        return True
    return side.follow()


def _owned(catalogue: Catalogue) -> PublicSide:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return catalogue.own_public_side()
        except CatalogueBusy:
            if time.monotonic() > until:
                raise CatalogueBusy(
                    "This catalogue is already being served by another process.", "Stop that one first."
                ) from None
            time.sleep(0.1)


def _limits(settings: Settings) -> Limits:
    return Limits(seconds=settings.query_seconds, memory_bytes=settings.query_memory, bytes=settings.query_answer)
