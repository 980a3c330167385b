"""Answers with an ETag, and a bounded store of rendered pages.

A page is kept under the position of the public log and of the search index from which it was
made, so that nothing that was published or withdrawn since can be answered from the store.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from hashlib import sha256

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.languages import chosen, remember
from catalogue.bounded import Bounded

PageKey = tuple[str, str, int, int, int]


@dataclass(frozen=True)
class Answer:
    """A representation, ready to send."""

    body: bytes
    content_type: str
    updated: datetime | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200

    @property
    def weight(self) -> int:
        """Bytes held in memory."""
        return len(self.body) + 1024

    def etag(self) -> str:
        """A strong validator: the hash of the bytes that are sent (RFC 9110, 8.8.3)."""
        return f'"{sha256(self.body).hexdigest()[:32]}"'

    def send(self, request: Request) -> Response:
        """The response, or 304 where the client has it already."""
        headers = {
            "Cache-Control": "no-cache",
            "Vary": "Accept, Accept-Language, Cookie",
            **self.headers,
            "ETag": self.etag(),
        }
        if self.updated is not None:
            headers["Last-Modified"] = format_datetime(self.updated, usegmt=True)
        if self.status == 200 and matches(request.headers.get("if-none-match"), headers["ETag"]):
            return Response(status_code=304, headers=headers)
        response = Response(self.body, self.status, headers | {"Content-Type": self.content_type})
        remember(request, response)
        return response


class KeptAnswers:
    """Rendered pages by address, language and positions; at most `limit` bytes."""

    def __init__(self, limit: int = 32 << 20) -> None:
        self._held: Bounded[PageKey, Answer] = Bounded(limit, lambda answer: answer.weight)

    def get(self, request: Request, make: Callable[[], Answer], asked: int = 0) -> Answer:
        """The answer for this request, made if it is not held; `asked` numbers the query answers it is made of."""
        key = _key(request, asked)
        held = self._held.get(key)
        if held is None:
            held = make()
            self._held.put(key, held)
        return held

    async def later(self, request: Request, make: Callable[[], Awaitable[Answer]], asked: int) -> Answer:
        """The same for an answer that has to be waited for."""
        key = await run_in_threadpool(_key, request, asked)
        held = self._held.get(key)
        if held is None:
            held = await make()
            self._held.put(key, held)
        return held


def _key(request: Request, asked: int) -> PageKey:
    state = request.app.state
    positions = state.log.position(), state.index.position()
    return (chosen(request).code, str(request.url), *positions, asked)


def matches(header: str | None, etag: str) -> bool:
    """Whether If-None-Match names the ETag (weak comparison, RFC 9110, 13.1.2)."""
    if header is None:
        return False
    return any(one.strip().removeprefix("W/") in (etag, "*") for one in header.split(","))
