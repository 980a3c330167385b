"""Errors at the door: one explanation for each status, as a page for people and as JSON or text
for programs.
"""

from __future__ import annotations

import json
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.messages import Gettext
from api.negotiation import accepts, by_suffix
from api.security import PRIVATE, dress, preflight
from catalogue.errors import (
    BadTerm,
    CatalogueBusy,
    JournalUnwritable,
    KhizanaError,
    NotAllowed,
    NotSignedIn,
    UnknownRecord,
)

_PROBLEM = "application/problem+json"  # RFC 9457
_STATUS: tuple[tuple[type[KhizanaError], int], ...] = (
    (UnknownRecord, 404),
    (BadTerm, 400),
    (NotSignedIn, 401),
    (NotAllowed, 403),
    (CatalogueBusy, 503),
    (JournalUnwritable, 507),
)


def http_error(request: Request, error: Exception) -> Response:
    """The answer to an HTTPException; OPTIONS is answered with what the route allows."""
    assert isinstance(error, HTTPException)
    if error.status_code == 405 and request.method == "OPTIONS":
        return _allowed(request, dict(error.headers or {}).get("Allow", "GET, HEAD"))
    phrase = HTTPStatus(error.status_code).phrase
    detail = error.detail if error.detail != phrase else ""
    response = explain(request, error.status_code, detail)
    response.headers.update(error.headers or {})
    return response


def khizana_error(request: Request, error: Exception) -> Response:
    """The answer to an error of the house that nobody caught before: said, if it is the visitor's
    to mend.
    """
    assert isinstance(error, KhizanaError)
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), 0)
    if not status:
        raise error
    return explain(request, status, str(error))


def server_error(request: Request, _error: Exception) -> Response:
    """The answer to what nobody foresaw; the traceback goes to the log, never to the visitor."""
    response = explain(request, 500)
    dress(response.headers, request.app.state.security_headers, request.url.path)
    return response


def explain(request: Request, status: int, detail: str = "", form: str = "", called: str = "") -> Response:
    """The explanation of a status in the form the client reads, or in this one (html, json, text); it never repeats
    the address asked for. `called` is a title in place of that which the status has.
    """
    pages = request.app.state.pages
    title, help_ = _words(status, pages.tongue(request).messages.gettext)
    title = called or title
    form = form or _form(request)
    if form == "html":
        response: Response = pages.respond(
            request, "error.html", status, code=status, title=title, help=help_, detail=detail
        )
        return response
    if form == "json":
        problem = {
            "type": "about:blank",
            "title": title,
            "status": status,
            "detail": detail or help_,
        }
        body, media_type = json.dumps(problem, ensure_ascii=False) + "\n", _PROBLEM
    else:
        body, media_type = f"{status} {title}\n{detail or help_}\n", "text/plain"
    headers = {"Cache-Control": "no-store", "Vary": "Accept, Accept-Language, Cookie"}
    return Response(body, status, headers, media_type)


def _form(request: Request) -> str:
    accept = request.headers.get("accept")
    _, suffix = by_suffix(request.url.path)
    if suffix is not None:
        return "json" if suffix.name == "json" else "text"
    if accepts(accept, "text/html"):
        return "html"
    json_types = ("application/json", "application/ld+json", _PROBLEM)
    writing = request.method in ("PUT", "PATCH", "DELETE") or "authorization" in request.headers
    return "json" if writing or any(accepts(accept, one) for one in json_types) else "text"


def _allowed(request: Request, methods: str) -> Response:
    """The answer to OPTIONS; nobody elsewhere learns how to ask what is not public."""
    told = preflight(methods.split(", "))
    private = request.url.path.startswith(PRIVATE)
    return Response(status_code=204, headers={"Allow": told["Allow"]} if private else told)


def _words(status: int, gettext: Gettext) -> tuple[str, str]:
    """Title and advice for a status, in the visitor's language."""
    known = {
        400: (
            gettext("This request cannot be read"),
            gettext("Check the address for typing errors, or start again from the search."),
        ),
        401: (
            gettext("Sign in first"),
            gettext("This is for people who work in this catalogue. If your session has ended, sign in again."),
        ),
        403: (
            gettext("This is not open to you"),
            gettext("An administrator of this catalogue can give you a role for it."),
        ),
        404: (
            gettext("There is nothing here"),
            gettext("The address may be mistyped, or what was here may never have been published. Try the search."),
        ),
        405: (
            gettext("This cannot be done here"),
            gettext("The page exists, but it does not accept this kind of request."),
        ),
        406: (
            gettext("Not available in that format"),
            gettext(
                "Records are available as HTML, JSON-LD, Turtle and N-Triples: add .json, .ttl or .nt to the address."
            ),
        ),
        410: (
            gettext("This record is no longer available"),
            gettext("It was here once, and was withdrawn or deleted since."),
        ),
        413: (gettext("This is too large"), gettext("Send it in smaller pieces.")),
        429: (gettext("Too many requests"), gettext("Wait a moment, then try again.")),
        503: (
            gettext("The catalogue is busy"),
            gettext("It is restarting or under heavy load. Try again in a minute."),
        ),
        507: (
            gettext("This could not be written"),
            gettext("There is no room on the disk. Tell the people who run this catalogue."),
        ),
    }
    general = (
        gettext("Something went wrong on our side"),
        gettext("The fault has been logged. Try again; if it happens again, tell the people who run this catalogue."),
    )
    return known.get(status, known[400] if status < 500 else general)
