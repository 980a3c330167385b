"""The form of a record: opened, filled in, saved; for a new record, a duplicate, or one that is held."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.editing.forms.beginning import begun
from api.editing.forms.numbering import marks_in
from api.editing.forms.opened import Opened, form_in, new_record, open_record, summaries_of
from api.editing.forms.page import Page, found, show, unfound
from api.editing.forms.problems import of_faults, of_findings
from api.editing.forms.reading import Problem
from api.editing.forms.seeking import sought
from api.editing.forms.sent import Sent, read_sent
from api.editing.places import making_place
from api.negotiation import accepts
from api.staff import StaffRoute, allow
from api.words import gettext_of
from api.writing import working_document
from catalogue import journal
from catalogue.accounts import Act, Person
from catalogue.catalogue import Catalogue
from catalogue.database import unsaved
from catalogue.database.unsaved import UnsavedEdit
from catalogue.editing.building import with_row
from catalogue.editing.compete import OBSOLETE, prefer, rank, with_statement
from catalogue.editing.form import Form
from catalogue.editing.merging import Choice, merge
from catalogue.editing.placing import place
from catalogue.editing.submission import Submission, submit
from catalogue.errors import ChangedMeanwhile, JournalUnwritable, KhizanaError, RecordRefused, SchemeRefused
from catalogue.numbering import Marks
from catalogue.record import Record
from catalogue.validation import Finding


def edit(request: Request) -> Response:
    """The form of a record as it is now, with what this person had written in it and not saved.

    Who does not ask for a page gets the record itself, with the ETag that writing asks for.
    """
    if not accepts(request.headers.get("accept"), "text/html"):
        slug, name = request.path_params["slug"], request.path_params["id"]
        return working_document(request, slug, name, lambda iris: summaries_of(request, set(iris)))
    opened = open_record(request)
    _allow(request, opened)
    kept = _unsaved(request, opened.path)
    if kept is not None:
        based = open_record(request, kept.version)
        submission = submit(form_in(request, based), kept.inputs)
        form = submission.form
        return show(request, Page(based, form, found(request, based, form, submission), edited=True, note=kept))
    form = form_in(request, opened)
    saved, merged = ("saved" in request.query_params, "merged" in request.query_params)
    return show(request, Page(opened, form, found(request, opened, form), saved=saved, merged=merged))


def new(request: Request) -> Response:
    """The form of a record that is still to be made: empty, a duplicate, or with values carried forward."""
    opened = new_record(request)
    _allow(request, opened)
    kept = _unsaved(request, new_place(opened))
    if kept is not None:
        return show(request, Page(opened, form_in(request, opened, kept.inputs), edited=True, note=kept))
    return show(request, begun(request, opened))


def save(request: Request) -> Response:
    """Does with the form what the button says: saves it, adds or removes a row, forgets what was not saved."""
    sent = read_sent(request.state.form.multi_items())
    opened = open_record(request)
    _allow(request, opened)
    if sent.do == "discard":
        forget(request, opened.path)
        return RedirectResponse(f"/edit{opened.path}", 303)
    based = opened if sent.version in (None, opened.version) else open_record(request, sent.version)
    return _submitted(request, based, opened, sent)


def make(request: Request) -> Response:
    """The same for a record that is still to be made."""
    sent = read_sent(request.state.form.multi_items())
    opened = new_record(request)
    _allow(request, opened)
    if sent.do == "discard":
        forget(request, new_place(opened))
        return RedirectResponse(f"/edit/{opened.record_type.slug}/new", 303)
    return _submitted(request, opened, opened, sent)


def keep(request: Request) -> Response:
    """Keeps what stands in a form for whoever is writing in it."""
    sent = read_sent(request.state.form.multi_items())
    opened = new_record(request) if request.path_params["id"] == "new" else open_record(request, sent.version)
    _allow(request, opened)
    _keep(request, opened, sent)
    return Response(status_code=204)


def _keep(request: Request, opened: Opened, sent: Sent) -> None:
    form = form_in(request, opened, sent.inputs)
    catalogue: Catalogue = request.app.state.catalogue
    kept = UnsavedEdit(opened.path or new_place(opened), opened.version, journal.now(), tuple(form.changes()))
    with catalogue.database.writing() as connection:
        unsaved.keep(connection, request.state.person.id, kept)


def _submitted(request: Request, based: Opened, now: Opened, sent: Sent) -> Response:
    if sent.do == "make" and sent.place in request.app.state.schema.by_slug:
        _keep(request, based, sent)
        return RedirectResponse(f"/edit/{sent.place}/new", 303)
    sent = sought(request, based, sent)
    filled = form_in(request, based, sent.inputs)
    submission = submit(filled, sent.inputs, filled_in=True)
    form = submission.form
    if sent.do in _DRAWING:
        form = _redrawn(form, sent)
        return show(request, Page(based, form, found(request, based, form, submission), sent, edited=True))
    gettext = gettext_of(request)
    problems = (*of_faults(submission.faults, gettext), *unfound(sent, form, gettext))
    if problems:
        return show(request, Page(based, form, problems, sent, 422, edited=True))
    marks, inputs = marks_in(sent, form)
    submission = submit(filled, inputs) if marks else submission
    settled = {name: Choice(said) for name, said in sent.resolved.items() if said in _CHOICES}
    merged = merge(submission.form, submission.edits, now.record, settled, notation_of(request))
    if merged.record is None:
        return show(request, Page(based, form, (), sent, 409, edited=True, conflicts=merged.conflicts))
    record = _ranked(merged.record, now, sent, form)
    return _saved(request, _Saving(based, now, sent, submission, marks, merged.beside), form, record)


def _redrawn(form: Form, sent: Sent) -> Form:
    """The form with a row more; what was removed or is kept after all stands in it already."""
    if sent.do == "add" and sent.place in form.fields:
        return with_row(form, sent.place)
    if sent.do == "differ" and sent.place in form.fields:
        with suppress(KeyError):
            return with_statement(form, sent.place)
    return form


def _ranked(record: Record, now: Opened, sent: Sent, form: Form) -> Record:
    """The record with a statement preferred or obsolete, if the button said so."""
    row = form.rows.get(sent.place)
    if row is None or row.term is None or sent.do not in ("prefer", "obsolete"):
        return record
    with suppress(KeyError):  # somebody else has taken it away meanwhile
        if sent.do == "prefer":
            return prefer(record, now.record_type, row.term)
        return rank(record, now.record_type, row.term, OBSOLETE)
    return record


@dataclass(frozen=True)
class _Saving:
    """A form that is being saved: the version it was made from, the record as it is now, what was sent."""

    based: Opened
    now: Opened
    sent: Sent
    submission: Submission
    marks: Marks
    beside: bool


def _saved(request: Request, saving: _Saving, form: Form, record: Record) -> Response:
    catalogue: Catalogue = request.app.state.catalogue
    person: Person = request.state.person
    based, now, sent = saving.based, saving.now, saving.sent
    try:
        catalogue.saver.save(
            record, now.record_type.slug, who=person.name, why=sent.why, expecting=now.version, new=now.held is None,
            institution=making_place(request, now.record_type) if now.held is None else "",
            completing=saving.marks.complete if saving.marks else None,
        )  # fmt: skip
    except ChangedMeanwhile:
        return _submitted(request, based, open_record(request), sent)
    except (RecordRefused, SchemeRefused) as refused:
        problems = _refused(request, refused, saving.submission)
        return show(request, Page(based, form, problems, sent, 422, edited=True))
    except JournalUnwritable:
        said = gettext_of(request)("There is no room on the disk. Tell the people who run this catalogue.")
        return show(request, Page(based, form, (Problem("", "error", said),), sent, 507, edited=True))
    forget(request, now.path or new_place(now))
    if sent.do in ("new", "duplicate"):
        carry = [("carry", one) for one in sent.carry]
        asked = urlencode([("from" if sent.do == "duplicate" else "after", record.path), *carry])
        return RedirectResponse(f"/edit/{now.record_type.slug}/new?{asked}", 303)
    return RedirectResponse(f"/edit{record.path}?saved{'&merged' if saving.beside else ''}", 303)


def new_place(opened: Opened) -> str:
    """Where an unsaved edit of a new record lies: one for each person and record type."""
    return f"/{opened.record_type.slug}/new"


def forget(request: Request, place_: str) -> None:
    """Forgets what was not saved, once it is saved or given up."""
    if _unsaved(request, place_) is None:
        return
    catalogue: Catalogue = request.app.state.catalogue
    with catalogue.database.writing() as connection:
        unsaved.drop(connection, request.state.person.id, place_)


def notation_of(request: Request) -> Callable[[str], str]:
    """The notation of a term: the tag of a language, the sign of a calendar."""

    def notation(iri: str) -> str:
        summary = summaries_of(request, {iri}).get(iri)
        return summary.notations[0] if summary is not None and summary.notations else ""

    return notation


def _allow(request: Request, opened: Opened) -> None:
    held = opened.held
    institution = held.institution if held is not None else making_place(request, opened.record_type)
    allow(request, Act.EDIT, opened.record_type, institution)


def _unsaved(request: Request, place_: str) -> UnsavedEdit | None:
    catalogue: Catalogue = request.app.state.catalogue
    with catalogue.database.reading() as connection:
        return unsaved.find(connection, request.state.person.id, place_)


def _refused(request: Request, refused: KhizanaError, submission: Submission) -> tuple[Problem, ...]:
    """Why a record may not be saved, at the rows that it is about."""
    findings = [one for one in getattr(refused, "findings", ()) if isinstance(one, Finding)]
    if not findings:
        return (Problem("", "error", str(refused)),)
    tongue = request.app.state.pages.tongue(request)
    placed = place(findings, submission.form, submission.made)
    return tuple(of_findings(placed, request.app.state.schema, tongue.language.code, tongue.messages.gettext))


_DRAWING = frozenset({"add", "remove", "restore", "differ"})
_CHOICES = frozenset(one.value for one in Choice)
_RECORD, _NEW = "/edit/{slug}/{id}", "/edit/{slug}/new"
routes = (
    StaffRoute(_NEW, new, act=Act.EDIT),
    StaffRoute(_NEW, make, act=Act.EDIT, methods=("POST",)),
    StaffRoute(_RECORD, edit, act=Act.READ),
    StaffRoute(_RECORD, save, act=Act.EDIT, methods=("POST",)),
    StaffRoute(_RECORD + "/unsaved", keep, act=Act.EDIT, methods=("POST",)),
)
