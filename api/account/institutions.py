"""For administrators: the institutions that share this catalogue."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.account.entering import people
from api.account.forms import Faults, refusal, text
from api.staff import StaffRoute, allow, may, staff_page
from api.words import gettext_of
from catalogue.accounts import EVERYWHERE, Act
from catalogue.errors import AccountRefused

PATH = "/account/institutions"


def listed(request: Request) -> Response:
    """All institutions, and the form for another."""
    return _page(request, {}, {})


def add(request: Request) -> Response:
    """Adds one; only who administers everything may."""
    allow(request, Act.ADMINISTER, institution=EVERYWHERE)
    said = {name: text(request.state.form, name, 120) for name in ("key", "title")}
    try:
        people(request).institutions.add(said["key"], said["title"])
    except AccountRefused as error:
        where = "title" if error.reason == "title" else "key"
        return _page(request, {where: refusal(error, gettext_of(request))}, said)
    return RedirectResponse(f"{PATH}?done=added", 303)


def rename(request: Request) -> Response:
    """Gives one another title; its key stays."""
    key, title = (text(request.state.form, name, 120) for name in ("key", "title"))
    allow(request, Act.ADMINISTER, institution=key)
    held = people(request).institutions.find(key)
    try:
        people(request).institutions.rename(key, title, held.record_iri if held else None)
    except AccountRefused as error:
        return _page(request, {f"title-{key}": refusal(error, gettext_of(request))}, {})
    return RedirectResponse(f"{PATH}?done=renamed", 303)


def _page(request: Request, faults: Faults, said: dict[str, str]) -> Response:
    return staff_page(
        request,
        "account/institutions.html",
        422 if faults else 200,
        institutions=[(one, may(request, Act.ADMINISTER, None, one.key)) for one in people(request).institutions.all()],
        adds=may(request, Act.ADMINISTER, None, EVERYWHERE),
        faults=faults,
        said={"key": "", "title": ""} | said,
        done=request.query_params.get("done", ""),
    )


routes = (
    StaffRoute(PATH, listed, act=Act.ADMINISTER, tokens=False),
    StaffRoute(PATH, add, act=Act.ADMINISTER, methods=("POST",), tokens=False),
    StaffRoute(f"{PATH}/rename", rename, act=Act.ADMINISTER, methods=("POST",), tokens=False),
)
