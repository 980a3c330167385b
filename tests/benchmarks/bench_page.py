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

from catalogue.publication import PublicRecord
from tests.benchmarks import stage
from tests.benchmarks.measure import held_memory, median_seconds, note, report
from tests.served import served

PAGES = 300
WARM = 20
HTML = {"Accept": "text/html", "Accept-Encoding": "identity"}


def main() -> None:
    """Prints a line for pages seen for the first time, for one seen before, and for memory."""
    with stage.folder() as where:
        given = stage.collection(where, 1_000)
        with stage.new(where).closing() as catalogue:
            stage.import_all(catalogue, given)
            catalogue.publish_all()
            public = [r for r in catalogue.public_log.current() if r.slug == "object"][: PAGES + WARM]
        _table(where / "objects.sqlite", public)
        ids = [record.path.rsplit("/", 1)[-1] for record in public]
        with (
            served(where / "catalogue") as (ours, process),
            _datasette(where / "objects.sqlite") as (theirs, other),
            httpx2.Client(headers=HTML) as client,
        ):
            pages = [f"{ours}/object/{id_}" for id_ in ids], [f"{theirs}/objects/object/{id_}" for id_ in ids]
            sizes = [len(client.get(urls[0]).text) >> 10 for urls in pages]
            note(f"pages of {sizes[0]} and {sizes[1]} KiB")
            first = [_each(client, urls) for urls in pages]
            report("object page, first time", first[0], first[1], "s", "Datasette")
            again = [_again(client, urls[9]) for urls in pages]
            report("object page, seen before", again[0], again[1], "s", "Datasette")
            report("memory of the server", held_memory(process), held_memory(other), "B", "Datasette")


def _each(client: httpx2.Client, urls: list[str]) -> float:
    """The median of different pages, each asked for once."""
    waiting = iter(urls)
    return median_seconds(lambda: client.get(next(waiting)).raise_for_status(), len(urls) - WARM, WARM)


def _again(client: httpx2.Client, url: str) -> float:
    """The median of one page."""
    return median_seconds(lambda: client.get(url).raise_for_status(), PAGES, WARM)


def _table(file: Path, records: list[PublicRecord]) -> None:
    """A table with a row for each object that holds all that is said of it."""
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE object (id TEXT PRIMARY KEY, iri TEXT, statements TEXT)")
        for record in records:
            said = json.dumps(sorted(record.triples), ensure_ascii=False)
            row = (record.path.rsplit("/", 1)[-1], record.iri, said)
            connection.execute("INSERT INTO object VALUES (?, ?, ?)", row)
    connection.close()


@contextmanager
def _datasette(file: Path) -> Iterator[tuple[str, int]]:
    command = [sys.executable, "-m", "datasette", "serve", str(file), "--host", "127.0.0.1", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as server:
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
