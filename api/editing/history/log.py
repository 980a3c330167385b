"""All changes, one of them or a group, and taking them back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.editing.forms.opened import summaries_of
from api.editing.history.changes import Told, told
from api.editing.history.history import LONGEST, type_of
from api.editing.history.kinds import doubt_name, kind_name, obstacle_name, outcome_name
from api.editing.readable import readable
from api.labels import Label, best
from api.paging import asked, paging
from api.staff import StaffRoute, allow, may, staff_page
from api.words import gettext_of
from catalogue.accounts import Act, Person
from catalogue.catalogue import Catalogue
from catalogue.errors import RecordRefused
from catalogue.history import ChangeLine, Chosen, GroupLine, Identity, Wrote
from catalogue.life import Answer, Answers, Doubt, Outcome, Target, Touch
from catalogue.shapes import label_in

PAGE = 50
QUESTIONS = 200  # that one page asks; what else there is to decide is decided together
PATH = "/edit/changes"


@dataclass(frozen=True)
class Line:
    """A change in the list."""

    change: ChangeLine
    kind: str
    href: str


@dataclass(frozen=True)
class Written:
    """A record that a change or group wrote; `differences` only where they are shown."""

    record: Identity
    title: Label
    kind: str
    differences: Sequence[Told]


@dataclass(frozen=True)
class Asked:
    """A record about which something has to be decided, or with which nothing can be done; who refers to it."""

    touch: Touch
    title: Label
    outcome: str
    reasons: tuple[str, ...]
    referring: tuple[str, ...] = ()


def changes(request: Request) -> Response:
    """Changes of what may be read, the newest first; those of a person or of a kind, where that is asked for."""
    query, page, gettext = request.query_params, asked(request), gettext_of(request)
    who, kind = query.get("who", "")[:200], query.get("kind", "")[:50]
    found = _catalogue(request).history.changes(Chosen(who=who, kind=kind, institutions=readable(request)), page, PAGE)
    lines = [Line(one, kind_name(one.kind, gettext), f"{PATH}/{one.id}") for one in found.items]
    said = {name: value for name, value in (("who", who), ("kind", kind)) if value}
    kinds = ("save", "publish", "withdraw", "import", "bulk", "restore", "undo", "delete", "merge", "erase")
    return staff_page(
        request,
        "staff/log.html",
        lines=lines,
        who=who,
        kind=kind,
        kinds=[(one, kind_name(one, gettext)) for one in kinds],
        paging=paging(page, PAGE, found.total, PATH, said),
    )


def change(request: Request) -> Response:
    """One change: what it wrote, and how to take it back."""
    return _page(request, _target(request))


def undo(request: Request) -> Response:
    """Shows what taking it back would touch, and takes it back once everything is decided."""
    target, form, person = _target(request), request.state.form, request.state.person
    assert isinstance(person, Person)
    life = _catalogue(request).life
    touches = life.preview_undo(target)
    _allow(request, target, touches)
    if form.get("_do") != "undo":
        return _page(request, target, touches=touches)
    answers = {name.removeprefix("answer:"): _answer(form[name]) for name in form if name.startswith("answer:")}
    given = {iri: answer for iri, answer in answers.items() if answer is not None}
    why, otherwise = str(form.get("why", ""))[:LONGEST], _answer(form.get("otherwise"))
    _allow_losing(request, touches, Answers(given, otherwise))
    try:
        done = life.undo(target, who=person.name, why=why, answers=given, otherwise=otherwise)
    except RecordRefused:
        gettext = gettext_of(request)
        error = gettext("Something is still to be decided.")
        return _page(request, target, error, 422, touches=life.preview_undo(target))
    where = f"/edit/groups/{done.group}" if done.group is not None else request.url.path
    return RedirectResponse(f"{where}?done=undo&left={len(done.left)}", 303)


def _page(
    request: Request, target: Target, error: str = "", status: int = 200, touches: Sequence[Touch] | None = None
) -> Response:
    catalogue, gettext, page = _catalogue(request), gettext_of(request), asked(request)
    line = catalogue.history.change(target.change) if target.change is not None else None
    group = catalogue.history.group(target.group) if target.group is not None else None
    if line is None and group is None:
        raise HTTPException(404)
    if target.change is not None:
        wrote = catalogue.history.wrote(target.change, page, PAGE)
    else:
        wrote = catalogue.history.wrote_in_group(target.group or 0, page, PAGE)
    doing = [t for t in touches or () if t.outcome is not Outcome.NOTHING]
    return staff_page(
        request,
        "staff/change.html",
        status,
        error=error,
        done=request.query_params.get("done", ""),
        left=request.query_params.get("left", "0") not in ("", "0"),
        line=line,
        group=group,
        kind=kind_name((line or group).kind, gettext),  # type: ignore[union-attr]  # one of the two is there
        written=_written(request, wrote.items, whole=wrote.total <= 5),
        paging=paging(page, PAGE, wrote.total, request.url.path, {}),
        undone_by=catalogue.history.undone_by(target.change, target.group),
        open_=group is not None and group.closed is None,
        undoes=_undoes(request, line, group),
        preview=touches is not None,
        counts=[(outcome_name(one, gettext), sum(t.outcome is one for t in doing)) for one in Outcome],
        asked=_asked(request, [t for t in touches or () if t.question is not None]),
        obstructed=_asked(request, [t for t in touches or () if t.obstacle is not None][:QUESTIONS]),
        here=request.url.path,
    )


def _written(request: Request, wrote: Sequence[Wrote], *, whole: bool) -> list[Written]:
    """The records that may be seen; with what changed in them, where they are few."""
    history, language = _catalogue(request).history, request.app.state.pages.tongue(request).language.code
    seen = [w for w in wrote if may(request, Act.READ, type_of(request, w.record), w.record.institution)]
    names = summaries_of(request, {w.record.iri for w in seen})
    found = []
    for one in seen:
        record_type, differences = type_of(request, one.record), list[Told]()
        if whole:
            before, after = history.record(one.record.iri, one.earlier), history.record(one.record.iri, one.version)
            differences = told(request, before, after, history.record_type(after if after.triples else before))
        name = names.get(one.record.iri)
        title = (best(name.labels, language) if name is not None else None) or Label(one.record.path)
        found.append(Written(one.record, title, label_in(record_type.labels, language), differences))
    return found


def _asked(request: Request, touches: Sequence[Touch]) -> list[Asked]:
    gettext, language = gettext_of(request), request.app.state.pages.tongue(request).language.code
    names = summaries_of(request, {t.record.iri for t in touches[:QUESTIONS]})
    found = []
    for touch in touches[:QUESTIONS]:
        doubts = touch.question.doubts if touch.question is not None else ()
        reasons = [doubt_name(doubt, gettext) for doubt in doubts]
        reasons += [obstacle_name(touch.obstacle, gettext)] if touch.obstacle is not None else []
        name = names.get(touch.record.iri)
        title = (best(name.labels, language) if name is not None else None) or Label(touch.record.path)
        found.append(Asked(touch, title, outcome_name(touch.outcome, gettext), tuple(reasons), _seen(request, touch)))
    return found


def _seen(request: Request, touch: Touch) -> tuple[str, ...]:
    """Paths of the first who refer to a record, of those that may be read."""
    paths = touch.question.referring if touch.question is not None else ()
    if readable(request) is None:
        return tuple(paths)
    found = [one for path in paths if (one := _catalogue(request).history.at_path(path)) is not None]
    return tuple(one.path for one in found if may(request, Act.READ, type_of(request, one), one.institution))


def _allow(request: Request, target: Target, touches: Sequence[Touch]) -> None:
    """One's own saves one may take back where one may edit; whatever else needs the act of its own."""
    line = _catalogue(request).history.change(target.change) if target.change is not None else None
    act = Act.EDIT if line is not None and _own(request, line) else Act.UNDO
    for slug, institution in {(t.record.slug, t.record.institution) for t in touches}:
        allow(request, act, request.app.state.schema.by_slug[slug], institution)
    if not touches:
        allow(request, act)


