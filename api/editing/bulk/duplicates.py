"""Duplicates side by side: which one stays, what it takes over from the others, what will follow; then merged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.editing.bulk.work import open_job
from api.editing.forms.opened import summaries_of
from api.editing.history.changes import Told, told
from api.labels import Label, best
from api.presenter import Presenter, presenter_for
from api.shown import Shown
from api.staff import StaffRoute, allow, staff_page
from api.words import gettext_of
from catalogue import journal
from catalogue.accounts import Act
from catalogue.bulk import Bulk, Job
from catalogue.bulk.duplicates import MOST, foreseen
from catalogue.bulk.jobs import CHANGEABLE
from catalogue.catalogue import Catalogue
from catalogue.journal import Held
from catalogue.rdf import is_iri
from catalogue.record import Record, RecordView, references, view
from catalogue.shapes import RecordType, label_in

_SEEN = 100


@dataclass(frozen=True)
class Column:
    """One of the records."""

    held: Held
    title: Label
    tree: RecordView


@dataclass(frozen=True)
class Cell:
    """What one record says in a field; `take` is what its box sends."""

    values: Sequence[Shown]
    take: str
    taken: bool


@dataclass(frozen=True)
class Line:
    """A field, across the records; `same` where they all say the same."""

    label: str
    cells: Sequence[Cell]
    same: bool


@dataclass(frozen=True)
class Choice:
    """Which record stays, and the keys of the fields that it takes over, by IRI of the others."""

    winner: str = ""
    take: Mapping[str, tuple[str, ...]] | None = None

    def takes(self, iri: str, key: str) -> bool:
        """Whether a field is taken over."""
        return key in (self.take or {}).get(iri, ())


@dataclass(frozen=True)
class Following:
    """What merging would do besides: the winner before and after, and who points to the others."""

    changes: Sequence[Told]
    referring: Sequence[tuple[str, Label]]
    total: int


def beside(request: Request) -> Response:
    """The records side by side."""
    return _page(request, _job(request), Choice())


def merge(request: Request) -> Response:
    """Shows what would follow, or does it."""
    job, form, gettext = _job(request), request.state.form, gettext_of(request)
    columns = _columns(request, job)
    iris = [one.held.iri for one in columns]
    winner = str(form.get("winner", ""))
    boxes = [text.partition(" ") for text in form.getlist("take") if isinstance(text, str)]
    choice = Choice(winner, {iri: tuple(key for i, _, key in boxes if i == iri) for iri in iris if iri != winner})
    if winner not in iris:
        return _page(request, job, Choice(), 422, gettext("Choose the record that stays."))
    if form.get("_do") != "merge":
        return _page(request, job, choice, following=_following(request, columns, choice))
    versions = {i: int(v) for i in iris if (v := str(form.get(f"version {i}", ""))).isdecimal() and len(v) < 16}
    for one in columns:
        allow(request, Act.DELETE, one.tree.record_type, one.held.institution)
    bulk: Bulk = request.app.state.bulk
    bulk.merge(job, request.state.person, winner, choice.take or {}, versions, str(form.get("_why", "")))
    return RedirectResponse(f"/edit/bulk/{job.id}", 303)


def _page(
    request: Request, job: Job, choice: Choice, status: int = 200, error: str = "", following: Following | None = None
) -> Response:
    columns = _columns(request, job)
    kind = columns[0].tree.record_type
    return staff_page(
        request,
        "staff/bulk_merge.html",
        status,
        job=job,
        error=error,
        kind=label_in(kind.plurals, request.app.state.pages.tongue(request).language.code),
        columns=columns,
        lines=_lines(request, columns, kind, choice),
        choice=choice,
        following=following,
        why=str(request.state.form.get("_why", "")),
    )


def _job(request: Request) -> Job:
    job = open_job(request)
    if job.state not in CHANGEABLE or job.alive or not 1 < job.row.total <= MOST:
        raise HTTPException(404)
    return job


def _columns(request: Request, job: Job) -> list[Column]:
    """The records, which must be of one type."""
    catalogue: Catalogue = request.app.state.catalogue
    language = request.app.state.pages.tongue(request).language.code
    iris = [iri for iri, _ in request.app.state.bulk.chosen(job)]
    with catalogue.database.reading() as connection:
        found = journal.find(connection, iris)
        states = journal.states(connection, (held.version for held in found.values()))
    held = [found[iri] for iri in iris if iri in found and found[iri].version in states]
    if len(held) < 2 or len({one.slug for one in held}) > 1:
        raise HTTPException(404)
    names = summaries_of(request, set(iris))
    columns = []
    for one in held:
        kind = catalogue.schema.by_slug[one.slug]
        tree = view(catalogue.record(one, states[one.version]), kind)
        title = best(names[one.iri].labels, language) if one.iri in names else None
        columns.append(Column(one, title or Label(one.path), tree))
    return columns


def _lines(request: Request, columns: Sequence[Column], kind: RecordType, choice: Choice) -> list[Line]:
    pointed = {target[1:-1] for one in columns for _, target in references(one.tree.root) if is_iri(target)}
    presenter = presenter_for(request, summaries_of(request, pointed))
    shown = {one.held.iri: _fields(one, presenter) for one in columns}
    found = []
    for field in kind.fields:
        if field.inverse or not any(field.key in said for said in shown.values()):
            continue
        cells = [
            Cell(shown[i].get(field.key, ()), f"{i} {field.key}", choice.takes(i, field.key))
            for i in (one.held.iri for one in columns)
        ]
        words = [sorted(w.text for value in cell.values for w in value.words()) for cell in cells]
        found.append(Line(label_in(field.labels, presenter.language), cells, all(w == words[0] for w in words)))
    return found


def _fields(column: Column, presenter: Presenter) -> dict[str, Sequence[Shown]]:
    by_key = column.tree.record_type.by_key
    values = column.tree.root.values
    return {key: [presenter.value(by_key[key], value) for value in held] for key, held in values.items()}


def _following(request: Request, columns: Sequence[Column], choice: Choice) -> Following:
    catalogue: Catalogue = request.app.state.catalogue
    records: dict[str, Record] = {one.held.iri: one.tree.record for one in columns}
    winner, kind = records.pop(choice.winner), columns[0].tree.record_type
    take = choice.take or {}
    try:
        after = foreseen(winner, [(record, take.get(iri, ())) for iri, record in records.items()], kind)
    except KeyError:
        raise HTTPException(422) from None
    leaving = catalogue.life.preview_leaving(list(records))
    language = request.app.state.pages.tongue(request).language.code
    names = summaries_of(request, {one.record.iri for one in leaving.referring[:_SEEN]})
    referring = [
        (f"/edit{s.path}", best(s.labels, language) or Label(s.path))
        for one in leaving.referring[:_SEEN]
        if (s := names.get(one.record.iri))
    ]
    return Following(told(request, winner, after, kind), referring, len(leaving.referring))


_PATH = "/edit/bulk/{number:int}/merge"
routes = (
    StaffRoute(_PATH, beside, act=Act.DELETE, name="bulk_beside"),
    StaffRoute(_PATH, merge, act=Act.DELETE, methods=("POST",), name="bulk_merge"),
)
