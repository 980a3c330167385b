"""Work on many records at once: chosen in a list, looked at before it is done, done in the background, taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.editing.bulk.choosing import asked_for, choosing, drawn_again, faults_of, sent_for
from api.editing.bulk.shown import listed, preview, progress, result
from api.editing.finding import among, read_asked
from api.editing.readable import readable
from api.staff import StaffRoute, allow, may, staff_page
from api.words import gettext_of
from catalogue.accounts import Act
from catalogue.bulk import MOST, Bulk, Job, State
from catalogue.bulk.jobs import CHANGEABLE
from catalogue.bulk.operation import Doing
from catalogue.errors import NotAllowed, RecordRefused
from catalogue.life import Answer
from catalogue.projections.search import SearchIndex

PATH = "/edit/bulk"


def work(request: Request) -> Response:
    """What one has done with many records, and what anybody left half-way."""
    return _listing(request)


def choose(request: Request) -> Response:
    """Begins work on the records that were chosen in a list: those ticked, or all that were found."""
    gettext = gettext_of(request)
    iris = _asked(request)
    if iris is None:
        said = gettext("So many cannot be worked on at once: at most %(most)s. Narrow the search down.")
        return _listing(request, said % {"most": f"{MOST:,}"}, 422)
    seen = _readable(request, iris)
    if not seen:
        return _listing(request, gettext("Choose at least one record in a list."), 422)
    return RedirectResponse(f"{PATH}/{_bulk(request).choose(request.state.person, seen)}", 303)


def page(request: Request) -> Response:
    """A piece of work, as it stands."""
    job = open_job(request)
    if job.alive:
        return progress(request, job)
    if job.state in CHANGEABLE:
        _own(request, job)
        asked = asked_for(request)
        if job.state is State.READY and job.operation is not None and not request.query_params:
            return preview(request, job, job.operation)
        return choosing(request, job, asked)
    return result(request, job)


def act(request: Request) -> Response:
    """Does with it what the button says."""
    job, form = open_job(request), request.state.form
    do = _ACTS.get(str(form.get("_do", "")))
    if do is not None:
        return do(request, job)
    _own(request, job)
    return _prepare(request, job)


def open_job(request: Request) -> Job:
    """The work of the address: one's own, or for who may undo what others did, any that has begun; 404 else."""
    number = request.path_params["number"]
    job = _bulk(request).find(number) if number < 1 << 53 else None
    mine = job is not None and job.row.account == request.state.person.id
    if job is None or not (mine or (job.state not in CHANGEABLE and _may_undo(request, job))):
        raise HTTPException(404)
    return job


def _may_undo(request: Request, job: Job) -> bool:
    """Whether they may undo what others did, wherever this was done."""
    if not may(request, Act.UNDO):
        return False
    standing = request.app.state.working.standing(iri for iri, *_ in _bulk(request).chosen(job))
    return all(may(request, Act.UNDO, institution=key) for key in {one.institution for one in standing.values()})


def _prepare(request: Request, job: Job) -> Response:
    """Has what was filled in looked at, or shows it again."""
    held = sent_for(request)
    if drawn_again(held.sent):
        return choosing(request, job, held)
    faults = () if held.sent.sought else faults_of(request, job, held)
    gettext = gettext_of(request)
    if faults or held.sent.sought or held.operation is None:
        held = replace(held, faults=faults)
        return choosing(request, job, held, 422, gettext("This could not be looked at yet; see below."))
    if not _bulk(request).may(request.state.person, held.operation.doing):
        raise NotAllowed(gettext("Your roles do not allow this."))
    if not _bulk(request).prepare(job, held.operation, request.state.person, held.sent.why):
        return choosing(request, job, held, 409, gettext("Other work of yours is still being done; wait for its end."))
    return _back(job)


def _run(request: Request, job: Job) -> Response:
    person, gettext = request.state.person, gettext_of(request)
    if job.operation is not None and not _bulk(request).may(person, job.operation.doing):
        raise NotAllowed(gettext("Your roles do not allow this."))
    if _bulk(request).start(job, person) or job.alive:
        return _back(job)
    said = gettext("Other work of yours is still being done; wait for its end.")
    if job.state is State.READY and job.operation is not None:
        return preview(request, job, job.operation, 409, said)
    return result(request, job, 409, said)


