"""What every way in ends with: a new session, the cookie that carries it, the mark of a browser that is known."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.account.forms import SMALL
from api.languages import COOKIE as LANGUAGE
from api.staff import COOKIE, Endpoint, Private
from api.visitor import by_https, client_address, local_path
from catalogue.accounts import People
from catalogue.accounts.accounts import Account
from catalogue.accounts.throttle import ADDRESS, NAME, Rule, network

CODE = "/account/code"
KNOWN = "khizana-known"
"""The cookie of a browser from which somebody has signed in before."""
_YEAR = 365 * 24 * 3600


def people(request: Request) -> People:
    """The people of this catalogue."""
    found: People = request.app.state.people
    return found


def entrance(path: str, endpoint: Endpoint, method: str = "GET") -> Route:
    """A route for whoever is not signed in yet."""
    route = Route(path, endpoint, methods=[method], max_body_size=SMALL)
    route.app = Private(route.app)
    return route


def enter(request: Request, account: Account, back: str, *, proven: bool = False) -> Response:
    """Signs somebody in, or asks for the code that is still owed; a session of before ends."""
    owes = account.second_factor is not None and not proven
    agent = request.headers.get("user-agent", "")
    secret = people(request).sessions.begin(account.id, agent, pending=owes, instead=request.cookies.get(COOKIE, ""))
    back = local_path(back)
    response = RedirectResponse(f"{CODE}?{urlencode({'next': back})}" if owes else back, 303)
    age = request.app.state.settings.session_age
    keep(request, response, COOKIE, secret, max_age=int(age))
    if not owes:
        keep(request, response, KNOWN, _mark(request, account.name), max_age=_YEAR, path="/account")
        if account.language:
            response.set_cookie(LANGUAGE, account.language, max_age=_YEAR, samesite="lax", path="/")
    return response


def keep(request: Request, response: Response, name: str, value: str, **more: Any) -> None:
    """Sets a cookie that no script reads and no other site makes a browser send along with a form."""
    response.set_cookie(name, value, httponly=True, samesite="lax", secure=by_https(request), **more)


def leave(request: Request, response: Response) -> None:
    """Ends the session of this browser."""
    people(request).sessions.end(request.cookies.get(COOKIE, ""))
    response.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=by_https(request))


def attempts(request: Request, name: str, what: str = "") -> tuple[tuple[Rule, str], ...]:
    """By what an attempt to sign in counts: the name, or the browser if it is known to it; and the place."""
    folded = name.strip()[:64].casefold()
    nonce, _, mark = request.cookies.get(KNOWN, "").partition(".")
    known = bool(nonce) and people(request).is_signed(mark, "browser", folded, nonce)
    return (NAME, f"{what} browser {nonce}" if known else f"{what} {folded}"), place(request)


def place(request: Request) -> tuple[Rule, str]:
    """The visitor's network."""
    return ADDRESS, network(client_address(request))


def _mark(request: Request, name: str) -> str:
    nonce, _, mark = request.cookies.get(KNOWN, "").partition(".")
    if nonce and people(request).is_signed(mark, "browser", name, nonce):
        return f"{nonce}.{mark}"
    nonce = secrets.token_urlsafe(16)
    return f"{nonce}.{people(request).signed('browser', name, nonce)}"
