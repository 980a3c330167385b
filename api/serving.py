"""Serving over HTTP: one process, uvicorn on uvloop and httptools, said to be ready when it is."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from types import FrameType

import uvicorn
import uvloop
from starlette.applications import Starlette

from catalogue.errors import KhizanaError

GRACE = 10  # seconds that open requests have once the server was asked to stop


def bound(host: str, port: int) -> socket.socket:
    """A socket that holds the address but does not listen yet; port 0 takes a free one.

    Raises KhizanaError where the address is taken or is not this machine's.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with ExitStack() as undone:
            held = undone.enter_context(socket.socket(family, kind, protocol))
            held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            held.bind(address)
            undone.pop_all()
        return held
    except OSError as error:
        said = f"{host}:{port} cannot be served on: {error.strerror or error}."
        raise KhizanaError(said, "Choose another with --host and --port.") from None


def address_of(held: socket.socket, host: str) -> str:
    """The URL under which a bound socket is reached."""
    shown = "localhost" if host in ("0.0.0.0", "::") else host  # noqa: S104  # compared, not bound
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{held.getsockname()[1]}/"


def serve(app: Starlette, held: socket.socket, ready: Callable[[], None]) -> None:
    """Serves until SIGINT or SIGTERM, then lets open requests finish; calls `ready` once listening.

    Raises what the application raises while starting.
    """
    config = uvicorn.Config(
        app,
        http="httptools",
        ws="none",
        lifespan="off",  # entered below, so that what it raises is told in one line
        access_log=False,
        server_header=False,
        proxy_headers=False,
        log_level="warning",
        timeout_graceful_shutdown=GRACE,
    )
    with (
        suppress(KeyboardInterrupt),
        _interruptible(),
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        runner.run(_until_stopped(app, _Server(config, ready), held))


async def _until_stopped(app: Starlette, server: uvicorn.Server, held: socket.socket) -> None:
    async with app.router.lifespan_context(app):
        with suppress(KeyboardInterrupt):  # uvicorn repeats the signal once it has stopped
            await server.serve(sockets=[held])


class _Server(uvicorn.Server):
    """uvicorn's server, which says when it listens."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listens, and says so."""
        await super().startup(sockets=sockets)
        self._ready()


@contextmanager
def _interruptible() -> Iterator[None]:
    """SIGTERM and SIGINT both raise KeyboardInterrupt, until uvicorn takes them over and after it gave them back."""
    earlier = {number: signal.signal(number, _interrupt) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
