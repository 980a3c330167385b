"""Answers, gzipped for those who take it (RFC 9110, 8.4).

Only what anybody may read: where a page has a secret and repeats what it was asked, its length would tell the secret
letter by letter (BREACH), so nothing behind the doors for staff is compressed, nor what an answer calls private. What
is compressed has other bytes, so its ETag is a weak one: the same thing, not the same octets (RFC 9110, 8.8.1).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.security import PRIVATE

LEAST = 1_000  # bytes; less than that fits into one packet as it is
_LEVEL = 5
_MUCH = 128 << 10  # bytes that are compressed beside the loop
_GZIP = 16 + zlib.MAX_WBITS
_TYPES = re.compile(
    r"text/|application/(?:[\w.-]+\+)?(?:json|xml)\b|application/(?:n-|link-format|javascript)|image/svg\+"
)
_NAMED = re.compile(r"(?:^|,)\s*(?:gzip|\*)\s*(?:;\s*q=([\d.]+)\s*)?(?=,|$)", re.IGNORECASE)


def takes_gzip(headers: Headers) -> bool:
    """Whether the client takes gzip."""
    found = _NAMED.search(headers.get("accept-encoding", "")[:500])
    return found is not None and (found[1] is None or found[1].strip("0.") != "")


def worthwhile(content_type: str, size: int) -> bool:
    """Whether something becomes smaller by it."""
    return size >= LEAST and _TYPES.match(content_type) is not None


def packed(body: bytes) -> bytes:
    """A body, gzipped; the same bytes each time."""
    return zlib.compress(body, _LEVEL, wbits=_GZIP)


def weak(etag: str) -> str:
    """The validator of the same thing in other bytes."""
    return etag if etag.startswith("W/") else f"W/{etag}"


class Compressing:
    """Compresses what is public, worth it, and not compressed already."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http" or scope["path"].startswith(PRIVATE):
            await self._app(scope, receive, send)
            return
        await self._app(scope, receive, _Outgoing(Headers(scope=scope), send).send)


class _Outgoing:
    """One answer on its way; its head waits for the first piece of the body, which may be all there is."""

    def __init__(self, asked: Headers, send: Send) -> None:
        self._asked = asked
        self._send = send
        self._head: Message | None = None
        self._packing: Callable[[bytes, bool], bytes] | None = None

    async def send(self, message: Message) -> None:
        """Passes a message on, compressed if that is to be."""
        if message["type"] == "http.response.start":
            if self._to_pack(message):
                self._head = message
                self._packing = _packing()
                return
        elif message["type"] == "http.response.body" and self._packing is not None:
            message = await self._pack(message, self._packing)
        await self._send(message)

    def _to_pack(self, message: Message) -> bool:
        """Whether this is compressed; says to caches what that depends on."""
        headers = MutableHeaders(scope=message)
        if "private" in headers.get("cache-control", "") or message["status"] in (204, 206):
            return False
        if message["status"] == 304:
            _varies(headers)
            if "W/" in self._asked.get("if-none-match", "") and "etag" in headers:
                headers["etag"] = weak(headers["etag"])
            return False
        if not worthwhile(headers.get("content-type", ""), int(headers.get("content-length", LEAST))):
            return False
        _varies(headers)
        return "content-encoding" not in headers and takes_gzip(self._asked)

    async def _pack(self, message: Message, packing: Callable[[bytes, bool], bytes]) -> Message:
        body, more = message.get("body", b""), message.get("more_body", False)
        if self._head is not None and not body and not more:  # a HEAD that was answered without a body
            await self._begin(None)
            return message
        made = await run_in_threadpool(packing, body, more) if len(body) > _MUCH else packing(body, more)
        if self._head is not None:
            await self._begin(None if more else len(made))
        return {**message, "body": made}

    async def _begin(self, size: int | None) -> None:
        assert self._head is not None
        headers = MutableHeaders(scope=self._head)
        headers["content-encoding"] = "gzip"
        if "etag" in headers:
            headers["etag"] = weak(headers["etag"])
        for name in ("accept-ranges", "content-length"):
            if name in headers:
                del headers[name]
        if size is not None:
            headers["content-length"] = str(size)
        head, self._head = self._head, None
        await self._send(head)


def _varies(headers: MutableHeaders) -> None:
    if "accept-encoding" not in headers.get("vary", "").lower():
        headers.add_vary_header("Accept-Encoding")


def _packing() -> Callable[[bytes, bool], bytes]:
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)

    def pack(body: bytes, more: bool) -> bytes:  # as ASGI has it
        return packer.compress(body) + (b"" if more else packer.flush())

    return pack
