"""The activity feed (IIIF Change Discovery 1.0): every public change, oldest first, in pages that never change once
they are full; and for people, a page of the latest.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.answers import Answer, matches
from api.assets import FOR_EVER
from api.errors import explain
from api.labels import Label
from api.negotiation import HTML, JSON, LINKED_ART, NTRIPLES, TURTLE, Representation, accepts, wanted
from api.paging import DEEPEST, asked, paging
from api.presenter import Presenter, presenter_for
from catalogue.interchange.vocabulary import linked_art
from catalogue.publication import Activity, Summary, Thing
from catalogue.shapes import Schema, label_in

SIZE = 100  # activities a page, for ever: another size would make other pages of the same addresses
PATH = "/activity"
DISCOVERY = "http://iiif.io/api/discovery/1/context.json"
RECORD_TYPES = "https://linked.art/ns/v1/record-types.json"
CONTEXT = (RECORD_TYPES, DISCOVERY)
FEED = Representation(
    "feed", "", f'application/ld+json;profile="{DISCOVERY}"', ("application/ld+json", "application/json")
)
_DESCRIPTION = "/.well-known/void"
_LISTED = 50  # changes a page, for people
_NUMBER = re.compile(r"[1-9][0-9]{0,11}")
Json = dict[str, Any]


@dataclass(frozen=True)
class Changed:
    """A line of the page for people; a record that is not public any more goes by its address."""

    href: str
    label: Label
    type: str
    kind: str
    time: datetime
    into: tuple[str, Label] | None = None


def collection(request: Request) -> Response:
    """The feed of public changes, of everything or of one record type; for people, a page of the latest ones."""
    slug = _slug(request)
    if slug is None:
        return _nothing(request)
    if wanted(request.headers.get("accept"), (FEED, HTML)) is HTML:
        answer: Answer = request.app.state.kept.get(request, lambda: _latest(request, slug))
        return answer.send(request)
    place, total = _place(request, slug), request.app.state.feed.total(slug)
    told: Json = {"@context": CONTEXT, "id": place, "type": "OrderedCollection", "totalItems": total}
    if slug:
        told["partOf"] = [{"id": _place(request, ""), "type": "OrderedCollection"}]
    told["seeAlso"] = [_dataset(request.app.state.settings.base + _DESCRIPTION, TURTLE)]
    told["first"], told["last"] = _page(place, 1), _page(place, _pages(total))
    return _sent(request, told, {"Cache-Control": "no-cache", "Vary": "Accept"})


def page(request: Request) -> Response:
    """A page of the feed, oldest change first; one that another follows stays as it is for ever."""
    slug, asked_for = _slug(request), request.path_params["number"]
    if slug is None or not _NUMBER.fullmatch(asked_for):
        return _nothing(request)
    number = int(asked_for)
    found = request.app.state.feed.stretch((number - 1) * SIZE, SIZE, slug)
    pages, place, base = _pages(found.total), _place(request, slug), request.app.state.settings.base
    if number > pages:
        return _nothing(request)
    told: Json = {"@context": CONTEXT, **_page(place, number), "startIndex": found.start}
    told["partOf"] = {"id": place, "type": "OrderedCollection"}
    if number > 1:
        told["prev"] = _page(place, number - 1)
    if number < pages:
        told["next"] = _page(place, number + 1)
    told["orderedItems"] = [_told(one, base) for one in found.activities]
    return _sent(request, told, {"Cache-Control": FOR_EVER if number < pages else "no-cache"})


def _told(one: Activity, base: str) -> Json:
    """An activity; where it leaves something public, with the documents that say what."""
    gone = one.kind == "Delete" or one.target is not None
    told: Json = {"type": one.kind, "object": _thing(one.object, base, gone=gone)}
    if one.target is not None:
        told["target"] = _thing(one.target, base)
    return told | {"endTime": one.time}


def _thing(one: Thing, base: str, *, gone: bool = False) -> Json:
    address = base + one.path
    told: Json = {"id": address, "type": _class_name(one.crm_class)}
    if one.iri != address:
        told["canonical"] = one.iri
    if not gone:
        told["seeAlso"] = [_dataset(address + form.suffix, form) for form in (JSON, TURTLE, NTRIPLES)]
    return told


def _dataset(address: str, form: Representation) -> Json:
    told = {"id": address, "type": "Dataset", "format": form.ranges[0]}
    return told | ({"profile": LINKED_ART} if form is JSON else {})


def _class_name(crm_class: str) -> str:
    """The class as Linked Art calls it; the end of its address where that has no word for it."""
    word = linked_art().by_predicate.get(crm_class)
    return word.name if word is not None else re.split("[/#]", crm_class)[-1]


def _page(place: str, number: int) -> Json:
    return {"id": f"{place}/page/{number}", "type": "OrderedCollectionPage"}


def _pages(total: int) -> int:
    """How many pages there are: one of nothing where nothing was ever public."""
    return max(1, -(-total // SIZE))


def _place(request: Request, slug: str) -> str:
    base: str = request.app.state.settings.base
    return f"{base}{PATH}/{slug}" if slug else base + PATH


def _slug(request: Request) -> str | None:
    """The record type that is asked for, "" for all; None where there is no such type."""
    slug: str = request.path_params.get("slug", "")
    return slug if not slug or slug in request.app.state.schema.by_slug else None


def _nothing(request: Request) -> Response:
    form = "html" if accepts(request.headers.get("accept"), "text/html") else "json"
    return explain(request, 404, form=form)


def _sent(request: Request, told: Json, headers: Mapping[str, str]) -> Response:
    """The document, or 304: the same for everybody, so no language and no cookie has a part in it."""
    body = (json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
    answer = Answer(body, FEED.content_type)
    headers = {**headers, "ETag": answer.etag()}
    if matches(request.headers.get("if-none-match"), answer.etag()):
        return Response(status_code=304, headers=headers)
    return Response(body, headers={**headers, "Content-Type": answer.content_type})


def _latest(request: Request, slug: str) -> Answer:
    state, number = request.app.state, asked(request)
    found = state.feed.latest((number - 1) * _LISTED, _LISTED, slug)
    things = [t for one in found.activities for t in (one.object, one.target) if t is not None]
    public = state.log.summaries({one.iri for one in things})
    presenter = presenter_for(request, public)
    place = f"{PATH}/{slug}" if slug else PATH
    pages = paging(number, _LISTED, min(found.total, DEEPEST * _LISTED), place, {})
    body = state.pages.render(
        request,
        "activity.html",
        place=place,
        slug=slug,
        plural=label_in(state.schema.by_slug[slug].plurals, presenter.language) if slug else "",
        feed=FEED.content_type,
        changes=[_changed(one, presenter, public, state.schema) for one in found.activities],
        paging=replace(pages, total=found.total),
    )
    return Answer(body, HTML.content_type)


def _changed(one: Activity, presenter: Presenter, public: Mapping[str, Summary], schema: Schema) -> Changed:
    def label(thing: Thing) -> Label:
        summary = public.get(thing.iri)
        return presenter.label(summary) if summary is not None else Label(thing.path)

    kind = schema.by_slug.get(one.object.slug)
    named = label_in(kind.labels, presenter.language) if kind is not None else ""
    into = (one.target.path, label(one.target)) if one.target is not None else None
    return Changed(one.object.path, label(one.object), named, one.kind, datetime.fromisoformat(one.time), into)


routes = (
    Route(PATH, collection, name="activity"),
    Route(f"{PATH}/page/{{number}}", page),
    Route(f"{PATH}/{{slug}}", collection, name="activity of a type"),
    Route(f"{PATH}/{{slug}}/page/{{number}}", page),
)
