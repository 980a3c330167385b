"""What crawlers may read, and where all of it is: robots.txt (RFC 9309) and sitemaps (https://www.sitemaps.org)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.answers import Answer, public_time
from catalogue.publication.stretches import Stretches

_XML = "application/xml; charset=utf-8"
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_CLOSED = ("/search", "/sparql", "/edit", "/account", "/metrics", "/*/report$", "/*?links=")


def robots(request: Request) -> Response:
    """What crawlers may read: records, not searches, nor the doors for staff (RFC 9309)."""
    told = ["User-agent: *", *(f"Disallow: {path}" for path in _CLOSED)]
    told += ["", f"Sitemap: {request.app.state.settings.base}/sitemap.xml", ""]
    return Answer("\n".join(told).encode(), "text/plain; charset=utf-8", headers=_HEADERS).send(request)


def index(request: Request) -> Response:
    """The list of the sitemaps."""
    answer: Answer = request.app.state.kept.get(request, lambda: _index(request))
    return answer.send(request)


def sitemap(request: Request) -> Response:
    """The public records of one type, up to ten thousand of them, with the time of their last change."""
    number = request.path_params["number"]
    if not _NUMBER.fullmatch(number):
        raise HTTPException(404)
    answer: Answer = request.app.state.kept.get(request, lambda: _sitemap(request, int(number)))
    return answer.send(request)


def _index(request: Request) -> Answer:
    state, updated = request.app.state, public_time(request)
    found = ((f"/sitemap/{one.slug}/{one.number}.xml", one.updated) for one in _stretches(request).all())
    return _answer("sitemapindex", "sitemap", state.settings.base, found, updated)


def _sitemap(request: Request, number: int) -> Answer:
    state, updated = request.app.state, public_time(request)
    found = _stretches(request).read(request.path_params["slug"], number)
    if not found:
        raise HTTPException(404)
    return _answer("urlset", "url", state.settings.base, found, updated)


def _stretches(request: Request) -> Stretches:
    return Stretches(request.app.state.catalogue.database)


def _answer(
    root: str, element: str, base: str, found: Iterable[tuple[str, datetime]], updated: datetime | None
) -> Answer:
    told = [
        f"<{element}><loc>{escape(base + path)}</loc><lastmod>{_time(time)}</lastmod></{element}>\n"
        for path, time in found
    ]
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_NAMESPACE}">\n'
    return Answer("".join([head, *told, f"</{root}>\n"]).encode(), _XML, updated, _HEADERS)


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


_HEADERS = {"Vary": "Accept-Encoding"}

routes = (
    Route("/robots.txt", robots),
    Route("/sitemap.xml", index, name="sitemaps"),
    Route("/sitemap/{slug}/{number}.xml", sitemap, name="sitemap"),
)
