"""Tokens of programs: made, told once, revoked."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.account.entering import people
from api.account.forms import text
from api.account.own import HOME, own
from api.staff import StaffRoute, staff_page
from catalogue.accounts import Act
from catalogue.accounts.tokens import DAYS, LONGEST

PATH = "/account/tokens"


def make(request: Request) -> Response:
    """Makes a token, and tells it this once."""
    form, account = request.state.form, own(request)
    said = text(form, "days", 6)
    days = int(said) if said.isdecimal() else DAYS
    wanted = [one for one in Act if one.value in form.getlist("scope")]
    title = text(form, "title", 120)
    secret = people(request).tokens.make(account.id, title, wanted, min(days, LONGEST))
    return staff_page(request, "account/token.html", token=secret, title=title)


def revoke(request: Request) -> Response:
    """Revokes a token."""
    number = text(request.state.form, "token", 12)
    if number.isdecimal():
        people(request).tokens.revoke(own(request).id, int(number))
    return RedirectResponse(f"{HOME}?done=token", 303)


routes = (
    StaffRoute(PATH, make, act=None, methods=("POST",), tokens=False),
    StaffRoute(f"{PATH}/revoke", revoke, act=None, methods=("POST",), tokens=False),
)
