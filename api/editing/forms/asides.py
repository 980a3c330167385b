"""What a form asks while somebody writes in it: the terms of a vocabulary, what is understood of a date."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.editing.forms.choices import terms
from api.editing.forms.opened import summaries_of
from api.editing.forms.reading import understood
from api.presenter import presenter_for
from api.staff import StaffRoute
from api.words import gettext_of
from catalogue.accounts import Act
from catalogue.editing.dates import written

LONGEST = 500  # characters of a date


def vocabulary(request: Request) -> Response:
    """The terms of a small vocabulary, by name; 404 for one that is unknown or too large to choose from."""
    held = terms(request).get(request.query_params.get("vocabulary", ""))
    if held is None:
        raise HTTPException(404)
    return JSONResponse({"terms": [{"value": one.value, "label": one.label} for one in held]})


def date(request: Request) -> Response:
    """What is understood of a date as written; `term` names its language and its calendar."""
    text = request.query_params.get("text", "").strip()[:LONGEST]
    asked = request.query_params.getlist("term")[:4]
    notations = [n for one in summaries_of(request, set(asked)).values() for n in one.notations[:1]]
    language = next((one for one in notations if one.islower()), "")
    calendar = next((one for one in notations if not one.islower()), "")
    said = understood(written(text, language, calendar), presenter_for(request, {}))
    if text and not said:
        gettext = gettext_of(request)
        said = gettext("Not understood as a date; it is kept as it is written.")
    return JSONResponse({"text": said})


routes = (
    StaffRoute("/edit/terms", vocabulary, act=Act.READ),
    StaffRoute("/edit/date", date, act=Act.READ),
)
