"""The history of a record: its versions, what differs between any two, an older one restored."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.editing.forms.opened import summaries_of
from api.editing.history.changes import Told, told
from api.editing.history.kinds import kind_name
from api.labels import Label, best
from api.staff import StaffRoute, allow, may, staff_page
from api.words import gettext_of
from catalogue.accounts import Act, Person
from catalogue.catalogue import Catalogue
from catalogue.errors import ChangedMeanwhile, RecordRefused
from catalogue.history import Identity, Version
from catalogue.shapes import RecordType, label_in

LONGEST = 500  # characters of a reason


@dataclass(frozen=True)
class Row:
    """A version in the list."""

    version: Version
    kind: str
    restorable: bool


def history(request: Request) -> Response:
    """The versions of a record, alive or not; what differs between two of them, or from one to what is there now."""
    return _page(request, _identity(request, Act.READ))


def restore(request: Request) -> Response:
    """Makes an older version the state of the record again."""
    found = _identity(request, Act.EDIT)
    catalogue: Catalogue = request.app.state.catalogue
    form, person = request.state.form, request.state.person
    assert isinstance(person, Person)
    version = _version(catalogue.history.versions(found.iri), str(form.get("version", "")))
    if version is None:
        raise HTTPException(404)
    expecting, why = str(form.get("expecting", "")), str(form.get("why", ""))[:LONGEST]
    if expecting != str(found.version or ""):
        return _page(request, found, _meanwhile(request), 409)
    try:
        catalogue.life.restore(found.iri, version.id, who=person.name, why=why, expecting=found.version)
    except ChangedMeanwhile:
        return _page(request, found, _meanwhile(request), 409)
    except RecordRefused as error:
        return _page(request, found, str(error), 422)
    return RedirectResponse(f"/edit{found.path}/history?done=restore", 303)


def titled(request: Request, found: Identity) -> Label:
    """What a record is called; its path where it is no more."""
    language = request.app.state.pages.tongue(request).language.code
    summary = summaries_of(request, {found.iri}).get(found.iri)
    return (best(summary.labels, language) if summary is not None else None) or Label(found.path)


def type_of(request: Request, found: Identity) -> RecordType:
    """The type of a record."""
    record_type: RecordType = request.app.state.schema.by_slug[found.slug]
    return record_type


def identity_at(request: Request, path: str) -> Identity:
    """The record at a path, alive or not; 404 where there never was one."""
    found: Identity | None = request.app.state.catalogue.history.at_path(path)
    if found is None:
        raise HTTPException(404)
    return found


def _identity(request: Request, act: Act) -> Identity:
    found = identity_at(request, f"/{request.path_params['slug']}/{request.path_params['id']}")
    allow(request, act, type_of(request, found), found.institution)
    return found


def _page(request: Request, found: Identity, error: str = "", status: int = 200) -> Response:
    catalogue: Catalogue = request.app.state.catalogue
    versions, record_type, query = catalogue.history.versions(found.iri), type_of(request, found), request.query_params
    gettext = gettext_of(request)
    to = _version(versions, query.get("to", "")) or versions[0]
    before = _version(versions, query.get("from", "")) or _version(versions, str(to.number - 1))
    restoring = _version(versions, query.get("restore", ""))
    if restoring is not None:
        before, to = versions[0], restoring
    edits = may(request, Act.EDIT, record_type, found.institution)
    head = versions[0]
    old = {v.number for v in versions if v != head and not v.erased and not v.deleted}
    rows = [Row(v, kind_name(v.kind, gettext), edits and v.number in old) for v in versions]
    return staff_page(
        request,
        "staff/history.html",
        status,
        error=error,
        done=query.get("done", ""),
        found=found,
        title=titled(request, found),
        kind=label_in(record_type.labels, request.app.state.pages.tongue(request).language.code),
        rows=rows,
        before=before,
        to=to,
        restoring=restoring if restoring is not None and edits else None,
        differences=_told(request, found, before, to),
        erased=to.erased or (before is not None and before.erased),
        deletes=found.version is not None and may(request, Act.DELETE, record_type, found.institution),
    )


def _told(request: Request, found: Identity, before: Version | None, to: Version) -> list[Told]:
    history = request.app.state.catalogue.history
    one, other = history.record(found.iri, before.id if before is not None else None), history.record(found.iri, to.id)
    return told(request, one, other, history.record_type(other if other.triples else one))


def _version(versions: list[Version], number: str) -> Version | None:
    return next((v for v in versions if str(v.number) == number), None)


def _meanwhile(request: Request) -> str:
    gettext = gettext_of(request)
    return gettext("The record was changed since you opened this page; look again.")


_RECORD = "/edit/{slug}/{id}"
routes = (
    StaffRoute(_RECORD + "/history", history, act=Act.READ),
    StaffRoute(_RECORD + "/history", restore, act=Act.EDIT, methods=("POST",)),
)
