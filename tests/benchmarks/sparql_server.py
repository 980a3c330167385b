"""Our endpoint alone, on a checkpoint: arguments are its folder, a port, and limits as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware

from api import sparql
from api.security import Doorkeeper, security_headers
from api.serving import bound, serve
from catalogue.sparql.limits import Limits
from catalogue.sparql.pool import QueryPool


def main(checkpoint: Path, port: int, limits: Limits) -> None:
    """Serves until it is stopped."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        pool = app.state.sparql = QueryPool(limits)
        await pool.start()
        await pool.follow(checkpoint, 1)
        yield
        await pool.close()

    door = Middleware(Doorkeeper, hosts=["*"], headers=security_headers())
    app = Starlette(routes=list(sparql.routes), middleware=[door], lifespan=lifespan)
    serve(app, bound("127.0.0.1", port), lambda: None)


if __name__ == "__main__":
    said = json.loads(sys.argv[3]) if len(sys.argv) > 3 else {}
    main(Path(sys.argv[1]), int(sys.argv[2]), Limits(**said))
