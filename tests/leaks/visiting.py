"""Somebody who visits a house: what they ask, and what they hear."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import unquote, urlencode

from anyio import Event
from starlette.testclient import TestClient

from tests.leaks.planted import House

Answer = tuple[str, bytes]
ABSENT = "zqno077x"
"""A word of the shape of a secret that is nowhere."""
LANGUAGES = ("en", "ar", "fa", "tr")
SUFFIXES = ("", ".json", ".ttl", ".nt")
ACCEPTS = ("text/html", "application/ld+json", "application/json", "text/turtle", "application/n-triples", "*/*")


@dataclass(frozen=True)
class Heard:
    """An answer as it was sent."""

    status: int
    headers: tuple[tuple[str, str], ...]
    content: bytes

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The headers, in order, without those that no two answers share."""
        return sorted(one for one in self.headers if one[0] not in ("date", "server-timing"))


@dataclass(frozen=True)
class Visit:
    """A house and somebody who visits it; `asked` has every method and path of a request."""

    house: House
    client: TestClient
    heard: dict[str, list[Answer]] = field(default_factory=dict)
    asked: set[tuple[str, str]] = field(default_factory=set)

    @cached_property
    def pointing(self) -> dict[str, list[str]]:
        """The addresses of what may point to a record, by the slug of its type."""
        kinds = [self.house.schema.by_slug[slug] for slug in ("concept", "group", "object", "person", "place")]
        fields = [(one.text, one.field.refers_to) for one in self.house.schema.addresses.values()]
        return {kind.slug: [text for text, refers_to in fields if kind.record_class in refers_to] for kind in kinds}

    def by(self, door: str, doors: dict[str, Door]) -> list[Answer]:
        """All that a door gives, asked once."""
        if door not in self.heard:
            self.heard[door] = list(doors[door](self))
        return self.heard[door]

    def hear(self, method: str, address: str, headers: dict[str, str], body: bytes = b"") -> Heard:
        """One request as a server passes it on, with no cookie but those given: a client would take ten times as long.

        It is answered where the application lives, in the thread of the client.
        """
        path, _, query = address.partition("?")
        self.asked.add((method, unquote(path)))
        sent = {"host": "testserver", "accept": "*/*", "user-agent": "testclient"}
        if body or method not in ("GET", "HEAD", "OPTIONS"):
            sent["content-length"] = str(len(body))
        sent |= {name.lower(): said for name, said in headers.items()}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(path),
            "raw_path": path.encode("ascii"),
            "root_path": "",
            "query_string": query.encode("ascii"),
            "headers": [(name.encode(), said.encode()) for name, said in sent.items()],
            "client": ("testclient", 50000),
            "server": ("testserver", 80),
            "state": self.client.app_state.copy(),
        }
        assert self.client.portal is not None
        return self.client.portal.call(_answered, self.client.app, scope, body)


async def _answered(app: Any, scope: dict[str, Any], body: bytes) -> Heard:
    told: list[dict[str, Any]] = []
    given, whole = iter([{"type": "http.request", "body": body}]), Event()

    async def receive() -> dict[str, Any]:
        for message in given:
            return message
        await whole.wait()  # the visitor stays until everything is said
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        told.append(message)
        if message["type"] == "http.response.body" and not message.get("more_body"):
            whole.set()

    await app(scope, receive, send)
    begun, *parts = told
    headers = tuple((name.decode("latin-1"), said.decode("latin-1")) for name, said in begun["headers"])
    return Heard(begun["status"], headers, b"".join(part.get("body", b"") for part in parts))


Door = Callable[[Visit], Iterator[Answer]]
Question = Callable[[Visit, str], Iterator[Answer]]


def told(value: object) -> bytes:
    """A value as what is looked through."""
    return repr(value).encode()


def told_of(words: dict[str, str], answers: Iterable[Answer]) -> list[tuple[str, str]]:
    """Which of these words stand in which answers, in letters of either case.

    All but a few begin alike; what does not hold such a beginning is not looked through for each.
    """
    begun: dict[bytes, list[tuple[str, bytes]]] = {}
    for what, word in words.items():
        begun.setdefault(word[:2].encode().lower(), []).append((what, word.encode().lower()))
    found = []
    for where, said in answers:
        low = said.lower()
        for beginning in (one for one in begun if one in low):
            found += [(what, where) for what, word in begun[beginning] if word in low]
    return found


def get(visit: Visit, path: str, **headers: str) -> bytes:
    """What a visitor is answered, headers included."""
    return ask(visit, "GET", path, headers)


def ask(
    visit: Visit, method: str, path: str, headers: dict[str, str], content: str = "", data: dict[str, str] | None = None
) -> bytes:
    """The same for any method, and with something sent: as it is, or as the fields of a form."""
    if data is not None:
        content, headers = urlencode(data), {"Content-Type": "application/x-www-form-urlencoded"} | headers
    heard = visit.hear(method, path, headers, content.encode())
    return f"{heard.status}\n{heard.kept}\n".encode() + heard.content
