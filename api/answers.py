"""Answers with an ETag, and a bounded store of rendered pages.

A page is kept under the position of the public log and of the search index from which it was
made, so that nothing that was published or withdrawn since can be answered from the store.

`Last-Modified` is a whole second. Within the second in which something changed it may change again, so until that is
over an earlier one is said, and `If-Modified-Since` is not heard: 304 always means that nothing is new.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from functools import cached_property
from hashlib import sha256

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.compression import packed, takes_gzip, weak, worthwhile
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
        return len(self.body) + len(self.body) // 4 + 1024

    def etag(self) -> str:
        """A strong validator: the hash of the bytes that are sent (RFC 9110, 8.8.3)."""
        return self._etag

    @cached_property
    def packed(self) -> bytes | None:
        """The body gzipped, if that is worth it."""
        return packed(self.body) if worthwhile(self.content_type, len(self.body)) else None

    def send(self, request: Request) -> Response:
        """The response, or 304 where the client has it already; gzipped for those who take it."""
        body = self.packed if takes_gzip(request.headers) else None
        headers = {
            "Cache-Control": "no-cache",
            "Vary": "Accept, Accept-Language, Cookie",
            **self.headers,
            "ETag": weak(self.etag()) if body is not None else self.etag(),
        }
        if self.updated is not None:
            headers["Last-Modified"] = last_modified(self.updated)
        if self.status == 200 and unchanged(request, self.etag(), self.updated):
            return Response(status_code=304, headers=headers)
        if body is not None:
            headers["Content-Encoding"] = "gzip"
        response = Response(body or self.body, self.status, headers | {"Content-Type": self.content_type})
        remember(request, response)
        return response

    @cached_property
    def _etag(self) -> str:
        return f'"{sha256(self.body).hexdigest()[:32]}"'


class KeptAnswers:
    """Rendered pages by address, language and positions; at most `limit` bytes."""

    def __init__(self, limit: int = 32 << 20) -> None:
        self._held: Bounded[PageKey, Answer] = Bounded(limit, lambda answer: answer.weight)

    def get(self, request: Request, make: Callable[[], Answer], asked: int = 0, form: str = "") -> Answer:
        """The answer for this request, made if it is not held; `asked` numbers the query answers it is made of.

        `form` names the form that was negotiated, where an address has several.
        """
        key = _key(request, asked, form)
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


def _key(request: Request, asked: int, form: str = "") -> PageKey:
    state = request.app.state
    (position, time), indexed = state.log.last(), state.index.position()
    request.state.public_time = time if indexed >= position else None
    return (chosen(request).code, f"{form} {request.url}", position, indexed, asked)


def public_time(request: Request) -> datetime | None:
    """When what is public was changed last, which is as old as a page that names other records can be at least.

    None while the search index has not come so far. To be asked before the page is made.
    """
    if not hasattr(request.state, "public_time"):
        _key(request, 0)
    found: datetime | None = request.state.public_time
    return found


def last_modified(updated: datetime) -> str:
    """A time as `Last-Modified` says it: never one of the present second."""
    said = min(_second(updated), _second(datetime.now(UTC)) - timedelta(seconds=1))
    return format_datetime(said, usegmt=True)


def unchanged(request: Request, etag: str, updated: datetime | None = None) -> bool:
    """Whether the client has it already: by its ETag, else by the time (RFC 9110, 13.2.2)."""
    named = request.headers.get("if-none-match")
    if named is not None:
        return matches(named, etag)
    since = _date(request.headers.get("if-modified-since"))
    if since is None or updated is None or request.method not in ("GET", "HEAD"):
        return False
    return _second(updated) <= since and _second(updated) < _second(datetime.now(UTC))


def _second(time: datetime) -> datetime:
    return time.astimezone(UTC).replace(microsecond=0)


def _date(said: str | None) -> datetime | None:
    """The date of a header; None for anything else."""
    try:
        read = parsedate_to_datetime(said[:100]) if said else None
    except ValueError:
        return None
    return read.replace(tzinfo=UTC) if read is not None and read.tzinfo is None else read


def matches(header: str | None, etag: str) -> bool:
    """Whether If-None-Match names the ETag (weak comparison, RFC 9110, 13.1.2)."""
    if header is None:
        return False
    return any(one.strip().removeprefix("W/") in (etag, "*") for one in header.split(","))
