"""Codes of an app as a second factor: begun with a picture to scan, ended with the password."""

from __future__ import annotations

import io

import segno
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.account.entering import people
from api.account.forms import Faults, text
from api.account.own import HOME, confirmed, own
from api.staff import COOKIE, StaffRoute, staff_page
from api.words import gettext_of
from catalogue.accounts.second_factor import address, new_secret

PATH = "/account/second-factor"


def page(request: Request) -> Response:
    """A new secret, as a picture and as text."""
    return _page(request, new_secret(), {})


async def begin(request: Request) -> Response:
    """Takes the first code, and tells the recovery codes."""
    account = await run_in_threadpool(own, request)
    form, gettext = request.state.form, gettext_of(request)
    secret = new_secret(text(form, "secret", 64))
    faults = await confirmed(request, account) if account.password is not None else {}
    if faults:
        return await run_in_threadpool(_page, request, secret, faults)
    known = people(request)
    codes = await run_in_threadpool(known.second.enrol, account.id, secret, text(form, "code", 40))
    if codes is None:
        fault = {"code": gettext("This is not the code of now. Check the clock of your telephone.")}
        return await run_in_threadpool(_page, request, secret, fault)
    cookie = request.cookies.get(COOKIE, "")
    await run_in_threadpool(lambda: known.sessions.end_all(account.id, but=cookie))
    return await run_in_threadpool(lambda: staff_page(request, "account/recovery.html", codes=codes))


async def end(request: Request) -> Response:
    """Asks for no codes any more, if the password is right."""
    account = await run_in_threadpool(own, request)
    faults = await confirmed(request, account) if account.password is not None else {}
    if faults:
        return await run_in_threadpool(_page, request, new_secret(), faults)
    await run_in_threadpool(people(request).second.remove, account.id)
    return RedirectResponse(f"{HOME}?done=no-codes", 303)


def _page(request: Request, secret: str, faults: Faults) -> Response:
    account = own(request)
    title = request.app.state.settings.title
    return staff_page(
        request,
        "account/second-factor.html",
        422 if faults else 200,
        account=account,
        secret=secret,
        grouped=" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        picture=_picture(address(secret, account.name, title)),
        faults=faults,
    )


def _picture(said: str) -> Markup:
    out = io.BytesIO()
    segno.make(said, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=2, svgclass=None, lineclass=None
    )
    return Markup(out.getvalue().decode())  # noqa: S704  # shapes only: the text is in the picture, not in its markup


routes = (
    StaffRoute(PATH, page, act=None, tokens=False),
    StaffRoute(PATH, begin, act=None, methods=("POST",), tokens=False),
    StaffRoute(f"{PATH}/end", end, act=None, methods=("POST",), tokens=False),
)
