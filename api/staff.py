"""Doors for those who work here: each names its act, and opens only to a person whose roles allow it.

    StaffRoute("/edit/{slug}/{id}", form, act=Act.EDIT, methods=("GET", "POST"))

The endpoint then has `request.state.person`, for what is sent to it `request.state.form`, and asks `allow(…)` for the
institution of the record at hand. Whether a person may do it to the record type at all was asked before, by `{slug}`.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from functools import wraps
from hashlib import sha256
from inspect import iscoroutinefunction
from typing import Any
from urllib.parse import urlencode, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import explain
from api.negotiation import accepts
from api.visitor import from_here, local_path
from api.words import gettext_of, role_name
from catalogue.accounts import Act, Known, Permissions, Person
from catalogue.errors import NotAllowed
from catalogue.shapes import RecordType

Endpoint = Callable[[Request], Response] | Callable[[Request], Awaitable[Response]]

COOKIE = "khizana"
"""The cookie of a session."""
SIGN_IN = "/account/sign-in"
NEW_PASSWORD = "/account/password"  # noqa: S105  # an address
SAFE = ("GET", "HEAD", "OPTIONS")
LARGEST = 16 << 20
"""Bytes of a form, unless its route allows more."""
_FIELDS = 50_000
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class StaffRoute(Route):
    """A route for staff. It answers 401 to nobody, 403 to whoever may not, and tells caches to keep nothing.

    With no act it is for everybody who is signed in, whatever their roles. `tokens` says whether programs may come.
    """

    def __init__(
        self,
        path: str,
        endpoint: Endpoint,
        *,
        act: Act | None,
        methods: tuple[str, ...] = ("GET",),
        name: str | None = None,
        largest: int = LARGEST,
        tokens: bool = True,
    ) -> None:
        guarded = _guarded(endpoint, act, tokens=tokens)
        super().__init__(path, guarded, methods=methods, name=name or endpoint.__name__, max_body_size=largest)
        self.act = act
        self.tokens = tokens
        self.app = Private(self.app)


class Private:
    """Makes every answer of an application one that nobody keeps and no other site reads."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Cache-Control"] = "private, no-store"
            await send(message)

        await self._app(scope, receive, dressed)


def allow(request: Request, act: Act, record_type: RecordType | None = None, institution: str = "") -> None:
    """Raises NotAllowed unless the person may do it to a record of this type that belongs to this institution."""
    person: Person = request.state.person
    if not permissions(request).may(person, act, record_type, institution):
        raise _refusal(request, act, record_type)


def may(request: Request, act: Act, record_type: RecordType | None = None, institution: str | None = None) -> bool:
    """Whether the person may do it there; without an institution, anywhere."""
    person: Person = request.state.person
    if institution is None:
        return permissions(request).anywhere(person, act, record_type)
    return permissions(request).may(person, act, record_type, institution)


def permissions(request: Request) -> Permissions:
    """The table of who may do what."""
    table: Permissions = request.app.state.permissions
    return table


def staff_page(request: Request, template: str, status: int = 200, **context: Any) -> Response:
    """A page for staff: with the person, the mark for its forms, and what the bar at the top offers."""
    state = request.app.state
    making = [one for one in state.schema.record_types if may(request, Act.EDIT, one)]
    bar = {
        "person": request.state.person,
        "csrf": request.state.csrf,
        "making": frozenset(f"/{one.slug}" for one in making),
        "acts": frozenset(one.value for one in Act if may(request, one)),
        "here": request.url.path,
    }
    response: Response = state.pages.respond(request, template, status, **bar | context)
    return response


def csrf_token(secret: str) -> str:
    """The mark that a session's forms carry: made of its secret, which it does not tell."""
    return hmac.new(secret.encode(), b"csrf", sha256).hexdigest()


def known_of(request: Request) -> Known | None:
    """Who sends this: the token's user where there is a token, else the session's."""
    people = request.app.state.people
    token = _token(request)
    if token is not None:
        found: Known | None = people.by_token(token)
    else:
        found = people.by_session(request.cookies.get(COOKIE, ""))
    return found


