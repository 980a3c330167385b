"""From draft to publication and back: what the public will see, a review, publishing, withdrawing."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.editing.forms.opened import Opened, form_in, open_at, open_record, reading, summaries_of
from api.editing.forms.problems import of_findings
from api.editing.forms.reading import Problem
from api.editing.history.changes import empty, told
from api.editing.letters import letters
from api.editing.status import status_name
from api.labels import Label, best
from api.page import neighbours, record_page
from api.presenter import presenter_for
from api.staff import StaffRoute, allow, may, staff_page
from api.words import gettext_of
from catalogue.accounts import Act, Person
from catalogue.catalogue import Catalogue
from catalogue.editing.placing import place
from catalogue.errors import ChangedMeanwhile, RecordRefused
from catalogue.preflight import Preflight, preflight
from catalogue.record import view as view_of
from catalogue.reviewing import Reviewing
from catalogue.shapes import label_in

REASON = 500  # characters


@dataclass(frozen=True)
class Standing:
    """How a record stands: its status, and that in words."""

    status: str
    words: str


@dataclass(frozen=True)
class Inside:
    """A record that the public one will not point to, as it is not public itself."""

    href: str
    label: Label


def publishing(request: Request) -> Response:
    """What publishing a record would show and keep, and what may be done."""
    opened = open_record(request)
    _allow(request, opened, Act.READ)
    return _page(request, opened)


def act(request: Request) -> Response:
    """Does what the button says, and shows what came of it."""
    opened = open_record(request)
    said = {name: str(text) for name, text in request.state.form.items()}
    do, person = said.get("_do", ""), request.state.person
    _allow(request, opened, Act.EDIT if do in ("ask", "recall") else Act.PUBLISH)
    gettext = gettext_of(request)
    if said.get("version", "") != str(opened.version) and do in ("approve", "publish"):
        return _page(request, opened, gettext("The record was changed since you opened this page; look again."), 409)
    try:
        refused = _done(request, opened, person, do, said)
    except RecordRefused as error:
        return _page(request, opened, _why_not(error, do, request), 422)
    except ChangedMeanwhile:
        return _page(request, opened, gettext("The record was changed since you opened this page; look again."), 409)
    if refused:
        return _page(request, opened, gettext("It was not published; what is in the way stands below."), 422)
    catalogue: Catalogue = request.app.state.catalogue
    writing = letters(request, opened, do, Reviewing(catalogue.database).of(opened.record.iri))
    return RedirectResponse(f"/edit{opened.path}/publish?done={do}", 303, background=writing)


def _done(request: Request, opened: Opened, person: Person, do: str, said: dict[str, str]) -> bool:
    """Does it; whether publishing was refused."""
    catalogue: Catalogue = request.app.state.catalogue
    reviewing, iri = Reviewing(catalogue.database), opened.record.iri
    if do == "ask":
        reviewing.ask(iri, person.name, said.get("comment", ""))
    elif do == "recall":
        reviewing.recall(iri, person.name)
    elif do == "return":
        reviewing.decide(iri, person.name, approve=False, answer=said.get("comment", ""))
    elif do in ("approve", "publish"):
        assert opened.held is not None
        if catalogue.publisher.rehearse([opened.held])[1]:
            return True
        if do == "approve":
            reviewing.decide(iri, person.name, approve=True, answer=said.get("comment", ""), version=opened.version)
        return bool(catalogue.publish([iri], who=person.name, why=said.get("comment", "")).blocked)
    elif do == "withdraw":
        catalogue.withdraw([iri], said.get("comment", "").strip()[:REASON] or None, person.name)
    return False


def view(request: Request) -> Response:
    """The record as its page would show it if everything were public, staff fields included."""
    opened = open_record(request)
    _allow(request, opened, Act.READ)
    assert opened.held is not None
    state = request.app.state
    working = state.working.by_path(opened.path)
    tree = view_of(opened.record, opened.record_type)
    summaries = summaries_of(request, set(neighbours(tree)) | {opened.record.iri})
    page = record_page(state.schema, working, tree, presenter_for(request, summaries), summaries.get(opened.record.iri))
    return staff_page(request, "staff/view.html", page=page, standing=_standing(request, opened), path=opened.path)


def _page(request: Request, opened: Opened, error: str = "", status: int = 200) -> Response:
    catalogue: Catalogue = request.app.state.catalogue
    held = opened.held
    assert held is not None
    (checked,) = preflight(catalogue.database, catalogue.publisher, catalogue.schema, catalogue.base, [held])
    public = checked.public or checked.published or empty(opened.record)
    before = checked.published or empty(opened.record)
    return staff_page(
        request,
        "staff/publish.html",
        status,
        error=error,
        done=request.query_params.get("done", ""),
        path=opened.path,
        version=opened.version,
        standing=_standing(request, opened),
        title=_title(request, opened),
        kind=label_in(opened.record_type.labels, request.app.state.pages.tongue(request).language.code),
        blocked=_blocked(request, opened, checked),
        seen=told(request, before, public, opened.record_type) if checked.public is not None else [],
        inside=told(request, public, checked.working, opened.record_type) if checked.public is not None else [],
        first=checked.published is None,
        silent=_silent(request, checked.silent),
        named=[one for one in checked.named if _readable(request, open_at(request, one.path))],
        reviews=Reviewing(catalogue.database).of(opened.record.iri),
        publishes=may(request, Act.PUBLISH, opened.record_type, held.institution),
        edits=may(request, Act.EDIT, opened.record_type, held.institution),
    )


def _standing(request: Request, opened: Opened) -> Standing:
    assert opened.held is not None
    return Standing(opened.held.status, status_name(opened.held.status, gettext_of(request)))


def _title(request: Request, opened: Opened) -> Label:
    language = request.app.state.pages.tongue(request).language.code
    summary = summaries_of(request, {opened.record.iri}).get(opened.record.iri)
    return (best(summary.labels, language) if summary is not None else None) or Label(opened.path)


def _blocked(request: Request, opened: Opened, checked: Preflight) -> list[Problem]:
    """Why a record cannot be published, with the field that it is about."""
    if checked.blocked is None:
        return []
    tongue = request.app.state.pages.tongue(request)
    gettext, language = tongue.messages.gettext, tongue.language.code
    form = form_in(request, opened)
    placed = place(checked.blocked.findings, form)
    read = reading(request, form, tuple(of_findings(placed, request.app.state.schema, language, gettext)))
    found = list(read.problems)
    for key in checked.blocked.fallen:
        said = gettext("Of this field nothing would be left in public: all that it says is for staff, or not public.")
        found.append(Problem(key, "missing", said, read.where(key)))
    if checked.blocked.reason:
        said = gettext("It is set to staff or under embargo, or belongs to an import that was not finished.")
        found.append(Problem("", "missing", said))
    return found


def _silent(request: Request, paths: tuple[str, ...]) -> list[Inside]:
    language = request.app.state.pages.tongue(request).language.code
    base = request.app.state.settings.base
    opened = [one for one in (open_at(request, path) for path in paths) if _readable(request, one)]
    called = summaries_of(request, {one.record.iri for one in opened})
    return [
        Inside(f"/edit{one.path}", best(called[one.record.iri].labels, language) or Label(base + one.path))
        for one in opened
        if one.record.iri in called
    ]


def _readable(request: Request, one: Opened) -> bool:
    return one.held is not None and may(request, Act.READ, one.record_type, one.held.institution)


def _why_not(error: RecordRefused, do: str, request: Request) -> str:
    gettext = gettext_of(request)
    if do == "return":
        return gettext("Say what is to be mended, or see whether somebody else has decided already.")
    if do == "ask":
        return gettext("It is published as it is: there is nothing to review.")
    return gettext("Nothing waits here any more; somebody else has decided already.") if do == "approve" else str(error)


def _allow(request: Request, opened: Opened, act: Act) -> None:
    assert opened.held is not None
    allow(request, act, opened.record_type, opened.held.institution)


_RECORD = "/edit/{slug}/{id}"
routes = (
    StaffRoute(_RECORD + "/view", view, act=Act.READ),
    StaffRoute(_RECORD + "/publish", publishing, act=Act.READ),
    StaffRoute(_RECORD + "/publish", act, act=Act.EDIT, methods=("POST",)),
)
