"""One's own account: profile, password, sessions."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.account.entering import attempts, enter, people
from api.account.forms import Faults, email_fault, password_faults, secret, text
from api.account.sign_in import too_often
from api.languages import COOKIE as LANGUAGE
from api.staff import COOKIE, NEW_PASSWORD, StaffRoute, staff_page
from api.words import act_name, gettext_of, role_name
from catalogue.accounts import Act
from catalogue.accounts.accounts import Account
from catalogue.accounts.people import People
from catalogue.accounts.person import Given

HOME = "/account"


def own(request: Request) -> Account:
    """The account of whoever is signed in."""
    return people(request).accounts.by_id(request.state.person.id)


def home(request: Request) -> Response:
    """The page of one's account."""
    return _home(request, own(request))


async def profile(request: Request) -> Response:
    """Keeps name, address and language; another address needs the password, because letters go there."""
    account = await run_in_threadpool(own, request)
    form = request.state.form
    said = {key: text(form, key, 254) for key in ("full_name", "email", "language")}
    if said["language"] not in request.app.state.languages:
        said["language"] = ""
    gettext = gettext_of(request)
    faults = email_fault(said["email"], gettext)
    if not faults and said["email"] != account.email and account.password is not None:
        faults = await confirmed(request, account)
    if faults:
        return await run_in_threadpool(_home, request, account, faults, said)
    await run_in_threadpool(lambda: people(request).accounts.change(account.id, **said))
    response = RedirectResponse(f"{HOME}?done=profile", 303)
    if said["language"]:
        response.set_cookie(LANGUAGE, said["language"], max_age=365 * 24 * 3600, samesite="lax", path="/")
    return response


async def confirmed(request: Request, account: Account) -> Faults:
    """Nothing, if the field `current` holds the password of now; the fault, if not."""
    gettext, current = gettext_of(request), secret(request.state.form, "current")
    tried = attempts(request, account.name, "again")
    wait = people(request).throttle.begin(*tried)
    if wait:
        return {"current": too_often(request, wait)}
    found = await request.app.state.slowly.run(lambda: people(request).with_password(account.name, current))
    if found is None:
        return {"current": gettext("This is not your password of now.")}
    people(request).throttle.succeeded(*tried)
    return {}


def password_page(request: Request) -> Response:
    """The form for a new password."""
    return _password(request, {})


async def password(request: Request) -> Response:
    """Takes a new password; every session ends, and this browser gets a new one."""
    account = await run_in_threadpool(own, request)
    form, gettext = request.state.form, gettext_of(request)
    current, new = secret(form, "current"), secret(form, "password")
    faults = await confirmed(request, account) if account.password is not None else {}
    faults |= password_faults(new, secret(form, "again"), account.name, gettext, earlier=current or None)
    if faults:
        return await run_in_threadpool(_password, request, faults)
    await request.app.state.slowly.run(lambda: people(request).set_password(account.id, new))
    return await run_in_threadpool(enter, request, account, f"{HOME}?done=password", proven=True)


def end_sessions(request: Request) -> Response:
    """Ends one other session, or all others."""
    account, key = own(request), text(request.state.form, "session")
    if key:
        people(request).sessions.end_named(account.id, key)
    else:
        people(request).sessions.end_all(account.id, but=request.cookies.get(COOKIE, ""))
    return RedirectResponse(f"{HOME}?done=sessions", 303)


def places(known: People, roles: frozenset[Given]) -> list[tuple[str, list[str]]]:
    """Roles by place, everywhere first: the key of the institution's title (empty: everywhere), and the roles."""
    titles = known.institutions.titles()
    found: dict[str, list[str]] = {}
    for one in sorted(roles, key=lambda g: (g.institution, known.permissions.roles.index(g.role))):
        found.setdefault(titles.get(one.institution, one.institution), []).append(one.role)
    return list(found.items())


def _home(
    request: Request, account: Account, faults: Faults | None = None, said: dict[str, str] | None = None
) -> Response:
    known, gettext = people(request), gettext_of(request)
    tokens = known.tokens.of(account.id)
    return staff_page(
        request,
        "account/account.html",
        422 if faults else 200,
        account=account,
        said=said or {"full_name": account.full_name, "email": account.email, "language": account.language},
        faults=faults or {},
        done=request.query_params.get("done", ""),
        places=[(title, [role_name(r, gettext) for r in roles]) for title, roles in places(known, account.roles)],
        sessions=known.sessions.of(account.id),
        session=request.state.session,
        tokens=[one for one in tokens if known.tokens.holds(one)],
        ended=[one for one in tokens if not known.tokens.holds(one)][:20],
        acts=[(one.value, act_name(one, gettext)) for one in Act if known.permissions.anywhere(account.person(), one)],
        codes_left=known.second.left(account.id) if account.second_factor else 0,
    )


def _password(request: Request, faults: Faults) -> Response:
    account = own(request)
    return staff_page(request, "account/password.html", 422 if faults else 200, account=account, faults=faults)


routes = (
    StaffRoute(HOME, home, act=None, tokens=False),
    StaffRoute("/account/profile", profile, act=None, methods=("POST",), tokens=False),
    StaffRoute(NEW_PASSWORD, password_page, act=None, tokens=False),
    StaffRoute(NEW_PASSWORD, password, act=None, methods=("POST",), tokens=False),
    StaffRoute("/account/sessions", end_sessions, act=None, methods=("POST",), tokens=False),
)
