"""The public's word: a form on which a visitor tells what they know of a record, or claim. Works without a script.

Sent from elsewhere it is refused, by a robot it is forgotten, too often it has to wait.
"""

from __future__ import annotations

from math import ceil

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.clients import Allowance, client
from api.labels import Label, best
from api.messages import Gettext
from api.visitor import from_here
from api.words import gettext_of
from catalogue.errors import ReportRefused
from catalogue.publication import Gone, Moved, PublicRecord
from catalogue.reports import LONGEST, LONGEST_NAME, ReportKind, Reports

TIMES, SECONDS = 8, 3600.0
"""How often one visitor may report, within how long."""
LARGEST = 128 << 10
"""Bytes of the form."""
_TRAP = "website"
_FIELDS = ("kind", "text", "name", "address")
_EMPTY = {"kind": ReportKind.INFORMATION.value, "text": "", "name": "", "address": ""}


def allowance() -> Allowance:
    """How often visitors may report; one for each application."""
    return Allowance(TIMES, SECONDS)


async def report(request: Request) -> Response:
    """The form, its thanks, and what is sent with it."""
    found = await run_in_threadpool(_found, request)
    if isinstance(found, Moved):
        return RedirectResponse(f"{found.to}/report", 301)
    if request.method != "POST":
        sent = request.query_params.get("sent") == "1"
        return await run_in_threadpool(_page, request, found, _EMPTY, {}, sent=sent)
    if not from_here(request):
        gettext = gettext_of(request)
        raise HTTPException(403, gettext("Open the form on this site, and send it from there."))
    form = await request.form(max_fields=20, max_files=0)
    return await run_in_threadpool(_receive, request, found, form)


def _receive(request: Request, found: PublicRecord, form: FormData) -> Response:
    thanks = RedirectResponse(f"{found.path}/report?sent=1", 303)
    if form.get(_TRAP):
        return thanks
    said = {name: str(form.get(name, "")) for name in _FIELDS}
    kind = ReportKind.CLAIM if said["kind"] == ReportKind.CLAIM else ReportKind.INFORMATION
    gettext = gettext_of(request)
    limits: Allowance = request.app.state.reporting
    wait = limits.take(client(request))
    if wait:
        return _later(request, found, said, wait)
    reports = Reports(request.app.state.catalogue.database)
    try:
        reports.add(found.path, kind, said["text"], said["name"], said["address"])
    except ReportRefused as error:
        if error.field == "time":
            return _later(request, found, said, 600)
        return _page(request, found, said, {error.field: _fault(error.field, said, gettext)}, status=422)
    return thanks


def _later(request: Request, found: PublicRecord, said: dict[str, str], wait: float) -> Response:
    gettext = gettext_of(request)
    fault = gettext("Many reports came in just now. Keep your text, and send it again in an hour.")
    response = _page(request, found, said, {"text": fault}, status=429)
    response.headers["Retry-After"] = str(ceil(wait))
    return response


def _page(
    request: Request,
    found: PublicRecord,
    said: dict[str, str],
    faults: dict[str, str],
    status: int = 200,
    *,
    sent: bool = False,
) -> Response:
    state = request.app.state
    summary = state.log.summaries([found.iri]).get(found.iri)
    language = state.pages.tongue(request).language.code
    response: Response = state.pages.respond(
        request,
        "report.html",
        status,
        path=found.path,
        title=best(summary.labels if summary is not None else {}, language) or Label(found.iri),
        said=said,
        faults=faults,
        sent=sent,
        trap=_TRAP,
        longest=LONGEST,
        longest_name=LONGEST_NAME,
    )
    return response


def _fault(field: str, said: dict[str, str], gettext: Gettext) -> str:
    too_long = gettext("Shorten it to at most %(number)s characters.") % {"number": LONGEST}
    faults = {
        "text": too_long if said["text"].strip() else gettext("Write what you know."),
        "name": gettext("This name is too long."),
        "address": gettext("This is not an e-mail address."),
    }
    return faults[field]


def _found(request: Request) -> PublicRecord | Moved:
    """The public record that is reported on; what is not there is answered like any other page that is not."""
    path = "/{slug}/{name}".format(**request.path_params)
    found: PublicRecord | Gone | Moved | None = request.app.state.log.by_path(path)
    if found is None:
        raise HTTPException(404)
    if isinstance(found, Gone):
        raise HTTPException(410, found.reason or None)
    return found


routes = (Route("/{slug}/{name}/report", report, methods=("GET", "POST"), name="report", max_body_size=LARGEST),)
