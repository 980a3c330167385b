"""Somebody who visits a house: what they ask, and what they hear."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from starlette.testclient import TestClient

from tests.leaks.planted import House

Answer = tuple[str, bytes]
ABSENT = "zqno077x"
"""A word of the shape of a secret that is nowhere."""
LANGUAGES = ("en", "ar", "fa", "tr")
SUFFIXES = ("", ".json", ".ttl", ".nt")
ACCEPTS = ("text/html", "application/ld+json", "application/json", "text/turtle", "application/n-triples", "*/*")


@dataclass(frozen=True)
class Visit:
    """A house and somebody who visits it; `asked` has every method and path of a request."""

    house: House
    client: TestClient
    heard: dict[str, list[Answer]] = field(default_factory=dict)
    asked: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.client.event_hooks = {"request": [lambda one: self.asked.add((one.method, one.url.path))]}

    def by(self, door: str, doors: dict[str, Door]) -> list[Answer]:
        """All that a door gives, asked once."""
        if door not in self.heard:
            self.heard[door] = list(doors[door](self))
        return self.heard[door]


Door = Callable[[Visit], Iterator[Answer]]
Question = Callable[[Visit, str], Iterator[Answer]]


def told(value: object) -> bytes:
    """A value as what is looked through."""
    return repr(value).encode()


def get(visit: Visit, path: str, **headers: str) -> bytes:
    """What a visitor is answered, headers included."""
    return ask(visit, "GET", path, headers)


def ask(visit: Visit, method: str, path: str, headers: dict[str, str], **more: Any) -> bytes:
    """The same for any method, and with something sent."""
    visit.client.cookies.clear()  # or the language of an earlier page would be that of this one
    response = visit.client.request(method, path, headers=headers, follow_redirects=False, **more)
    kept = sorted((k, v) for k, v in response.headers.items() if k not in ("date", "server-timing"))
    return f"{response.status_code}\n{kept}\n".encode() + response.content
