"""Signing in by a service of the institution. It proves who somebody is; who may come in is decided here.

An identity is an account's by its subject, or, the first time, by an e-mail address that the service has verified and
that one account has. Where the settings say `create`, whoever is unknown becomes a reader; else they are told to ask.
"""

from __future__ import annotations

import logging
from urllib.parse import unquote_plus, urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.account.entering import enter, entrance, keep, people, place
from api.account.openid import Asked, Identity, IdentityRefused, OpenId, fresh
from api.account.sign_in import too_often
from api.errors import explain
from api.staff import SIGN_IN
from api.visitor import by_https, local_path
from api.words import gettext_of
from catalogue.accounts import Given
from catalogue.accounts.accounts import Account
from catalogue.errors import AccountRefused

PATH = "/account/identity"
BACK = "/account/identity/back"
COOKIE = "khizana-identity"
_MINUTES = 10
_log = logging.getLogger("khizana.accounts")


def go(request: Request) -> Response:
    """Sends the browser to the service, with secrets that it must bring back."""
    asked, back = fresh(), local_path(request.query_params.get("next"))
    try:
        response = RedirectResponse(_service(request).address(asked, _back(request)), 303)
    except IdentityRefused as error:
        return _refused(request, error)
    words = (asked.state, asked.nonce, asked.verifier, back)
    value = urlencode({"s": asked.state, "n": asked.nonce, "v": asked.verifier, "next": back})
    mark = people(request).signed("identity", *words)
    keep(request, response, COOKIE, f"{mark}.{value}", max_age=_MINUTES * 60, path=PATH)
    return response


def come_back(request: Request) -> Response:
    """Takes what the service says, once."""
    service, query = _service(request), request.query_params
    brought = _brought(request)
    if brought is None or query.get("state") != brought[0].state or not query.get("code"):
        response: Response = RedirectResponse(SIGN_IN, 303)
    else:
        response = _arrived(request, service, *brought)
    response.delete_cookie(COOKIE, path=PATH)
    return response


def _arrived(request: Request, service: OpenId, asked: Asked, back: str) -> Response:
    wait = people(request).throttle.begin(place(request))
    if wait:
        raise HTTPException(429, too_often(request, wait))
    try:
        identity = service.identity(request.query_params["code"], asked, _back(request))
    except IdentityRefused as error:
        return _refused(request, error)
    account = _account(request, identity)
    if account is None or account.disabled:
        gettext = gettext_of(request)
        return explain(request, 403, gettext("No account of this catalogue belongs to this identity."))
    people(request).throttle.succeeded(place(request))
    return enter(request, account, back)


def _account(request: Request, identity: Identity) -> Account | None:
    accounts = people(request).accounts
    found = accounts.by_subject(identity.subject)
    if found is not None:
        return found
    found = accounts.by_email(identity.email) if identity.email else None
    if found is not None:
        if found.subject is not None:
            return None
        accounts.change(found.id, subject=identity.subject)
        return found
    return _created(request, identity) if request.app.state.settings.oidc_create else None


def _created(request: Request, identity: Identity) -> Account | None:
    """A reader, under the name that the service gives, or one like it that is free."""
    accounts = people(request).accounts
    wanted = identity.name or identity.email.partition("@")[0] or "reader"
    for name in (wanted, *(f"{wanted[:60]}-{number}" for number in range(2, 100))):
        try:
            return accounts.add(
                name,
                [Given("reader")],
                subject=identity.subject,
                email=identity.email,
                full_name=identity.full_name,
            )
        except AccountRefused as error:
            if error.reason != "taken":
                return None
    return None


def _brought(request: Request) -> tuple[Asked, str] | None:
    """What the browser took along, if it is ours."""
    mark, _, value = request.cookies.get(COOKIE, "").partition(".")
    pairs = dict(one.partition("=")[::2] for one in value.split("&"))
    if pairs.keys() != {"s", "n", "v", "next"}:
        return None
    asked, back = Asked(pairs["s"], pairs["n"], pairs["v"]), unquote_plus(pairs["next"])
    right = people(request).is_signed(mark, "identity", asked.state, asked.nonce, asked.verifier, back)
    return (asked, back) if right else None


def _back(request: Request) -> str:
    scheme = "https" if by_https(request) else "http"
    return f"{scheme}://{request.headers.get('host', '')}{BACK}"


def _service(request: Request) -> OpenId:
    service: OpenId | None = request.app.state.identities
    if service is None:
        raise HTTPException(404)
    return service


def _refused(request: Request, error: IdentityRefused) -> Response:
    _log.warning("Sign-in by the identity service failed: %s", error)
    gettext = gettext_of(request)
    return explain(request, 503, gettext("The identity service could not say who you are. Try again."))


routes = (entrance(PATH, go), entrance(BACK, come_back))
