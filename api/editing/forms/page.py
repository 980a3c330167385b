"""The page of a form: what it is made of, and how it is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from api.editing.forms.numbering import offers
from api.editing.forms.opened import Opened, reading, summaries_of
from api.editing.forms.problems import of_findings
from api.editing.forms.reading import Option, Problem, Reading
from api.editing.forms.sent import Sent
from api.editing.places import making_place, making_places
from api.editing.status import status_name
from api.labels import Label, best
from api.messages import Gettext
from api.presenter import Presenter, presenter_for
from api.staff import may, staff_page
from catalogue.accounts import Act
from catalogue.catalogue import Catalogue
from catalogue.database import versions
from catalogue.database.unsaved import UnsavedEdit
from catalogue.editing.edits import apply
from catalogue.editing.form import Form
from catalogue.editing.merging import Conflict
from catalogue.editing.placing import place
from catalogue.editing.submission import Submission
from catalogue.rdf import Term, is_iri
from catalogue.shapes import label_in


@dataclass(frozen=True)
class Page:
    """A form with all that is said around it.

    `carry` are the fields that a new record may take over from the one made before it, at `after`; `carried` those that
    it does.
    """

    opened: Opened
    form: Form
    problems: Sequence[Problem] = ()
    sent: Sent = field(default_factory=lambda: Sent(()))
    status: int = 200
    edited: bool = False
    saved: bool = False
    merged: bool = False
    conflicts: Sequence[Conflict] = ()
    note: UnsavedEdit | None = None
    carry: Sequence[Option] = ()
    carried: Sequence[str] = ()
    after: str = ""


@dataclass(frozen=True)
class Disputed:
    """A conflict in words."""

    name: str
    label: str
    base: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class Link:
    """Something else to do with the record."""

    href: str
    label: str


def show(request: Request, page: Page) -> Response:
    """The page."""
    state = request.app.state
    tongue = state.pages.tongue(request)
    gettext, language = tongue.messages.gettext, tongue.language.code
    opened, form = page.opened, page.form
    read = reading(request, form, page.problems, page.sent.sought, page.sent.candidates)
    places = making_places(request, opened.record_type) if opened.held is None else []
    place = opened.held.institution if opened.held is not None else making_place(request, opened.record_type)
    read.offering(offers(request, form, place), page.sent.numbers)
    kind = opened.record_type
    status = opened.held.status if opened.held is not None else ""
    action = f"/edit{opened.path}" if opened.held is not None else f"/edit/{kind.slug}/new"
    return staff_page(
        request,
        "staff/form.html",
        page.status,
        show=read,
        title=_title(request, opened, read),
        form=form,
        sections=read.sections(),
        kind=label_in(kind.labels, language),
        slug=kind.slug,
        path=opened.path,
        action=action,
        unsaved=f"{action}/unsaved",
        version=opened.version or "",
        standing=status,
        status_words=status_name(status, gettext) if status else "",
        links=list(_links(request, opened, gettext)),
        edited=page.edited,
        saved=page.saved,
        merged=page.merged,
        conflicts=_disputes(request, page.conflicts, read),
        theirs=_theirs(request, opened) if page.conflicts else {"who": "", "time": ""},
        unsaved_note=page.note,
        places=places if len(places) > 1 else [],
        place=place,
        carry=page.carry,
        carried=page.carried or page.sent.carry,
        after=page.after,
        why=page.sent.why,
    )


def found(request: Request, opened: Opened, form: Form, submission: Submission | None = None) -> tuple[Problem, ...]:
    """What the shapes say of the record as it is stored, or as it would be with what was submitted, at the places of a
    form; nothing of a new one, which is not to be scolded for being empty.
    """
    if opened.held is None:
        return ()
    catalogue: Catalogue = request.app.state.catalogue
    tongue = request.app.state.pages.tongue(request)
    record = apply(opened.record, submission.edits) if submission is not None else opened.record
    findings = catalogue.saver.check(record, opened.record_type.slug)
    placed = place(findings, form, submission.made if submission is not None else {})
    return tuple(of_findings(placed, catalogue.schema, tongue.language.code, tongue.messages.gettext))


def unfound(sent: Sent, form: Form, gettext: Gettext) -> Iterator[Problem]:
    """Words in a picker from which nothing was chosen."""
    for name, words in sent.sought.items():
        if name in form.rows:
            said = gettext("Nothing was chosen for “%(words)s”: choose one of these, or empty the box.")
            if not sent.candidates.get(name):
                said = gettext("There is nothing called “%(words)s” to choose: write another name, or empty the box.")
            yield Problem(name, "error", said % {"words": words[:100]})


def _title(request: Request, opened: Opened, read: Reading) -> Label:
    """What the record is called; one that is not saved yet, as its form says so far."""
    summary = summaries_of(request, {opened.record.iri}).get(opened.record.iri) if opened.held is not None else None
    language = request.app.state.pages.tongue(request).language.code
    return (best(summary.labels, language) if summary is not None else None) or read.title()


def _links(request: Request, opened: Opened, gettext: Gettext) -> Iterator[Link]:
    if opened.held is None:
        return
    at = f"/edit{opened.path}"
    yield Link(f"{at}/view", gettext("View"))
    yield Link(f"{at}/publish", gettext("Publishing"))
    yield Link(f"{at}/history", gettext("History"))
    if may(request, Act.DELETE, opened.record_type, opened.held.institution):
        yield Link(f"{at}/delete", gettext("Delete"))


def _disputes(request: Request, conflicts: Sequence[Conflict], read: Reading) -> list[Disputed]:
    terms = {t for one in conflicts for t in (one.base, one.mine, *one.theirs) if t is not None}
    presenter = presenter_for(request, summaries_of(request, {t[1:-1] for t in terms if is_iri(t)}))
    return [_disputed(one, read, presenter) for one in conflicts]


def _disputed(one: Conflict, read: Reading, presenter: Presenter) -> Disputed:
    def words(terms: Iterable[Term | None]) -> str:
        return " · ".join(presenter.term(term).text for term in terms if term is not None)

    return Disputed(
        one.name, " › ".join(read.where(one.field)), words([one.base]), words(one.theirs), words([one.mine])
    )


def _theirs(request: Request, opened: Opened) -> dict[str, str]:
    """Who saved the record last, and when."""
    assert opened.held is not None
    catalogue: Catalogue = request.app.state.catalogue
    with catalogue.database.reading() as connection:
        who, time = versions.made(connection, opened.held.version)
    return {"who": who, "time": time}
