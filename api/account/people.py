"""For administrators: who works here, with which roles at which institution.

Whoever administers one institution gives and takes roles there, and touches only accounts that have none elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.account.entering import people
from api.account.forms import Faults, email_fault, refusal, text
from api.account.own import places
from api.staff import StaffRoute, allow, may, staff_page
from api.words import gettext_of, role_name
from catalogue.accounts import EVERYWHERE, Act, Given
from catalogue.accounts.accounts import Account
from catalogue.errors import AccountRefused

PATH = "/account/people"
Result = TypeVar("Result")
_PROFILE = ("full_name", "email", "language")


@dataclass(frozen=True)
class Place:
    """Where roles are given: an institution, or everywhere; with each role, and whether it is given there."""

    key: str
    title: str
    roles: tuple[tuple[str, str, bool], ...]
    open: bool


@dataclass(frozen=True)
class Said:
    """What a form for an account says."""

    name: str = ""
    profile: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(_PROFILE, ""))


def listed(request: Request) -> Response:
    """Everybody, with their roles."""
    known, gettext = people(request), gettext_of(request)
    found = []
    for one in known.accounts.all():
        roles = [(title, [role_name(r, gettext) for r in given]) for title, given in places(known, one.roles)]
        found.append((one, roles))
    return staff_page(request, "account/people.html", accounts=found)


def new_page(request: Request) -> Response:
    """The form for somebody new."""
    return _new(request, Said(), frozenset(), {})


async def new(request: Request) -> Response:
    """Adds somebody, and tells a password for once."""
    form, gettext = request.state.form, gettext_of(request)
    profile = _profile(request)
    said = Said(text(form, "name", 64), profile)
    roles = await run_in_threadpool(_asked_roles, request, frozenset[Given]())
    faults = email_fault(profile["email"], gettext)
    if not said.name:
        faults["name"] = gettext("Write a name to sign in with.")
    if not faults:
        try:
            made, once = await _slowly(request, lambda: people(request).invite(said.name, roles, **profile))
        except AccountRefused as error:
            faults["name"] = refusal(error, gettext)
        else:
            return await run_in_threadpool(_once, request, made, once)
    return await run_in_threadpool(_new, request, said, roles, faults)


def one_page(request: Request) -> Response:
    """An account, and what can be done to it."""
    return _one(request, _account(request), {})


async def change(request: Request) -> Response:
    """Does what the button says to an account."""
    account = await run_in_threadpool(_account, request)
    await run_in_threadpool(_reached, request, account)
    deed = text(request.state.form, "deed", 20)
    if deed == "reset":
        once = await _slowly(request, lambda: people(request).reset(account.id))
        return await run_in_threadpool(_once, request, account, once)
    if deed not in _DEEDS:
        raise HTTPException(400)
    return await run_in_threadpool(_do, request, account, deed)


def _do(request: Request, account: Account, deed: str) -> Response:
    try:
        faults = _DEEDS[deed](request, account)
    except AccountRefused as error:
        faults = {deed: refusal(error, gettext_of(request))}
    if faults:
        return _one(request, people(request).accounts.by_id(account.id), faults)
    return RedirectResponse(f"{PATH}/{account.id}?done={deed}", 303)


def _give(request: Request, account: Account) -> Faults:
    people(request).accounts.give(account.id, _asked_roles(request, account.roles))
    return {}


def _describe(request: Request, account: Account) -> Faults:
    profile = _profile(request)
    faults = email_fault(profile["email"], gettext_of(request))
    if not faults:
        people(request).accounts.change(account.id, **profile)
    return faults


def _disable(request: Request, account: Account) -> Faults:
    people(request).disable(account.id)
    return {}


def _enable(request: Request, account: Account) -> Faults:
    people(request).accounts.disable(account.id, False)
    return {}


def _end_all(request: Request, account: Account) -> Faults:
    people(request).sessions.end_all(account.id)
    return {}


def _revoke_all(request: Request, account: Account) -> Faults:
    people(request).tokens.revoke_all(account.id)
    return {}


_DEEDS: Mapping[str, Callable[[Request, Account], Faults]] = MappingProxyType(
    {
        "roles": _give,
        "profile": _describe,
        "disable": _disable,
        "enable": _enable,
        "sessions": _end_all,
        "tokens": _revoke_all,
    }
)


def _asked_roles(request: Request, before: frozenset[Given]) -> frozenset[Given]:
    """The roles that a form asks for; those at places that one does not administer stay as they were."""
    form = request.state.form
    open_ = {place.key for place in _places(request, before) if place.open}
    asked = {
        Given(role, key)
        for key in open_
        for role in people(request).permissions.roles
        if role in form.getlist(f"roles-{key}")
    }
    return frozenset(asked) | {one for one in before if one.institution not in open_}


def _reached(request: Request, account: Account) -> None:
    """Raises NotAllowed for an account that has roles where the person does not administer."""
    for place in {one.institution for one in account.roles}:
        allow(request, Act.ADMINISTER, institution=place)


def _within_reach(request: Request, account: Account) -> bool:
    return all(may(request, Act.ADMINISTER, None, one.institution) for one in account.roles)


def _places(request: Request, roles: frozenset[Given]) -> list[Place]:
    """Everywhere and each institution, with the roles that are given there."""
    known, gettext = people(request), gettext_of(request)
    there = {EVERYWHERE: gettext("At every institution")} | dict(known.institutions.titles())
    there |= {one.institution: one.institution for one in roles if one.institution not in there}
    return [
        Place(
            key,
            title,
            tuple((role, role_name(role, gettext), Given(role, key) in roles) for role in known.permissions.roles),
            may(request, Act.ADMINISTER, None, key),
        )
        for key, title in there.items()
    ]


def _profile(request: Request) -> dict[str, str]:
    said = {key: text(request.state.form, key, 254) for key in _PROFILE}
    if said["language"] not in request.app.state.languages:
        said["language"] = ""
    return said


def _account(request: Request) -> Account:
    found = people(request).accounts.find_id(request.path_params["number"])
    if found is None:
        raise HTTPException(404)
    return found


async def _slowly(request: Request, work: Callable[[], Result]) -> Result:
    found: Result = await request.app.state.slowly.run(work)
    return found


def _new(request: Request, said: Said, roles: frozenset[Given], faults: Faults) -> Response:
    status = 422 if faults else 200
    return staff_page(
        request, "account/new-person.html", status, said=said, places=_places(request, roles), faults=faults
    )


def _one(request: Request, account: Account, faults: Faults) -> Response:
    known = people(request)
    tokens = [one for one in known.tokens.of(account.id) if known.tokens.holds(one)]
    return staff_page(
        request,
        "account/person.html",
        422 if faults else 200,
        account=account,
        places=_places(request, account.roles),
        reached=_within_reach(request, account),
        sessions=len(known.sessions.of(account.id)),
        tokens=tokens,
        faults=faults,
        done=request.query_params.get("done", ""),
    )


def _once(request: Request, account: Account, once: str) -> Response:
    return staff_page(request, "account/once.html", account=account, once=once)


routes = (
    StaffRoute(PATH, listed, act=Act.ADMINISTER, tokens=False),
    StaffRoute(f"{PATH}/new", new_page, act=Act.ADMINISTER, tokens=False),
    StaffRoute(f"{PATH}/new", new, act=Act.ADMINISTER, methods=("POST",), tokens=False),
    StaffRoute(f"{PATH}/{{number:int}}", one_page, act=Act.ADMINISTER, tokens=False),
    StaffRoute(f"{PATH}/{{number:int}}", change, act=Act.ADMINISTER, methods=("POST",), tokens=False),
)
