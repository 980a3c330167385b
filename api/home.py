"""The front page: what is here, what is new, how to take it along. And the two files that machines
ask for first.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from api.answers import Answer
from api.lists import summary_entries
from api.negotiation import HTML
from api.presenter import presenter_for
from catalogue.shapes import label_in

RECENT = 12


def home(request: Request) -> Response:
    """The front page."""
    answer: Answer = request.app.state.kept.get(request, lambda: _home(request))
    return answer.send(request)


def _home(request: Request) -> Answer:
    state = request.app.state
    presenter = presenter_for(request, {})
    counts = state.log.counts()
    kinds = [
        (
            t.slug,
            label_in(t.plurals, presenter.language),
            label_in(t.description, presenter.language),
            counts.get(t.slug, 0),
        )
        for t in state.schema.record_types
    ]
    body = state.pages.render(
        request,
        "home.html",
        kinds=kinds,
        total=sum(counts.values()),
        recent=summary_entries(state.log.recent(RECENT), presenter, state.schema),
        base=_reached(request),
    )
    return Answer(body, HTML.content_type)


def _reached(request: Request) -> str:
    """How this visitor reaches the catalogue: by its base, or, as on a trial machine, by another host."""
    base: str = request.app.state.settings.base
    return base if urlsplit(base).netloc == request.url.netloc else str(request.base_url).rstrip("/")


async def health(_request: Request) -> Response:
    """Whether the process answers."""
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})


async def robots(_request: Request) -> Response:
    """What crawlers may read: records, not searches (RFC 9309)."""
    lines = [
        "User-agent: *",
        "Disallow: /search",
        "Disallow: /sparql",
        "Disallow: /edit",
        "Disallow: /account",
        "",
    ]
    return PlainTextResponse("\n".join(lines))


routes = (
    Route("/", home, name="home"),
    Route("/healthz", health),
    Route("/robots.txt", robots),
)
