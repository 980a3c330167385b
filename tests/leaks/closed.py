"""Doors that are closed to whoever is not known, and what is left of what ended."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from urllib.parse import quote

from starlette.routing import Route

from api.staff import StaffRoute
from tests.catalogue.making import BASE
from tests.leaks.visiting import SUFFIXES, Answer, Visit, ask, get, told

ABSENT = "absent00"
SAME = b"the same: "
_CALLERS = {
    "a browser": {"Accept": "text/html"},
    "a program": {"Accept": "application/json"},
    "a script": {"Accept": "text/html", "HX-Request": "true", "HX-Current-URL": "http://testserver/edit"},
    "a forged token": {"Accept": "*/*", "Authorization": "Bearer khz_forged"},
}


def closed(visit: Visit) -> Iterator[Answer]:
    """Every door for staff, tried by nobody: it says the same whatever there is behind it, or is not."""
    for route in visit.client.app.routes:  # type: ignore[attr-defined]
        if not isinstance(route, StaffRoute):
            continue
        paths = list(_paths(visit, route))
        for method, (caller, headers) in itertools.product(sorted(route.methods or ()), _CALLERS.items()):
            heard = {_without(ask(visit, method, path, headers), path) for path in paths}
            said = SAME + heard.pop() if len(heard) == 1 else told(heard)
            yield f"{method} {route.path} by {caller}", said


def _paths(visit: Visit, route: Route) -> Iterator[str]:
    """The address of a door for all that may lie behind it, and for what does not."""
    house, names = visit.house, route.param_convertors.keys()
    records = [*house.hidden_paths[::4], *house.gone_paths[::2], *house.shown_paths, *house.ended_paths[::25]]
    records.append("/object/o1")
    if {"slug"} == names:
        yield from (route.path_format.format(slug=slug) for slug in house.schema.by_slug)
    elif "slug" in names:
        ends = [path.split("/")[1:] for path in records]
        pairs = [*ends, *((slug, ABSENT) for slug, _ in ends)]
        yield from (_filled(route, slug, name) for slug, name in dict.fromkeys(map(tuple, pairs)))
    elif "digest" in names:
        files = [address.removeprefix(BASE).split("/")[2:] for address in house.files]
        yield from (
            route.path_format.format(digest=digest, name=name) for digest, name in [*files, ("0" * 64, "x.png")]
        )
    elif names:
        yield from (route.path_format.format(**dict.fromkeys(names, str(number))) for number in (1, 2, 3, 987654))
    else:
        yield route.path


def _filled(route: Route, slug: str, name: str) -> str:
    others = {key: name for key in route.param_convertors if key != "slug"}
    return route.path_format.format(slug=slug, **others)


def _without(said: bytes, path: str) -> bytes:
    """An answer without the address, which the way to the sign-in page repeats."""
    return said.replace(quote(path, safe="").encode(), b"*")


def ways(visit: Visit) -> Iterator[Answer]:
    """Every method at addresses that have doors for some, whatever is there."""
    paths = ("/", "/object", "/object/", "/object/o1", "/object/o1/report", "/search", "/account/forgotten", "/edit")
    for method, path in itertools.product(("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"), paths):
        for accept in ("text/html", "application/json"):
            yield f"{method} {path} as {accept}", ask(visit, method, path, {"Accept": accept})


def endings(visit: Visit) -> Iterator[Answer]:
    """What is left of records of every type that were deleted, erased, undone, or merged."""
    for number, path in enumerate(visit.house.ended_paths):
        for suffix in SUFFIXES:
            yield f"ended {number}{suffix}", get(visit, path + suffix, Accept="*/*")
        for end in ("?lang=ar", "?version=1", "?version=2", "/versions", "/report"):
            yield f"ended {number}{end}", get(visit, path + end, Accept="text/html")
        time = {"Accept-Datetime": "Thu, 01 Jan 2026 00:05:00 GMT"}
        yield f"ended {number} in time", get(visit, path, **time)


def assets(visit: Visit) -> Iterator[Answer]:
    """Files for browsers, and what lies beside them on the disk."""
    beside = ("journal.sqlite", "khizana.toml", "stores/working/CURRENT", "files", "imports")
    ways = ("/static/", "/static/../", "/static/%2e%2e/", "/static/..%2f..%2f", "/static//")
    for way, name in itertools.product(ways, (*beside, "css/page.css", "js/form.js")):
        yield f"{way}{name}", get(visit, way + name)