def _allow_losing(request: Request, touches: Sequence[Touch], answers: Answers) -> None:
    """Whoever has a record deleted must be allowed to edit those that refer to it: they lose what they say of it."""
    going = [t.record.iri for t in touches if t.outcome is Outcome.DELETE and t.question is not None
             and Doubt.REFERRED in t.question.doubts and answers.of(t) is Answer.REVERT]  # fmt: skip
    for one in _catalogue(request).life.preview_leaving(going).referring if going else ():
        allow(request, Act.EDIT, type_of(request, one.record), one.record.institution)


def _undoes(request: Request, line: ChangeLine | None, group: GroupLine | None) -> bool:
    """Whether the button to take it back is offered."""
    if (line or group).kind == "erase":  # type: ignore[union-attr]  # one of the two is there
        return False
    return may(request, Act.UNDO) or (line is not None and _own(request, line) and may(request, Act.EDIT))


def _own(request: Request, line: ChangeLine) -> bool:
    person: Person = request.state.person
    return line.who == person.name and line.kind in ("save", "restore")


def _answer(text: object) -> Answer | None:
    return next((one for one in Answer if one.value == text), None)


def _target(request: Request) -> Target:
    text = request.path_params["number"]
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise HTTPException(404)
    history = _catalogue(request).history
    group = request.url.path.startswith("/edit/groups/")
    if (history.group(int(text)) if group else history.change(int(text))) is None:
        raise HTTPException(404)
    target = Target(group=int(text)) if group else Target(change=int(text))
    seen = Chosen(change=target.change, group=target.group, institutions=readable(request))
    if seen.institutions is not None and not history.changes(seen, size=1).total:
        raise HTTPException(404)
    return target


def _catalogue(request: Request) -> Catalogue:
    catalogue: Catalogue = request.app.state.catalogue
    return catalogue


routes = (
    StaffRoute(PATH, changes, act=Act.READ),
    StaffRoute(PATH + "/{number}", change, act=Act.READ),
    StaffRoute(PATH + "/{number}", undo, act=Act.EDIT, methods=("POST",)),
    StaffRoute("/edit/groups/{number}", change, act=Act.READ, name="group"),
    StaffRoute("/edit/groups/{number}", undo, act=Act.UNDO, methods=("POST",), name="undo_group"),
)
