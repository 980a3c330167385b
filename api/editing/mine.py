"""My work: what somebody left unsaved, what waits for them, their drafts, what to look at, what changed lately."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from api.editing.finding import STUB, Asked, among
from api.editing.forms.opened import open_at, summaries_of
from api.editing.history.kinds import kind_name
from api.editing.readable import readable
from api.editing.reasons import reason
from api.labels import Label, best
from api.staff import StaffRoute, may, staff_page
from api.words import gettext_of
from catalogue import journal
from catalogue.accounts import Act, Person
from catalogue.catalogue import Catalogue
from catalogue.database import unsaved
from catalogue.database.histories import ChangeLine, Chosen
from catalogue.database.reviews import Review
from catalogue.history import History
from catalogue.projections.search import Hit
from catalogue.reviewing import Reviewing
from catalogue.shapes import label_in

SHOWN = 10
LOOKED_AT = 30  # records of mine, the newest, that are validated anew for this page
DECIDED = timedelta(days=14)


@dataclass(frozen=True)
class Line:
    """A record with something said of it: when, by whom, a text."""

    href: str
    label: Label
    kind: str
    time: str = ""
    who: str = ""
    text: str = ""


def mine(request: Request) -> Response:
    """What somebody left unsaved, what waits for them, their drafts, and what changed lately."""
    catalogue: Catalogue = request.app.state.catalogue
    person: Person = request.state.person
    since = (datetime.now(UTC) - DECIDED).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    reviewing = Reviewing(catalogue.database)
    drafts, drafted = _found(request, Asked(status="draft", mine=True, sort="updated"))
    return staff_page(
        request,
        "staff/mine.html",
        unsaved=_unsaved(request),
        waiting=_reviews(request, [one for one in reviewing.waiting() if _decides(request, one)]),
        decided=_decisions(request, reviewing.decided_for(person.name, since)),
        drafts=drafts,
        drafted=drafted,
        all_drafts=Asked(status="draft", mine=True, sort="updated").address("/edit/search"),
        stubs=_found(request, Asked(status=STUB))[1],
        all_stubs=Asked(status=STUB).address("/edit/search"),
        questions=_questions(request),
        lately=[(one, kind_name(one.kind, gettext_of(request))) for one in _lately(request, person)],
    )


def _decides(request: Request, one: Review) -> bool:
    return may(request, Act.PUBLISH, request.app.state.schema.by_slug.get(one.slug), one.institution)


def _unsaved(request: Request) -> list[Line]:
    catalogue: Catalogue = request.app.state.catalogue
    with catalogue.database.reading() as connection:
        edits = unsaved.of(connection, request.state.person.id, SHOWN)
        at = journal.at_paths(connection, [one.place for one in edits])
    called = _called(request, at.values())
    gettext = gettext_of(request)
    new = Label(gettext("New record"))
    return [
        Line(f"/edit{one.place}", called.get(at.get(one.place, ""), new), _kind(request, one.place), one.saved)
        for one in edits
    ]


def _reviews(request: Request, reviews: Sequence[Review]) -> list[Line]:
    iris = _iris(request, [one.path for one in reviews])
    called = _called(request, iris.values())
    return [
        Line(
            f"/edit{one.path}/publish", called.get(iris.get(one.path, ""), Label(one.path)), _kind(request, one.path),
            one.asked, one.asked_by, one.request,
        )
        for one in reviews
    ]  # fmt: skip


def _decisions(request: Request, reviews: Sequence[Review]) -> list[Line]:
    gettext = gettext_of(request)
    said = {"approved": gettext("approved"), "returned": gettext("sent back")}
    iris = _iris(request, [one.path for one in reviews])
    called = _called(request, iris.values())
    return [
        Line(
            f"/edit{one.path}/publish", called.get(iris.get(one.path, ""), Label(one.path)), said[one.decision],
            one.decided, one.decided_by, one.answer,
        )
        for one in reviews
        if one.decision in said
    ]  # fmt: skip


def _found(request: Request, wanted: Asked) -> tuple[list[Line], int]:
    """The first of what is asked for, and how many there are."""
    state, language = request.app.state, _language(request)
    chosen = among(request, wanted)
    found = state.working_index.search("", limit=SHOWN, language=language, sort=wanted.sort, among=chosen)
    return [_line(request, hit) for hit in found.hits], found.total


def _line(request: Request, hit: Hit) -> Line:
    return Line(f"/edit{hit.path}", Label(hit.label or hit.path, hit.language), _kind(request, hit.path))


def _questions(request: Request) -> list[Line]:
    """What the shapes ask of the records that this person changed last."""
    state, language = request.app.state, _language(request)
    chosen = among(request, Asked(mine=True))
    hits = state.working_index.search("", limit=LOOKED_AT, language=language, sort="updated", among=chosen).hits
    opened = {one.record.iri: one for one in (open_at(request, hit.path) for hit in hits)}
    catalogue: Catalogue = state.catalogue
    slugs = {iri: one.record_type.slug for iri, one in opened.items()}
    with catalogue.database.reading() as connection:
        findings = catalogue.saver.findings(connection, [one.record for one in opened.values()], slugs)
    said: dict[str, list[str]] = {}
    for one in findings:
        label = label_in(state.schema.labels.get(one.shape, {}), language)
        text = reason(one, state.schema, language, gettext_of(request))
        said.setdefault(one.record, []).append(f"{label}: {text}" if label else text)
    lines = [(hit.iri, _line(request, hit)) for hit in hits if hit.iri in said]
    return [replace(line, text=" ".join(dict.fromkeys(said[iri]))) for iri, line in lines[:SHOWN]]


def _lately(request: Request, person: Person) -> Sequence[ChangeLine]:
    """The last changes: of everybody to whoever may read all, else one's own."""
    catalogue: Catalogue = request.app.state.catalogue
    who = "" if readable(request) is None else person.name
    return History(catalogue.database, catalogue.schema, catalogue.base).changes(Chosen(who), size=SHOWN).items


def _iris(request: Request, paths: Sequence[str]) -> dict[str, str]:
    catalogue: Catalogue = request.app.state.catalogue
    with catalogue.database.reading() as connection:
        return journal.at_paths(connection, paths)


def _called(request: Request, iris: Iterable[str]) -> dict[str, Label]:
    language = _language(request)
    found = summaries_of(request, set(iris))
    return {iri: best(one.labels, language) or Label(one.path) for iri, one in found.items()}


def _kind(request: Request, path: str) -> str:
    record_type = request.app.state.schema.by_slug.get(path.split("/")[1])
    return label_in(record_type.labels, _language(request)) if record_type is not None else ""


def _language(request: Request) -> str:
    code: str = request.app.state.pages.tongue(request).language.code
    return code


routes = (StaffRoute("/edit", mine, act=Act.READ),)
