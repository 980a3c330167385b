"""The pages of work that is chosen: what would become of its records, how far it is, what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from api.editing.bulk.choosing import type_of
from api.editing.bulk.words import doing_name, done_names, fate_names, reason_words, state_name, where
from api.editing.forms.opened import summaries_of
from api.editing.history.changes import Told, told
from api.editing.history.kinds import doubt_name
from api.editing.readable import readable
from api.labels import Label, best
from api.messages import Gettext
from api.presenter import presenter_for
from api.staff import staff_page
from api.words import gettext_of
from catalogue import journal
from catalogue.bulk import Bulk, Fate, Job, Left, Operation, State, Tally, value_form
from catalogue.bulk.operation import TO_FIELDS, place_of
from catalogue.catalogue import Catalogue
from catalogue.editing.form import Row
from catalogue.life import Touch
from catalogue.rdf import is_iri
from catalogue.record import Record


@dataclass(frozen=True)
class Named:
    """A record with its name; `changes` where they are shown, `reasons` why it is left as it is."""

    href: str
    title: Label
    changes: Sequence[Told] = ()
    reasons: Sequence[str] = ()


@dataclass(frozen=True)
class Doing:
    """An operation in words."""

    name: str
    where: str
    old: str = ""
    new: str = ""


@dataclass(frozen=True)
class Listed:
    """A piece of work in a list."""

    id: int
    created: str
    total: int
    state: str
    doing: str
    where: str
    mine: bool


def preview(request: Request, job: Job, operation: Operation, status: int = 200, error: str = "") -> Response:
    """What would become of the records: so many of each, the first in words, those that are left out."""
    gettext, tally = gettext_of(request), job.checked or Tally()
    return staff_page(
        request,
        "staff/bulk_preview.html",
        status,
        job=job,
        error=error,
        doing=in_words(request, operation),
        counts=_counts(tally, fate_names(operation.doing, gettext)),
        changing=tally.count(Fate.CHANGED),
        shown=_shown(request, job, operation, tally),
        left=_left(request, tally.left),
        named=tally.named,
    )


def progress(request: Request, job: Job) -> Response:
    """How far it is."""
    gettext = gettext_of(request)
    words = state_name(job.state, gettext, interrupted=job.interrupted)
    doing = in_words(request, job.operation) if job.operation is not None else None
    ends = job.state in (State.CHECKING, State.RUNNING)
    return staff_page(request, "staff/bulk_progress.html", job=job, doing=doing, state=words, stoppable=ends)


def result(request: Request, job: Job, status: int = 200, error: str = "", touched: Sequence[Touch] = ()) -> Response:
    """What became of the records, and what can be done about it; `touched` are those that are asked about."""
    gettext, tally = gettext_of(request), job.tally or Tally()
    operation = job.operation
    names: Mapping[Fate, str] = done_names(operation.doing, gettext) if operation is not None else {}
    questions = [touch for touch in touched if touch.question is not None]
    return staff_page(
        request,
        "staff/bulk_result.html",
        status,
        job=job,
        error=error,
        state=state_name(job.state, gettext, interrupted=job.interrupted),
        doing=in_words(request, operation) if operation is not None else None,
        counts=_counts(tally, names),
        left=_left(request, tally.left),
        group=job.row.group,
        takes_back=job.row.group is not None and job.state is not State.UNDONE,
        resumes=operation is not None and (operation.doing in TO_FIELDS or job.row.group is None),
        questions=_questions(request, questions),
        asked=len(questions),
    )


def listed(request: Request, jobs: Iterable[Job]) -> list[Listed]:
    """Pieces of work as a list."""
    gettext, person = gettext_of(request), request.state.person
    found = []
    for job in jobs:
        doing = in_words(request, job.operation) if job.operation is not None else Doing("", "")
        state = state_name(job.state, gettext, interrupted=job.interrupted)
        mine = job.row.account == person.id
        found.append(Listed(job.id, job.row.created, job.row.total, state, doing.name, doing.where, mine))
    return found


def in_words(request: Request, operation: Operation) -> Doing:
    """An operation in words."""
    schema, gettext = request.app.state.schema, gettext_of(request)
    language = request.app.state.pages.tongue(request).language.code
    name = doing_name(operation.doing, gettext)
    at = " › ".join(where(operation, schema, language)) if operation.doing in TO_FIELDS else ""
    if operation.find:
        return Doing(name, at, operation.find, operation.put)
    old, new = _values(request, operation)
    return Doing(name, at, old, new)


def _values(request: Request, operation: Operation) -> tuple[str, str]:
    """The value that goes, and the new one."""
    place = place_of(request.app.state.schema, operation.address)
    rows: list[Row] = []
    if place is not None and place.steps and operation.inputs:
        form, _ = value_form(place, request.app.state.settings.base, operation.inputs)
        rows = [row for row in form.rows.values() if row.inputs and row.text]
    terms = {operation.old[1:-1]} if operation.old and is_iri(operation.old) else set()
    presenter = presenter_for(request, summaries_of(request, terms | {row.text for row in rows}))
    old = presenter.term(operation.old).text if operation.old else ""
    texts = (presenter.term(f"<{row.text}>").text if row.field.refers_to else row.text for row in rows)
    return old, " · ".join(texts)


def _counts(tally: Tally, names: Mapping[Fate, str]) -> list[tuple[str, str, int]]:
    return [(fate.value, names[fate], tally.count(fate)) for fate in Fate if fate in names and tally.count(fate)]


def _shown(request: Request, job: Job, operation: Operation, tally: Tally) -> list[Named]:
    """The first records that change, before and after; as they are at this moment."""
    bulk: Bulk = request.app.state.bulk
    catalogue: Catalogue = request.app.state.catalogue
    with catalogue.database.reading() as connection:
        found = journal.find(connection, tally.shown)
        states = journal.states(connection, (held.version for held in found.values()))
    titles = _titles(request, found)
    deciding = bulk.deciding(job, operation, request.state.person) if operation.doing in TO_FIELDS else None
    shown = []
    for iri in tally.shown:
        held = found.get(iri)
        if held is None or held.version not in states or iri not in titles:
            continue
        kind = catalogue.schema.by_slug[held.slug]
        record: Record = catalogue.record(held, states[held.version])
        after = deciding.apply(record) if deciding is not None else None
        changes = told(request, record, after, kind) if after is not None else ()
        href = f"/edit{held.path}" if deciding is not None else f"/edit{held.path}/publish"
        shown.append(Named(href, titles[iri], changes))
    return shown


def _left(request: Request, left: Sequence[Left]) -> list[Named]:
    schema, gettext = request.app.state.schema, gettext_of(request)
    language = request.app.state.pages.tongue(request).language.code
    titles = _titles(request, [one.iri for one in left])
    return [
        Named(
            f"/edit{one.path}" if one.iri in titles else "",
            titles.get(one.iri) or Label(one.path),
            (),
            [reason_words(reason, type_of(request, one.path), schema, language, gettext) for reason in one.reasons],
        )
        for one in left
    ]


def _titles(request: Request, iris: Iterable[str]) -> dict[str, Label]:
    """What records are called that may be read."""
    state = request.app.state
    language = state.pages.tongue(request).language.code
    standing, places = state.working.standing(iris), readable(request)
    seen = {iri for iri, one in standing.items() if places is None or one.institution in places}
    found = summaries_of(request, seen)
    return {iri: best(one.labels, language) or Label(one.path) for iri, one in found.items()}


def _questions(request: Request, touched: Sequence[Touch]) -> list[Named]:
    gettext: Gettext = gettext_of(request)
    some = touched[:50]
    titles = _titles(request, [touch.record.iri for touch in some])
    found = []
    for touch in some:
        doubts = touch.question.doubts if touch.question is not None else ()
        title = titles.get(touch.record.iri) or Label(touch.record.path)
        found.append(Named(f"/edit{touch.record.path}", title, (), [doubt_name(d, gettext) for d in doubts]))
    return found
