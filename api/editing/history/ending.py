"""A record deleted, or merged into another: who refers to it, what becomes of that, what the public is told."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.editing.forms.opened import Opened, open_record
from api.editing.history.history import LONGEST, identity_at, titled, type_of
from api.labels import Label
from api.staff import StaffRoute, allow, may, staff_page
from api.words import gettext_of
from catalogue.accounts import Act, Person
from catalogue.catalogue import Catalogue
from catalogue.errors import ChangedMeanwhile, RecordRefused, UnknownRecord
from catalogue.history import Identity
from catalogue.life import References, Referring
from catalogue.record import view
from catalogue.shapes import label_in

SHOWN = 100


@dataclass(frozen=True)
class Pointing:
    """A record that refers to this one, and through which fields."""

    href: str
    title: Label
    through: tuple[str, ...]


@dataclass(frozen=True)
class Choice:
    """A field whose values the other record may take over."""

    key: str
    label: str
    count: int


def ending(request: Request) -> Response:
    """What deleting or merging the record would touch."""
    return _page(request, _opened(request))


def end(request: Request) -> Response:
    """Deletes the record, or merges it into another."""
    opened, form, gettext = _opened(request), request.state.form, gettext_of(request)
    said = {name: str(text).strip() for name, text in form.items()}
    if said.get("version", "") != str(opened.version):
        return _page(request, opened, gettext("The record was changed since you opened this page; look again."), 409)
    try:
        _end(request, opened, said, [str(key) for key in form.getlist("take")])
    except ChangedMeanwhile:
        return _page(request, opened, gettext("The record was changed since you opened this page; look again."), 409)
    except (RecordRefused, UnknownRecord) as error:
        return _page(request, opened, _told(request, error), 422)
    return RedirectResponse(f"/edit{opened.path}/history?done={said.get('_do', 'delete')}", 303)


def _end(request: Request, opened: Opened, said: dict[str, str], take: list[str]) -> None:
    catalogue, person = _catalogue(request), request.state.person
    assert isinstance(person, Person)
    assert opened.version is not None
    iri, why = opened.record.iri, said.get("why", "")[:LONGEST]
    expecting = {iri: opened.version}
    _allow_touched(request, iri)
    if said.get("_do") == "merge":
        other = _other(request, said.get("into", ""))
        catalogue.life.merge(iri, other.iri, who=person.name, why=why, take=take, expecting=expecting)
        return
    move = {iri: _other(request, said["move"]).iri} if said.get("move") else None
    references = References(drop=said.get("references") == "drop", move=move)
    told = said.get("public_reason", "")[:LONGEST] or None
    catalogue.life.delete(
        [iri], who=person.name, why=why, references=references, public_reason=told,
        show_last=bool(said.get("show_last")), expecting=expecting,
    )  # fmt: skip


def _other(request: Request, address: str) -> Identity:
    """The record that somebody named by its address or path; it too must be theirs to change."""
    base = request.app.state.settings.base
    path = "/" + address.removeprefix(base).removeprefix("/edit").strip("/")
    found = request.app.state.catalogue.history.at_path(path)
    if found is None or found.version is None:
        gettext = gettext_of(request)
        raise UnknownRecord(gettext("There is no record at this address: %(path)s") % {"path": path[:200]})
    identity = identity_at(request, path)
    allow(request, Act.EDIT, type_of(request, identity), identity.institution)
    return identity


def _allow_touched(request: Request, iri: str) -> None:
    """Whoever takes away what others say must be allowed to edit these."""
    for one in _catalogue(request).life.preview_leaving([iri]).referring:
        allow(request, Act.EDIT, type_of(request, one.record), one.record.institution)


def _told(request: Request, error: RecordRefused | UnknownRecord) -> str:
    """Why it is refused; without the names of records that may not be read."""
    stuck = [one for one in getattr(error, "findings", ()) if isinstance(one, Referring)]
    gettext = gettext_of(request)
    if not all(_seen(request, one) for one in stuck):
        return gettext("Records of other institutions refer to it.")
    return gettext("Others refer to it: say below what becomes of that.") if stuck else str(error)


def _seen(request: Request, one: Referring) -> bool:
    return may(request, Act.READ, type_of(request, one.record), one.record.institution)


def _page(request: Request, opened: Opened, error: str = "", status: int = 200) -> Response:
    language = request.app.state.pages.tongue(request).language.code
    leaving = _catalogue(request).life.preview_leaving([opened.record.iri])
    pointing = [
        Pointing(
            f"/edit{one.record.path}",
            titled(request, one.record),
            tuple(" › ".join(label_in(step.labels, language) for step in steps) for steps in one.through),
        )
        for one in [one for one in leaving.referring if _seen(request, one)][:SHOWN]
    ]
    root = view(opened.record, opened.record_type).root
    held = [(f, len(root.all(f.key))) for f in opened.record_type.fields if root.all(f.key)]
    return staff_page(
        request,
        "staff/ending.html",
        status,
        error=error,
        path=opened.path,
        version=opened.version,
        title=titled(request, leaving.records[0]),
        kind=label_in(opened.record_type.labels, language),
        pointing=pointing,
        total=len(leaving.referring),
        public=leaving.public,
        choices=[Choice(f.key, label_in(f.labels, language), count) for f, count in held],
        sent={name: str(text) for name, text in request.state.form.items()},
    )


def _opened(request: Request) -> Opened:
    opened = open_record(request)
    assert opened.held is not None
    allow(request, Act.DELETE, opened.record_type, opened.held.institution)
    return opened


def _catalogue(request: Request) -> Catalogue:
    catalogue: Catalogue = request.app.state.catalogue
    return catalogue


routes = (
    StaffRoute("/edit/{slug}/{id}/delete", ending, act=Act.DELETE),
    StaffRoute("/edit/{slug}/{id}/delete", end, act=Act.DELETE, methods=("POST",)),
)
