"""What a picker offers while somebody types: as JSON, for the field at an address."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.editing.readable import readable
from api.editing.status import status_name
from api.labels import best
from api.presenter import Presenter, presenter_for
from api.staff import StaffRoute
from catalogue.accounts import Act
from catalogue.shapes import Kind, label_in
from catalogue.suggesting import Suggestion

LONGEST = 200
_UP = " › "


def pick(request: Request) -> Response:
    """Records that may be chosen for a field, by what was typed; 404 for what is no field of references."""
    state = request.app.state
    address = state.schema.addresses.get(request.query_params.get("field", ""))
    if address is None or address.field.kind is not Kind.REFERENCE:
        raise HTTPException(404)
    presenter = presenter_for(request, {})
    text = request.query_params.get("q", "")[:LONGEST]
    found = state.suggesting.of_field(address.field, text, presenter.language, institutions=readable(request))
    items = [_item(request, one, presenter, several=len(address.field.refers_to) > 1) for one in found]
    return JSONResponse({"items": items})


def _item(request: Request, one: Suggestion, presenter: Presenter, *, several: bool) -> dict[str, object]:
    """`more` says in one line what tells it from others of its name."""
    state, language = request.app.state, presenter.language
    kind = label_in(state.schema.by_slug[one.hit.slug].labels, language)
    schemes = [label_in(state.schemes.scheme(scheme).labels, language) for scheme in one.card.schemes]
    above = [said.text for summary in one.above if (said := best(summary.labels, language))]
    dates = presenter.years(one.card.begin, one.card.end)
    status = status_name(one.standing.status, presenter.gettext)
    unfinished = one.standing.status != "published"
    told = [_UP.join(above), dates, *schemes[:1], kind if several else "", status if unfinished else ""]
    return {
        "iri": one.hit.iri,
        "path": one.hit.path,
        "label": one.hit.label,
        "language": one.hit.language,
        "kind": kind,
        "source": one.hit.iri if one.hit.iri != state.catalogue.base + one.hit.path else "",
        "scheme": schemes[0] if schemes else "",
        "above": above,
        "dates": dates,
        "status": one.standing.status,
        "stub": one.standing.stub,
        "more": " · ".join(part for part in told if part),
    }


routes = (StaffRoute("/edit/pick", pick, act=Act.READ),)
