"""A partner's server, friendly or not: a feed and its documents, and whatever else a path is told to do."""

from __future__ import annotations

import json
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

LINKED_ART = "https://linked.art/ns/v1/linked-art.json"
LD = f'application/ld+json;profile="{LINKED_ART}"'
Headers = Mapping[str, str]


@dataclass(frozen=True)
class Reply:
    """An answer; a body in pieces is sent without a length, and the connection closed."""

    body: bytes | Iterable[bytes] = b""
    status: int = 200
    media: str = LD
    more: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Server:
    """Answers by path; `asked` counts the requests of each path, `rules` go before everything else."""

    port: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    seen: list[tuple[str, Headers]] = field(default_factory=list)
    rules: dict[str, Callable[[str, Headers], Reply | None]] = field(default_factory=dict)
    pages: Callable[[str], Reply | None] = lambda _path: None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def answer(self, path: str, headers: Headers) -> Reply:
        self.asked[path] += 1
        self.seen.append((path, headers))
        rule = self.rules.get(path)
        found = rule(path, headers) if rule is not None else None
        return found or self.pages(path) or Reply(status=404)


class FakeFeed:
    """A feed of changes, oldest first, in pages, with a small document for each record."""

    def __init__(self, server: Server, size: int = 10) -> None:
        self.server = server
        self.size = size
        self.items: list[dict[str, Any]] = []
        self.documents: dict[str, Reply] = {}
        self.total: object = None
        server.pages = self.reply

    @property
    def url(self) -> str:
        return f"{self.server.url}/activity"

    def iri(self, name: str) -> str:
        return f"{self.server.url}/object/{name}"

    def change(self, kind: str, name: str, time: str | None, title: str = "", **more) -> None:
        item = {"type": kind, "object": {"id": self.iri(name), "type": "HumanMadeObject"}, **more}
        self.items.append(item | ({"endTime": time} if time else {}))
        if kind in ("Create", "Update", "Add"):
            self.documents[f"/object/{name}"] = document(self.iri(name), title or name)
        if kind in ("Delete", "Remove"):
            self.documents.pop(f"/object/{name}", None)

    def reply(self, path: str) -> Reply | None:
        if path == "/activity":
            return Reply(json.dumps(self.collection()).encode())
        if path.startswith("/page/"):
            return Reply(json.dumps(self.page(int(path[6:]))).encode())
        return self.documents.get(path)

    def collection(self) -> dict[str, Any]:
        last = max(0, (len(self.items) - 1) // self.size)
        told = {"id": self.url, "type": "OrderedCollection", "last": {"id": f"{self.server.url}/page/{last}"}}
        return told | {"totalItems": len(self.items) if self.total is None else self.total}

    def page(self, number: int) -> dict[str, Any]:
        held = self.items[number * self.size : (number + 1) * self.size]
        told = {"id": f"{self.server.url}/page/{number}", "type": "OrderedCollectionPage", "orderedItems": held}
        return told | ({"prev": {"id": f"{self.server.url}/page/{number - 1}"}} if number else {})


def document(iri: str, title: str, etag: str = "", **more) -> Reply:
    """A Linked Art object with a name."""
    name = {"type": "Name", "content": title}
    told = {"@context": LINKED_ART, "id": iri, "type": "HumanMadeObject", "_label": title, "identified_by": [name]}
    return Reply(json.dumps(told | more).encode(), more={"ETag": f'"{etag or title}"'})


@contextmanager
def serving() -> Iterator[Server]:
    """A server in a thread of its own, on a free port."""
    server = Server()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server.port = listening.getsockname()[1]
        threading.Thread(target=_accept, args=(listening, server), daemon=True).start()
        yield server
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)


def _accept(listening: socket.socket, server: Server) -> None:
    while True:
        try:
            client, _ = listening.accept()
        except OSError:
            return
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=_converse, args=(client, server), daemon=True).start()


def _converse(client: socket.socket, server: Server) -> None:
    with suppress(OSError), client:
        held = b""
        while True:
            while b"\r\n\r\n" not in held:
                piece = client.recv(65536)
                if not piece:
                    return
                held += piece
            head, _, held = held.partition(b"\r\n\r\n")
            first, *lines = head.decode("latin-1").split("\r\n")
            headers = {k.strip().lower(): v.strip() for k, _, v in (line.partition(":") for line in lines)}
            if not _send(client, server.answer(first.split(" ")[1], headers), headers):
                return


def _send(client: socket.socket, reply: Reply, headers: Headers) -> bool:
    """Sends an answer; False where the connection ends with it."""
    status, body = reply.status, reply.body
    etag = reply.more.get("ETag")
    if etag is not None and headers.get("if-none-match") == etag:
        status, body = 304, b""
    told = {"Content-Type": reply.media, **reply.more}
    if isinstance(body, bytes):
        told.setdefault("Content-Length", str(len(body)))
    else:
        told["Connection"] = "close"
    head = f"HTTP/1.1 {status} Said\r\n" + "".join(f"{k}: {v}\r\n" for k, v in told.items()) + "\r\n"
    client.sendall(head.encode("latin-1") + (body if isinstance(body, bytes) else b""))
    if not isinstance(body, bytes):
        for piece in body:
            client.sendall(piece)
        return False
    return True
