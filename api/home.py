"""The front page: what the catalogue is for, with a story for each theme; what is new, how to take it along."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from api.answers import Answer
from api.asked import Found
from api.cooperation import chains, cooperation
from api.describing import LINK
from api.feed import FEED
from api.feed import PATH as FEED_PATH
from api.lists import summary_entries
from api.negotiation import HTML
from api.presenter import presenter_for
from api.stories import addresses
from api.themes import asking, told
from catalogue import queries
from catalogue.settings import Settings
from catalogue.shapes import Schema

RECENT = 12
_CHAINS = ("cooperation/whole-chain", "cooperation/part-of-chain")
_FEED_LINK = f'<{FEED_PATH}>; rel="alternate"; type="{FEED.ranges[0]}"'
_OF_A_GROUP = "cooperation/of-a-group"


def questions(settings: Settings, schema: Schema) -> dict[str, str]:
    """The questions that the front page asks: one for each theme, by its key, and those about working together."""
    found = {theme.key: query for theme in schema.themes if (query := queries.story(theme.key))}
    found |= {name: queries.question(name) for name in _CHAINS}
    if settings.home_group:
        found[_OF_A_GROUP] = queries.about(queries.question(_OF_A_GROUP), group=settings.home_group)
    return found


async def home(request: Request) -> Response:
    """The front page."""
    state = request.app.state
    found: Found = await state.asked.found(state.sparql)
    answer: Answer = await run_in_threadpool(state.kept.get, request, lambda: _home(request, found), found.number)
    return answer.send(request)


def _home(request: Request, found: Found) -> Answer:
    state = request.app.state
    counts, group = state.log.counts(), state.settings.home_group
    public = state.log.summaries({group, *(one for rows in found.rows.values() for one in addresses(rows))})
    presenter = presenter_for(request, public)
    asked: Mapping[str, str] = state.asked.questions
    themes = told(state.pages.tongue(request).site.themes, counts, found.rows, asked, presenter, public)
    chained = next((name for name in _CHAINS if found.rows.get(name)), _CHAINS[0])
    taken_part = found.rows.get(_OF_A_GROUP, ())
    body = state.pages.render(
        request,
        "home.html",
        themes=list(themes),
        total=sum(counts.values()),
        chains=chains(found.rows.get(chained, ()), presenter, public, state.schema),
        chain_whole=chained == _CHAINS[0],
        chain_query=asking(asked[chained]),
        cooperation=cooperation(group, taken_part, presenter, public, state.schema),
        cooperation_query=asking(asked.get(_OF_A_GROUP, "")),
        recent=summary_entries(state.log.recent(RECENT), presenter, state.schema),
        base=_reached(request),
        feed=FEED,
        feed_path=FEED_PATH,
    )
    return Answer(body, HTML.content_type, headers={"Link": f"{_FEED_LINK}, {LINK}"})


def _reached(request: Request) -> str:
    """How this visitor reaches the catalogue: by its base, or, as on a trial machine, by another host."""
    base: str = request.app.state.settings.base
    return base if urlsplit(base).netloc == request.url.netloc else str(request.base_url).rstrip("/")


async def health(_request: Request) -> Response:
    """Whether the process answers."""
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})


routes = (
    Route("/", home, name="home"),
    Route("/healthz", health),
)
