"""The named relations of the Linked Art search API: pages of the records that stand in a relation to one, and where a
document says that there are such pages.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.answers import Answer
from api.errors import explain
from catalogue.interchange.vocabulary import linked_art
from catalogue.projections.search_picking import Picked
from catalogue.publication import PublicRecord, Summary
from catalogue.relations.asking import SIZE, Relations

PATH = "/relation"
CONTEXT = "https://linked.art/ns/v1/search.json"
CONTENT_TYPE = f'application/ld+json;profile="{CONTEXT}"'
_DIGITS = 9
Json = dict[str, Any]


def relation(request: Request) -> Response:
    """A page of the records that stand in a named relation of Linked Art to the record whose address is `id`."""
    gettext = request.app.state.pages.tongue(request).messages.gettext
    name, iri = request.path_params["name"], request.query_params.get("id", "")
    text = request.query_params.get("page", "1")
    relations: Relations = request.app.state.relations
    if name not in relations.answering:
        return explain(request, 404, gettext("Linked Art has no relation of this name."), "json")
    if not iri:
        return explain(request, 400, gettext("Say of which record: ?id= and its address."), "json")
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS and int(text) >= 1):
        return explain(request, 400, gettext("The page is a number, from 1."), "json")
    try:
        answer: Answer = request.app.state.kept.get(request, lambda: _page(request, name, iri, int(text)))
    except _Beyond:
        return explain(request, 404, gettext("There are fewer pages than that."), "json")
    return answer.send(request)


def links_for(app: Starlette, public: PublicRecord) -> dict[str, str]:
    """Name → address of every relation in which anything public stands to a record; they cost a look into the index."""
    state = app.state
    return {name: _address(state.settings.base, name, public.iri) for name in state.relations.of(public)}


class _Beyond(Exception):
    """There is no such page."""


def _page(request: Request, name: str, iri: str, number: int) -> Answer:
    state = request.app.state
    given = state.relations.given(iri)
    found: Picked = state.relations.page(name, iri, number)
    pages = max(1, -(-found.total // SIZE))
    if number > pages:
        raise _Beyond
    whole = _address(state.settings.base, name, iri)
    told: Json = {
        "@context": CONTEXT,
        **_reference(whole, number),
        "partOf": {
            "id": whole,
            "type": "OrderedCollection",
            "label": _label(name, given),
            "first": _reference(whole, 1),
            "last": _reference(whole, pages),
            "totalItems": found.total,
        },
        "startIndex": (number - 1) * SIZE,
    }
    if number > 1:
        told["prev"] = _reference(whole, number - 1)
    if number < pages:
        told["next"] = _reference(whole, number + 1)
    told["orderedItems"] = [{"id": one, "type": _class_name(crm_class)} for one, crm_class in found.records]
    return Answer((json.dumps(told, ensure_ascii=False) + "\n").encode(), CONTENT_TYPE)


def _reference(whole: str, number: int) -> Json:
    return {"id": f"{whole}&page={number}", "type": "OrderedCollectionPage"}


def _address(base: str, name: str, iri: str) -> str:
    return f"{base}{PATH}/{name}?{urlencode({'id': iri})}"


def _label(name: str, given: Summary | None) -> Mapping[str, list[str]]:
    """What the collection is called in each language that the record is named in."""
    named = given.labels if given is not None else {}
    return {language or "none": [f"{label}: {name}"] for language, label in named.items()} or {"none": [name]}


def _class_name(crm_class: str) -> str:
    word = linked_art().by_predicate.get(crm_class)
    return word.name if word is not None else crm_class.rpartition("/")[2]


routes = (Route(f"{PATH}/{{name}}", relation, name="relation"),)
