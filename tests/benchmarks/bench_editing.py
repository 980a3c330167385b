"""Saving the form of a record over HTTP, from the request to the answer (after the fsync); and being found after.

Beside a bare fsync of as many bytes, among 1,000, 15,000 and 100,000 objects (`KHIZANA_GROWTH=15000` ends earlier), and
the page of the form of the largest record of the demo.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2

from api.staff import COOKIE, csrf_token
from catalogue.accounts import Given, People
from catalogue.catalogue import Catalogue
from catalogue.demo import make_demo
from catalogue.interchange.importing import Source
from tests import sample
from tests.api.editing.browsing import multi, open_form
from tests.benchmarks import stage
from tests.benchmarks.measure import clock, median_seconds, note, report
from tests.served import served

LARGEST = int(os.environ.get("KHIZANA_GROWTH", "100000"))
SIZES = [size for size in (1_000, 15_000, 100_000) if size <= LARGEST]
TIMES, FINDS = 60, 10
PATIENCE = 20.0


def main() -> None:
    """Prints a line for each size, and one for the form of the largest record."""
    bare, first = _fsync(), 0.0
    with stage.folder() as where:
        stage.new(where).close()
        held = 0
        for size in SIZES:
            with Catalogue.open(where / "catalogue").closing() as catalogue:
                series = f"grown-{size}"
                source = Source(series, series, series)
                catalogue.import_records(sample.objects(catalogue.schema, size - held, series), source)
                catalogue.follow()
                cookie = _signed_in(catalogue)
            held = size
            saving, finding = _saves(where / "catalogue", cookie, series)
            first = first or saving
            report(f"save a form, {size:,} objects", saving, bare, "s", "bare fsync")
            note(f"{saving / first:.2f} times the smallest; found after {finding * 1000:.0f} ms at the median")
    with stage.folder() as where:
        _largest_form(where / "demo")


def _saves(folder: Path, cookie: str, series: str) -> tuple[float, float]:
    """Seconds to save a form, and to find it by a word that it did not have before."""
    saving, finding = [], []
    with served(folder) as (url, _), _browser(url, cookie) as client:
        for number in range(TIMES):
            path, word = f"/edit/object/{series}-{number + 1:07d}", f"qzword{number}x"
            sheet = open_form(client, path)
            name = next(n for n, text in sheet.pairs if "/content/" in n and text and "@" not in n)
            sheet.write(name, word)
            with clock() as one:
                answer = client.post(path, data=multi([*sheet.pairs, ("_do", "save")]))
            assert answer.status_code == 303, answer.text[:500]
            saving.append(one.seconds)
            if number < FINDS:
                finding.append(_found(client, word))
    return statistics.median(saving), statistics.median(finding)


def _browser(url: str, cookie: str) -> httpx2.Client:
    return httpx2.Client(base_url=url, cookies={COOKIE: cookie}, headers={"Accept": "text/html"})


def _found(client: httpx2.Client, word: str) -> float:
    began = time.perf_counter()
    while time.perf_counter() - began < PATIENCE:
        if "/edit/object/grown" in client.get(f"/edit/search?q={word}").text.partition("<tbody>")[2]:
            return time.perf_counter() - began
        time.sleep(0.01)
    raise TimeoutError(f"{word} was not found within {PATIENCE:.0f} s")


def _largest_form(folder: Path) -> None:
    make_demo(folder, lambda _done, _total: None)
    with Catalogue.open(folder).closing() as catalogue:
        path, size = max(_sizes(catalogue), key=lambda pair: pair[1])
        cookie = _signed_in(catalogue)
    with served(folder) as (url, _), _browser(url, cookie) as client:
        page = median_seconds(lambda: client.get(path).raise_for_status(), 30)
        form = median_seconds(lambda: client.get(f"/edit{path}").raise_for_status(), 30)
    report(f"form of the largest record ({size} statements)", form, page, "s", "its page, kept")


def _sizes(catalogue: Catalogue) -> Iterator[tuple[str, int]]:
    yield from ((record.path, len(record.triples)) for record in catalogue.public_log.current())


def _signed_in(catalogue: Catalogue) -> str:
    """The secret of a session of somebody who may write."""
    people = People(catalogue.database, catalogue.settings)
    made = people.accounts.find("bench") or people.add("bench", [Given("cataloguer")], "a password for benches")
    secret = people.sessions.begin(made.id, "a benchmark")
    assert csrf_token(secret)
    return secret


def _fsync() -> float:
    """Seconds to write four kilobytes to this disk and wait for them."""
    with tempfile.TemporaryFile() as file:

        def write() -> None:
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())

        return median_seconds(write, 100)


if __name__ == "__main__":
    main()
