"""The doors by which all that is public leaves at once: dumps, their description, sitemaps."""

from __future__ import annotations

import gzip
import itertools
import re
import time
from collections.abc import Iterator

from catalogue.dumps import FORMS
from tests.leaks.visiting import LANGUAGES, Answer, Visit, get

_RDF = ("text/turtle", "application/ld+json", "application/n-triples", "*/*")
_VOID = "/.well-known/void"
_TIMES = re.compile(
    rb"\d{4}-\d\d-\d\dT\d\d:?\d\d:?\d\d(?:\.\d+)?(?:Z|\+00:00)|\('(?:etag|last-modified)', '[^']*'\)"
    rb'|(?<=class="entry-kind">)[^<]* UTC'
)  # when a dump was made


def whole(visit: Visit) -> Iterator[Answer]:
    """Dumps as they are sent and as they lie there, what is said of them, and every sitemap."""
    catalogue = visit.house.catalogue
    dump = catalogue.dump()
    _until_counted(visit)
    for file in dump.files:
        yield f"…{file.form.suffix}", gzip.decompress(file.path.read_bytes())
    yield "manifest", _TIMES.sub(b"", (dump.folder / "dump.json").read_bytes())
    for form in FORMS:
        yield f"latest{form.suffix}", _timeless(get(visit, f"/dumps/latest{form.suffix}"))
    for name in ("none.nq.gz", "dump.json", "..%2fkhizana.toml", "%2e%2e%2fjournal.sqlite"):
        yield f"/dumps/{name}", get(visit, f"/dumps/{name}")
    for accept in _RDF:
        yield f"{_VOID} as {accept}", _timeless(get(visit, _VOID, Accept=accept))
    for language in LANGUAGES:
        yield f"{_VOID} in {language}", _timeless(get(visit, f"{_VOID}?lang={language}", Accept="text/html"))
    yield from _sitemaps(visit)


def _sitemaps(visit: Visit) -> Iterator[Answer]:
    for path in ("/robots.txt", "/sitemap.xml"):
        yield path, get(visit, path)
    for slug, number in itertools.product((*visit.house.schema.by_slug, "nothing"), (1, 2)):
        yield f"/sitemap/{slug}/{number}.xml", get(visit, f"/sitemap/{slug}/{number}.xml")


def _until_counted(visit: Visit) -> None:
    deadline = time.monotonic() + 30
    while b"void:triples" not in get(visit, _VOID, Accept="text/turtle"):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def _timeless(said: bytes) -> bytes:
    return _TIMES.sub(b"", said)
