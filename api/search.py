"""The search page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.answers import Answer, public_time
from api.lists import found_entry
from api.negotiation import HTML
from api.paging import asked, paging
from catalogue.projections.search import SearchIndex, Sort
from catalogue.shapes import label_in

PAGE = 25
LONGEST = 200
_SORTS: tuple[Sort, ...] = ("relevance", "label")
_WORDS = 6


@dataclass(frozen=True)
class Chip:
    """A filter: what it is called, where it leads, how much is behind it, and whether it is on."""

    label: str
    href: str
    total: int
    active: bool


def search(request: Request) -> Response:
    """The search page, with or without a question."""
    answer: Answer = request.app.state.kept.get(request, lambda: _search(request))
    return answer.send(request)


def _search(request: Request) -> Answer:
    state, updated = request.app.state, public_time(request)
    index: SearchIndex = state.index
    language = state.pages.tongue(request).language.code
    text = request.query_params.get("q", "").strip()[:LONGEST]
    slug = _known(request, "type", state.schema.by_slug)
    by_label = not text or request.query_params.get("sort") == "label"
    sort: Sort = "label" if by_label else "relevance"
    page = asked(request)
    found = index.search(text, slug=slug, offset=(page - 1) * PAGE, limit=PAGE, language=language, sort=sort)
    query = {"q": text, "type": slug or "", "sort": "label" if text and by_label else ""}
    body = state.pages.render(
        request,
        "search.html",
        searched=text,
        entries=[found_entry(hit, state.schema, language) for hit in found.hits],
        total=found.total,
        chips=_chips(request, query, slug),
        filtered=label_in(state.schema.by_slug[slug].plurals, language) if slug else "",
        without_filter=_address({**query, "type": ""}),
        sort=sort,
        sorts=[(one, _address({**query, "sort": one})) for one in _SORTS] if text else [],
        kind=slug or "",
        alone=_words_alone(index, text, slug) if not found.total else [],
        paging=paging(page, PAGE, found.total, "/search", {k: v for k, v in query.items() if v}),
    )
    return Answer(body, HTML.content_type, updated)


def _chips(request: Request, query: dict[str, str], slug: str | None) -> list[Chip]:
    """A chip for every record type in which something was found, and for the one that is chosen."""
    state = request.app.state
    language = state.pages.tongue(request).language.code
    totals = dict(state.index.facets(["slug"], query["q"])["slug"])
    return [
        Chip(
            label_in(one.plurals, language),
            _address({**query, "type": "" if one.slug == slug else one.slug}),
            totals.get(one.slug, 0),
            one.slug == slug,
        )
        for one in state.schema.record_types
        if one.slug in totals or one.slug == slug
    ]


def _words_alone(index: SearchIndex, text: str, slug: str | None) -> list[tuple[str, str, int]]:
    """The words of a search that found nothing, each with how much it finds alone."""
    words = list(dict.fromkeys(text.split()))
    found = []
    for word in words[:_WORDS] if len(words) > 1 else words:
        total = index.search(word, limit=0).total
        if total and (word != text or slug):
            found.append((word, _address({"q": word}), total))
    return found


def _known(request: Request, name: str, values: Mapping[str, object]) -> str | None:
    found = request.query_params.get(name)
    return found if found in values else None


def _address(query: dict[str, str]) -> str:
    return "/search?" + urlencode({key: value for key, value in query.items() if value})


routes = (Route("/search", search, name="search"),)
