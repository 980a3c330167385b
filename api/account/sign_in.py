"""Signing in with name and password, then with a code where the account asks for one; signing out."""

from __future__ import annotations

import logging
from math import ceil
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.account.entering import CODE, attempts, enter, entrance, leave, people
from api.account.forms import Faults, secret, sent, text
from api.staff import COOKIE, SIGN_IN, StaffRoute, known_of
from api.visitor import client_address, from_here, local_path
from api.words import gettext_of

_log = logging.getLogger("khizana.accounts")


def page(request: Request) -> Response:
    """The sign-in page; whoever is signed in already goes on."""
    back = local_path(request.query_params.get("next"))
    known = known_of(request)
    if known is not None and known.session is not None:
        return RedirectResponse(back, 303)
    return _form(request, back)


async def sign_in(request: Request) -> Response:
    """Takes name and password. It is as slow, and says the same, for a name that there is not."""
    form = await sent(request)
    name, back = text(form, "name"), local_path(text(form, "next", 2_000))
    gettext = gettext_of(request)
    if not from_here(request):
        raise HTTPException(403, gettext("This form does not come from here. Open the page again, and sign in there."))
    tried = attempts(request, name)
    wait = people(request).throttle.begin(*tried)
    if wait:
        return _too_often(request, wait, back, name)
    password = secret(form, "password")
    account = await request.app.state.slowly.run(lambda: people(request).with_password(name, password))
    if account is None:
        _log.warning("Sign-in failed from %s.", client_address(request))
        return _form(request, back, name, {"name": gettext("Name and password do not belong together.")}, 422)
    people(request).throttle.succeeded(*tried)
    return await run_in_threadpool(enter, request, account, back)


def code_page(request: Request) -> Response:
    """Asks for the code; whoever has not given a password yet begins there."""
    back = local_path(request.query_params.get("next"))
    if people(request).half_in(request.cookies.get(COOKIE, "")) is None:
        return RedirectResponse(f"{SIGN_IN}?{urlencode({'next': back})}", 303)
    return _code(request, back)


async def code(request: Request) -> Response:
    """Takes the code of the app, or a recovery code."""
    form = await sent(request)
    return await run_in_threadpool(_take_code, request, text(form, "code", 40), local_path(text(form, "next", 2_000)))


def _take_code(request: Request, said: str, back: str) -> Response:
    gettext = gettext_of(request)
    if not from_here(request):
        raise HTTPException(403, gettext("This form does not come from here. Open the page again, and sign in there."))
    account = people(request).half_in(request.cookies.get(COOKIE, ""))
    if account is None:
        return RedirectResponse(f"{SIGN_IN}?{urlencode({'next': back})}", 303)
    tried = attempts(request, account.name, "code")
    wait = people(request).throttle.begin(*tried)
    if wait:
        return _later(_code(request, back, {"code": too_often(request, wait)}, 429), wait)
    if not people(request).second.right(account, said):
        return _code(request, back, {"code": gettext("This is not a code of now, or it was used already.")}, 422)
    people(request).throttle.succeeded(*tried)
    return enter(request, account, back, proven=True)


def sign_out(request: Request) -> Response:
    """Ends the session."""
    response = RedirectResponse("/", 303)
    leave(request, response)
    return response


def _form(request: Request, back: str, name: str = "", faults: Faults | None = None, status: int = 200) -> Response:
    state = request.app.state
    response: Response = state.pages.respond(
        request,
        "account/sign-in.html",
        status,
        back=back,
        name=name,
        faults=faults or {},
        service=state.identities.name if state.identities else "",
        forgotten=state.mail is not None,
    )
    return response


def _code(request: Request, back: str, faults: Faults | None = None, status: int = 200) -> Response:
    response: Response = request.app.state.pages.respond(
        request, "account/code.html", status, back=back, faults=faults or {}
    )
    return response


def _too_often(request: Request, wait: float, back: str, name: str) -> Response:
    return _later(_form(request, back, name, {"name": too_often(request, wait)}, 429), wait)


def _later(response: Response, wait: float) -> Response:
    response.headers["Retry-After"] = str(ceil(wait))
    return response


def too_often(request: Request, wait: float) -> str:
    """How long to wait."""
    gettext, number = gettext_of(request), request.app.state.pages.tongue(request).numerals.number(ceil(wait))
    return gettext("Too many attempts. Wait, then try again (seconds: %(number)s).") % {"number": number}


routes = (
    entrance(SIGN_IN, page),
    entrance(SIGN_IN, sign_in, "POST"),
    entrance(CODE, code_page),
    entrance(CODE, code, "POST"),
    StaffRoute("/account/sign-out", sign_out, act=None, methods=("POST",), tokens=False),
)
