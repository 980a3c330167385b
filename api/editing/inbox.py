"""The inbox of the public's reports: to be read, answered, noted, or put aside as spam."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.editing.places import places
from api.labels import Label, best
from api.paging import asked, paging
from api.staff import StaffRoute, allow, staff_page
from api.words import gettext_of
from catalogue.accounts import Act, Person
from catalogue.database.reports import ReportRow
from catalogue.reports import LONGEST, ReportKind, Reports, ReportState
from catalogue.shapes import RecordType

PATH = "/edit/inbox"
PAGE = 25


@dataclass(frozen=True)
class Received:
    """A report in the list; `title` is what its record is called, None where that is gone."""

    row: ReportRow
    title: Label | None
    is_claim: bool


def inbox(request: Request) -> Response:
    """The reports of one state, those that wait first of all."""
    state, page = _state(request.query_params.get("state", ReportState.OPEN)), asked(request)
    found, total = _reports(request).listed(state, places(request, Act.ANSWER), (page - 1) * PAGE, PAGE)
    titles = _titles(request, {row.path for row in found})
    gettext = gettext_of(request)
    names = {
        ReportState.OPEN: gettext("Waiting"), ReportState.HANDLED: gettext("Handled"), ReportState.SPAM: gettext("Spam")
    }  # fmt: skip
    return staff_page(
        request,
        "staff/inbox.html",
        reports=[Received(row, titles.get(row.path), row.kind == ReportKind.CLAIM) for row in found],
        state=state,
        states=[(one, names[one]) for one in ReportState],
        paging=paging(page, PAGE, total, PATH, {"state": state.value} if state is not ReportState.OPEN else {}),
        longest=LONGEST,
        done=request.query_params.get("done", ""),
    )


def handle(request: Request) -> Response:
    """Says what became of a report; only who may answer for its record may."""
    reports, form = _reports(request), request.state.form
    found = reports.find(_number(request))
    allow(request, Act.ANSWER, _type(request, found), found.institution)
    person: Person = request.state.person
    state, back = _state(str(form.get("state", ""))), _state(str(form.get("back", ReportState.OPEN)))
    reports.handle(found.id, state, person.name, str(form.get("note", "")))
    return RedirectResponse(f"{PATH}?state={back.value}&done={state.value}", 303)


def _reports(request: Request) -> Reports:
    return Reports(request.app.state.catalogue.database)


def _type(request: Request, found: ReportRow) -> RecordType | None:
    one: RecordType | None = request.app.state.schema.by_slug.get(found.slug)
    return one


def _titles(request: Request, paths: set[str]) -> dict[str, Label]:
    """What the records at these paths are called."""
    state = request.app.state
    language = state.pages.tongue(request).language.code
    found = (state.catalogue.working.by_path(path) for path in paths)
    iris = {one.path: one.iri for one in found if hasattr(one, "iri")}
    summaries = state.catalogue.working.summaries(iris.values())
    said = {path: best(summaries[iri].labels, language) for path, iri in iris.items() if iri in summaries}
    return {path: said.get(path) or Label(path) for path in iris}


def _state(text: str) -> ReportState:
    try:
        return ReportState(text)
    except ValueError:
        raise HTTPException(400) from None


def _number(request: Request) -> int:
    text = request.path_params["number"]
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise HTTPException(404)
    return int(text)


routes = (
    StaffRoute(PATH, inbox, act=Act.ANSWER),
    StaffRoute(f"{PATH}/{{number}}", handle, act=Act.ANSWER, methods=("POST",)),
)