def _stop(request: Request, job: Job) -> Response:
    _bulk(request).stop(job)
    return _back(job)


def _leave(request: Request, job: Job) -> Response:
    _bulk(request).leave(job)
    return _back(job)


def _discard(request: Request, job: Job) -> Response:
    _own(request, job)
    _bulk(request).discard(job)
    return RedirectResponse(PATH, 303)


def _undo(request: Request, job: Job) -> Response:
    """Takes it back; where parts were changed since, one is asked what becomes of these."""
    bulk, gettext = _bulk(request), gettext_of(request)
    touches = bulk.touches(job)
    act_ = Act.BULK if job.row.account == request.state.person.id else Act.UNDO
    if job.operation is not None and job.operation.doing is Doing.MERGE:
        act_ = Act.DELETE
    for slug, institution in {(touch.record.slug, touch.record.institution) for touch in touches}:
        allow(request, act_, request.app.state.schema.by_slug[slug], institution)
    answer = next((one for one in Answer if one.value == request.state.form.get("otherwise")), None)
    try:
        done = bulk.take_back(job, request.state.person, answer)
    except RecordRefused:
        said = gettext("Some of it was changed since. Say below what becomes of that.")
        return result(request, job, 422, said, touches)
    if not done and not job.alive:
        return result(request, job, 409, gettext("Other work of yours is still being done; wait for its end."))
    return _back(job)


def _listing(request: Request, error: str = "", status: int = 200) -> Response:
    bulk, person = _bulk(request), request.state.person
    mine = bulk.of(person)
    others = [job for job in bulk.left_open() if _may_undo(request, job)]
    open_ = {job.id: job for job in (*others, *mine) if job.open or job.interrupted}
    rest = [job for job in mine if job.id not in open_]
    return staff_page(
        request,
        "staff/bulk.html",
        status,
        error=error,
        open=listed(request, open_.values()),
        rest=listed(request, rest),
    )


def _asked(request: Request) -> list[str] | None:
    """The records that were chosen; None where there are too many."""
    form = request.state.form
    if "all" not in form:
        iris = [iri for iri in form.getlist("iri") if isinstance(iri, str)]
        return iris if len(iris) <= MOST else None
    asked = read_asked(parse_qsl(str(form.get("query", ""))), request)
    index: SearchIndex = request.app.state.working_index
    language = request.app.state.pages.tongue(request).language.code
    chosen = among(request, asked)
    found = index.search(asked.text, asked.type or None, asked.links, 0, MOST, language, asked.sort, among=chosen)
    return [hit.iri for hit in found.hits] if found.total <= MOST else None


def _readable(request: Request, iris: Iterable[str]) -> list[str]:
    """Those that are there, and may be read."""
    wanted = list(dict.fromkeys(iris))
    standing, places = request.app.state.working.standing(wanted), readable(request)
    found = ((iri, standing.get(iri)) for iri in wanted)
    return [iri for iri, one in found if one and (places is None or one.institution in places)]


def _own(request: Request, job: Job) -> None:
    if job.row.account != request.state.person.id:
        raise HTTPException(404)


def _bulk(request: Request) -> Bulk:
    bulk: Bulk = request.app.state.bulk
    return bulk


def _back(job: Job) -> Response:
    return RedirectResponse(f"{PATH}/{job.id}", 303)


_ACTS: Mapping[str, Callable[[Request, Job], Response]] = {
    "run": _run, "stop": _stop, "leave": _leave, "discard": _discard, "undo": _undo,
}  # fmt: skip
routes = (
    StaffRoute(PATH, work, act=Act.BULK, name="bulk"),
    StaffRoute(PATH, choose, act=Act.BULK, methods=("POST",), name="bulk_choose"),
    StaffRoute(PATH + "/{number:int}", page, act=Act.BULK, name="bulk_page"),
    StaffRoute(PATH + "/{number:int}", act, act=Act.BULK, methods=("POST",), name="bulk_act"),
)
