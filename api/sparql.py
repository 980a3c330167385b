"""The SPARQL endpoint: the query operation of the SPARQL 1.1 Protocol.

https://www.w3.org/TR/sparql11-protocol/#query-operation

A bare ASGI application, as every microsecond here is one that a query pays. A person with a browser gets
a page (`sparql_page.py`); a program that asks nothing gets the service description.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from api import sparql_page
from api.clients import client
from api.sparql_question import Question, QuestionRefused, from_address, from_body, headers_of
from catalogue.sparql.answer import Answer
from catalogue.sparql.description import description
from catalogue.sparql.pool import QueryPool

METHODS = "GET, HEAD, POST, OPTIONS"
_WATCH_AFTER = 0.05  # seconds; before, an answer comes sooner than a client can go
_CORS = (
    (b"access-control-allow-methods", METHODS.encode()),
    (b"access-control-allow-headers", b"accept, content-type"),
    (b"access-control-max-age", b"86400"),
)
_PUBLIC = (b"access-control-allow-origin", b"*")
_VARIES = (b"vary", b"accept")
_TEXT = "text/plain; charset=utf-8"


class Endpoint:
    """Answers requests to the endpoint's address; the pool is `app.state.sparql`."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        method = scope["method"]
        if method == "OPTIONS":
            await _plain(send, 204, "", (b"allow", METHODS.encode()), *_CORS)
        elif method not in ("GET", "HEAD", "POST"):
            text = "Ask with GET or POST (SPARQL 1.1 Protocol, 2.1)."
            await _plain(send, 405, text, (b"allow", METHODS.encode()))
        else:
            send = _headless(send) if method == "HEAD" else send
            await self._ask(scope, receive, send)

    async def _ask(self, scope: Scope, receive: Receive, send: Send) -> None:
        pool: QueryPool = scope["app"].state.sparql
        headers = headers_of(scope)
        try:
            if scope["method"] == "POST":
                question = await from_body(scope, headers, receive, pool.limits)
            else:
                question = from_address(scope, headers)
        except QuestionRefused as refused:
            await _plain(send, refused.status, refused.reason)
            return
        if question.page:
            await self._page(question, pool, Request(scope), receive, send)
        elif question.query is None:
            await _describe(Request(scope), question, send)
        else:
            answer = await _unless_gone(lambda: _answered(pool, question, scope), receive)
            if answer is not None:
                await _send(answer, send)

    async def _page(self, question: Question, pool: QueryPool, request: Request, receive: Receive, send: Send) -> None:
        answer = None
        if question.query is not None:
            answer = await _unless_gone(lambda: _answered(pool, question, request.scope, sparql_page.ROWS), receive)
            if answer is None:
                return
        response = sparql_page.respond(request, question, answer, pool.limits)
        await response(request.scope, receive, send)


async def _answered(pool: QueryPool, question: Question, scope: Scope, rows: int | None = None) -> Answer:
    return await pool.answer(
        question.query or "",
        question.accept if rows is None else sparql_page.TABLE,
        question.default_graphs,
        question.named_graphs,
        rows=rows,
        client=_client(scope),
    )


def _client(scope: Scope) -> str:
    """Whom to be fair to."""
    host: str = (scope.get("client") or ("",))[0]
    plain = ":" not in host and not scope["app"].state.settings.trusted_proxies
    return host if plain else client(Request(scope))


async def _unless_gone(ask: Callable[[], Awaitable[Answer]], receive: Receive) -> Answer | None:
    """The answer, or None if the client went away, which cancels the query."""
    task = asyncio.current_task()
    assert task is not None
    watch = _Watch(task, receive)
    try:
        return await ask()
    except asyncio.CancelledError:
        if not watch.gone:
            raise
        task.uncancel()
        return None
    finally:
        watch.end()


class _Watch:
    """Cancels a task once the client hangs up; begins only after a while, since most answers come at once."""

    def __init__(self, task: asyncio.Task[object], receive: Receive) -> None:
        self.gone = False
        self._task = task
        self._receive = receive
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(_WATCH_AFTER, self._begin)
        self._watching: asyncio.Task[None] | None = None

    def end(self) -> None:
        self._timer.cancel()
        if self._watching is not None:
            self._watching.cancel()

    def _begin(self) -> None:
        self._watching = asyncio.get_running_loop().create_task(self._until_gone())

    async def _until_gone(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.gone = True
        self._task.cancel()


async def _describe(request: Request, question: Question, send: Send) -> None:
    told = description(str(request.url.replace(query="")), question.accept)
    if told is None:
        await _plain(send, 406, "The service description is there as Turtle, N-Triples, JSON-LD and RDF/XML.")
        return
    content_type, body = told
    await _start(send, 200, content_type, len(body))
    await send({"type": "http.response.body", "body": body})


async def _send(answer: Answer, send: Send) -> None:
    """Sends an answer that is whole: its length is known before its first byte goes."""
    generation = (b"khizana-generation", str(answer.generation).encode())
    if answer.content is None:
        retry = (b"retry-after", str(answer.retry_after).encode())
        await _plain(send, answer.status, answer.error or "", generation, *((retry,) if answer.retry_after else ()))
        return
    await _start(send, answer.status, answer.media_type, answer.content.size, generation)
    left = answer.content.size
    for chunk in answer.content.chunks():
        left -= len(chunk)
        await send({"type": "http.response.body", "body": chunk, "more_body": left > 0})
    if not answer.content.size:
        await send({"type": "http.response.body"})


async def _plain(send: Send, status: int, text: str, *headers: tuple[bytes, bytes]) -> None:
    body = f"{text}\n".encode() if text else b""
    await _start(send, status, _TEXT, len(body), *headers)
    await send({"type": "http.response.body", "body": body})


async def _start(send: Send, status: int, content_type: str, length: int, *headers: tuple[bytes, bytes]) -> None:
    described = (
        ((b"content-type", content_type.encode()), (b"content-length", str(length).encode())) if status != 204 else ()
    )
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [*described, _PUBLIC, _VARIES, *headers],
        }
    )


def _headless(send: Send) -> Send:
    """Sends heads only (RFC 9110, 9.3.2)."""

    async def headless(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return headless


routes = (Route("/sparql", Endpoint(), name="sparql"),)
