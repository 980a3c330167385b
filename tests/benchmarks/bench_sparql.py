"""A public query through our endpoint beside Oxigraph's own server, on the same checkpoint and connection kind.

Light queries are compared by the difference of their medians, since below a millisecond a ratio says
nothing; those above 3 ms by their ratio. The two servers are asked in turn, so that both meet the same machine.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Quad, Store

from tests.benchmarks.measure import note, report

RECORDS = 40_000
TURN = 10
EX = "http://example.org/"
PREFIX = f"PREFIX : <{EX}> "
LIGHT = {
    "one record": f"SELECT ?p ?o WHERE {{ <{EX}o/77> ?p ?o }}",
    "ask": f"ASK {{ <{EX}o/77> <{EX}type> ?t }}",
    "path of three": f"{PREFIX}SELECT ?n WHERE {{ <{EX}o/5> :made/:made/:label ?n }}",
}
HEAVY = {
    "count of a join": f"{PREFIX}SELECT (COUNT(*) AS ?n) WHERE {{ ?s :type :T3 ; :made ?o . ?o :label ?l }}",
    "grouped count": f"{PREFIX}SELECT ?t (COUNT(?s) AS ?n) WHERE {{ ?s :type ?t }} GROUP BY ?t",
    "5,000 rows": f"{PREFIX}SELECT ?s ?l WHERE {{ ?s :label ?l }} LIMIT 5000",
    "40,000 rows (5 MB)": f"{PREFIX}SELECT ?s ?l WHERE {{ ?s :label ?l }}",
    "graph of 10,000 triples": f"{PREFIX}CONSTRUCT {{ ?s :label ?l }} WHERE {{ ?s :label ?l }} LIMIT 10000",
}


class Client:
    """One kept-alive connection, as bare as possible."""

    def __init__(self, port: int, path: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._path = path
        self._buffer = bytearray(1 << 20)

    def seconds(self, query: str, accept: str) -> tuple[float, int]:
        """Wall-clock time until the last byte, and the bytes of the answer."""
        head = f"GET {self._path}?query={quote(query)} HTTP/1.1\r\nHost: localhost\r\nAccept: {accept}\r\n\r\n"
        began = time.perf_counter()
        self._socket.sendall(head.encode())
        size = self._read()
        return time.perf_counter() - began, size

    def _read(self) -> int:
        received = self._socket.recv(1 << 20)
        while b"\r\n\r\n" not in received:
            received += self._socket.recv(1 << 20)
        head, _, rest = received.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise AssertionError(received[:300])
        lines = head.lower().split(b"\r\n")
        length = next((int(x.split(b":")[1]) for x in lines if x.startswith(b"content-length")), None)
        if length is None:
            return self._chunked(rest)
        left = length - len(rest)
        while left > 0:
            left -= self._socket.recv_into(self._buffer, min(left, len(self._buffer)))
        return length

    def _chunked(self, rest: bytes) -> int:
        """Reads to the last chunk; the exact size is that of the body with its chunk heads."""
        size, tail = len(rest), rest[-5:]
        while tail != b"0\r\n\r\n":
            got = self._socket.recv_into(self._buffer)
            size += got
            tail = (tail + bytes(self._buffer[max(0, got - 5) : got]))[-5:]
        return size


def make_checkpoint(folder: Path) -> Path:
    """A store like a collection's: records of five statements."""
    store = Store(str(folder / "store"))
    store.bulk_extend(_quads())
    store.flush()
    store.backup(str(folder / "checkpoint"))
    Store(str(folder / "checkpoint")).flush()
    return folder / "checkpoint"


def _quads() -> Iterator[Quad]:
    for i in range(RECORDS):
        one = NamedNode(f"{EX}o/{i}")
        yield Quad(one, NamedNode(EX + "type"), NamedNode(f"{EX}T{i % 50}"))
        yield Quad(one, NamedNode(EX + "label"), Literal(f"Object number {i}", language="en"))
        yield Quad(one, NamedNode(EX + "made"), NamedNode(f"{EX}o/{i * 7919 % RECORDS}"))
        yield Quad(one, NamedNode(EX + "height"), Literal(i % 997))
        yield Quad(one, NamedNode(EX + "note"), Literal(f"A note on object {i}, of some words"))


@contextmanager
def served(*command: str) -> Iterator[None]:
    """A server process while the block runs."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def connected(port: int, path: str) -> Client:
    """A client, as soon as the server listens."""
    for _ in range(300):
        try:
            return Client(port, path)
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(port)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass(frozen=True)
class Compared:
    """Seconds of both servers for one query, in order, and the bytes of our answer."""

    ours: list[float]
    theirs: list[float]
    size: int

    def at(self, share: float) -> tuple[float, float]:
        """Both at a quantile: a half is the median; a tenth is what a quiet machine would give."""
        place = int(len(self.ours) * share)
        return sorted(self.ours)[place], sorted(self.theirs)[place]


def compare(ours: Client, theirs: Client, query: str, times: int) -> Compared:
    """Both servers asked in turns of ten, so that both meet the same machine, each with its own caches warm."""
    accept = "text/turtle" if "CONSTRUCT" in query else "application/sparql-results+json"
    found: tuple[list[float], list[float]] = ([], [])
    size = 0
    for _ in range(times // TURN):
        for client, seconds in zip((ours, theirs), found, strict=True):
            asked = [client.seconds(query, accept) for _ in range(TURN + 1)]
            seconds.extend(one for one, _ in asked[1:])
            size = asked[0][1] if client is ours else size
    return Compared(*found, size)


def main() -> None:
    """Prints light queries by difference and heavy ones by ratio."""
    oxigraph = shutil.which("oxigraph") or str(Path(sys.executable).parent / "oxigraph")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        checkpoint = str(make_checkpoint(folder))
        a, b = free_port(), free_port()
        bound = ("--location", checkpoint, "--bind", f"127.0.0.1:{b}")
        stack.enter_context(served(oxigraph, "serve-read-only", *bound))
        serve = (sys.executable, "-m", "tests.benchmarks.sparql_server", checkpoint, str(a))
        stack.enter_context(served(*serve))
        ours, theirs = connected(a, "/sparql"), connected(b, "/query")
        for name, query in LIGHT.items():
            found = compare(ours, theirs, query, 1500)
            report(f"light: {name}", *found.at(0.5), "s", "oxigraph")
            (mine, other), (quick, quicker) = found.at(0.5), found.at(0.1)
            note(f"{(mine - other) * 1000:+.2f} ms (aim: +0.60); tenth {(quick - quicker) * 1000:+.2f} ms")
        for name, query in HEAVY.items():
            found = compare(ours, theirs, query, 40)
            report(f"heavy: {name}", *found.at(0.5), "s", "oxigraph")
            quick, quicker = found.at(0.1)
            note(f"{found.size:,} bytes (aim: 1.10 above 3 ms); tenth {quick / quicker:.2f}")


if __name__ == "__main__":
    main()
