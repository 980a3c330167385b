"""An object's page beside Datasette's row page of the same object, both as served over HTTP."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from tests.benchmarks import stage
from tests.benchmarks.measure import held_memory, median_seconds, note, report

PAGES = 300
HTML = {"Accept": "text/html", "Accept-Encoding": "identity"}


def main() -> None:
    """Prints a line for pages seen for the first time, for one seen before, and for memory."""
    with stage.folder() as where:
        given = stage.collection(where, 1_000)
        with stage.new(where).closing() as catalogue:
            stage.import_all(catalogue, given)
            catalogue.publish_all()
            public = [r.path for r in catalogue.public_log.current() if r.slug == "object"][: PAGES + 50]
            rows = {r.path: r.triples for r in catalogue.public_log.current() if r.path in set(public)}
        _table(where / "objects.sqlite", rows)
        with (
            stage.served(where / "catalogue") as (ours, process),
            _datasette(where / "objects.sqlite") as (theirs, other),
            httpx2.Client(headers=HTML) as client,
        ):
            note(f"{len(public):,} pages of {len(client.get(ours + public[0]).text) / 1024:.0f} KiB")
            first, other_first = (_pages(client, base, public) for base in (ours, _rows(theirs)))
            report("object page, first time", first, other_first, "s", "Datasette")
            again, other_again = (_again(client, base + public[9]) for base in (ours, _rows(theirs)))
            report("object page, seen before", again, other_again, "s", "Datasette")
            report("memory of the server", held_memory(process), held_memory(other), "B", "Datasette")


def _rows(url: str) -> str:
    return f"{url}/objects/object"


def _pages(client: httpx2.Client, base: str, paths: list[str]) -> float:
    """The median of different pages, each asked for once."""
    waiting = iter(paths)
    ask = lambda: client.get(base + _step(base, next(waiting))).raise_for_status()  # noqa: E731
    return median_seconds(ask, PAGES, warm=20)


def _again(client: httpx2.Client, url: str) -> float:
    base, path = re.fullmatch(r"(.*?)(/object/[^/]+)", url).groups()  # type: ignore[union-attr]  # made above
    return median_seconds(lambda: client.get(base + _step(base, path)).raise_for_status(), PAGES, warm=20)


def _step(base: str, path: str) -> str:
    """A record's path with us; the key of its row with Datasette."""
    return "/" + path.rsplit("/", 1)[-1] if base.endswith("/objects/object") else path


def _table(file: Path, rows: dict[str, object]) -> None:
    """A table with a row for each object: all that is said of it, a column each, as JSON where there are several."""
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE object (id TEXT PRIMARY KEY, title TEXT, statements TEXT)")
        for path, triples in rows.items():
            assert isinstance(triples, frozenset)
            said = json.dumps(sorted(triples), ensure_ascii=False)
            key = path.rsplit("/", 1)[-1]
            connection.execute("INSERT INTO object VALUES (?, ?, ?)", (key, key, said))
    connection.close()


@contextmanager
def _datasette(file: Path) -> Iterator[tuple[str, int]]:
    command = [sys.executable, "-m", "datasette", "serve", str(file), "--host", "127.0.0.1", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            for line in server.stderr:
                if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                    yield found.group(), server.pid
                    break
        finally:
            server.terminate()


if __name__ == "__main__":
    main()