def _guarded(endpoint: Endpoint, act: Act | None, *, tokens: bool) -> Callable[[Request], Awaitable[Response]]:
    @wraps(endpoint)
    async def guarded(request: Request) -> Response:
        known = await run_in_threadpool(known_of, request)
        if known is None:
            return _nobody(request)
        state = request.state
        state.person, state.session = known.person, known.session
        state.csrf = csrf_token(request.cookies.get(COOKIE, "")) if known.session else ""
        state.form = FormData()
        if known.session is None and not tokens:
            gettext = gettext_of(request)
            raise NotAllowed(gettext("This is for people with a browser; no token opens it."))
        _refuse_without_role(request, act)
        if known.must_change and known.session is not None and request.url.path != NEW_PASSWORD:
            return RedirectResponse(NEW_PASSWORD, 303)
        if request.method not in SAFE:
            if request.headers.get("content-type", "").partition(";")[0].strip().lower() in _FORMS:
                state.form = await request.form(max_fields=_FIELDS, max_files=1_000, max_part_size=LARGEST)
            if known.session is not None:
                _refuse_forged(request)
        if iscoroutinefunction(endpoint):
            answer: Response = await endpoint(request)
            return answer
        return await run_in_threadpool(endpoint, request)  # type: ignore[arg-type]  # not a coroutine function

    @wraps(endpoint)
    async def tidy(request: Request) -> Response:
        try:
            return await guarded(request)
        finally:
            await request.close()  # the files of a form

    return tidy


def _refuse_without_role(request: Request, act: Act | None) -> None:
    """Whether the roles, or the token, reach this kind of record at all; a kind that there is not is nothing."""
    slug = request.path_params.get("slug")
    types = request.app.state.schema.by_slug
    if slug is not None and slug not in types:
        raise HTTPException(404)
    record_type = types[slug] if slug is not None else None
    if act is not None and not permissions(request).anywhere(request.state.person, act, record_type):
        raise _refusal(request, act, record_type)


def _refuse_forged(request: Request) -> None:
    """Refuses what a page of somebody else may have made a browser send."""
    sent = request.headers.get("x-csrf-token") or request.state.form.get("csrf")
    right = isinstance(sent, str) and hmac.compare_digest(sent.encode("utf-8", "replace"), request.state.csrf.encode())
    if not right or not from_here(request):
        gettext = gettext_of(request)
        raise HTTPException(
            403, gettext("This form is out of date, or does not come from here. Open its page again, and send it anew.")
        )


def _nobody(request: Request) -> Response:
    """Asks a browser to sign in, and tells a program that it must."""
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if request.headers.get("hx-request"):
        came_from = urlsplit(request.headers.get("hx-current-url", ""))
        back = local_path(came_from.path + (f"?{came_from.query}" if came_from.query else ""))
        return Response(status_code=401, headers={"HX-Redirect": _sign_in(back), "WWW-Authenticate": "Bearer"})
    browser = accepts(request.headers.get("accept"), "text/html") and _token(request) is None
    if request.method in ("GET", "HEAD") and browser:
        return RedirectResponse(_sign_in(path), 303)
    response = explain(request, 401)
    invalid = ', error="invalid_token"' if _token(request) is not None else ""
    response.headers["WWW-Authenticate"] = f'Bearer realm="khizana"{invalid}'
    return response


def _sign_in(back: str) -> str:
    return f"{SIGN_IN}?{urlencode({'next': back})}"


def _token(request: Request) -> str | None:
    kind, _, value = request.headers.get("authorization", "").partition(" ")
    return value.strip() if kind.lower() == "bearer" else None


def _refusal(request: Request, act: Act, record_type: RecordType | None) -> NotAllowed:
    person: Person = request.state.person
    gettext = gettext_of(request)
    if person.scopes is not None and act not in person.scopes:
        return NotAllowed(
            gettext("This token is not for that: “%(act)s” is not among its scopes.") % {"act": act.value}
        )
    roles = permissions(request).roles_that(act, record_type)
    named = gettext(", ").join(role_name(role, gettext) for role in roles)
    return NotAllowed(gettext("These roles allow it, where they are given: %(roles)s.") % {"roles": named})
