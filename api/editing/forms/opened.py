"""What a form stands on: the record as it is now, or one that is still to be made, and what its reader is shown."""

from __future__ import annotations

import secrets
import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request

from api.editing.forms.choices import choices, terms
from api.editing.forms.reading import Option, Problem, Reading
from api.editing.readable import readable
from api.presenter import presenter_for
from api.staff import may
from catalogue import journal
from catalogue.accounts import Act
from catalogue.catalogue import Catalogue
from catalogue.database import versions
from catalogue.editing.building import Sent, form_of
from catalogue.editing.copying import blank
from catalogue.editing.form import Form, Look, Widget
from catalogue.journal import Held
from catalogue.publication import Summary
from catalogue.record import Record
from catalogue.shapes import RecordType, Schema

_LETTERS = string.ascii_lowercase + string.digits


@dataclass(frozen=True)
class Opened:
    """A record that is open at a version: `held` and `version` are None for one that is still to be made."""

    record_type: RecordType
    record: Record
    held: Held | None = None
    version: int | None = None

    @property
    def path(self) -> str:
        """Its path; empty where it has none yet."""
        return self.record.path if self.held is not None else ""


def open_record(request: Request, version: int | None = None) -> Opened:
    """The record at the path of the request, as it is or as it was at a version of its own; 404 where there is none."""
    return open_at(request, f"/{request.path_params['slug']}/{request.path_params['id']}", version)


def open_at(request: Request, path: str, version: int | None = None) -> Opened:
    """The same for any path."""
    catalogue: Catalogue = request.app.state.catalogue
    with catalogue.database.reading() as connection:
        found = journal.opened(connection, path=path)
        if found is None:
            raise HTTPException(404)
        held, state = found
        wanted = version or held.version
        if wanted != held.version:
            if not versions.belongs(connection, wanted, held.id):
                raise HTTPException(404)
            state = journal.states(connection, [wanted]).get(wanted)
    if state is None:
        raise HTTPException(410)
    return Opened(catalogue.schema.by_slug[held.slug], catalogue.record(held, state), held, wanted)


def new_record(request: Request) -> Opened:
    """A record of a type that is still to be made, at an address of its own."""
    catalogue: Catalogue = request.app.state.catalogue
    record_type = catalogue.schema.by_slug[request.path_params["slug"]]
    path = f"/{record_type.slug}/" + "".join(secrets.choice(_LETTERS) for _ in range(10))
    return Opened(record_type, blank(record_type, path, catalogue.base))


def form_in(request: Request, opened: Opened, sent: Sent = ()) -> Form:
    """The form of what is open, filled with what was sent."""
    return form_of(opened.record, opened.record_type, opened.version, sent, Look(choices=choices(request)))


def reading(
    request: Request,
    form: Form,
    problems: Sequence[Problem] = (),
    sought: Mapping[str, str] | None = None,
    candidates: Mapping[str, Sequence[Option]] | None = None,
) -> Reading:
    """The form in the language of the request."""
    summaries = summaries_of(request, set(_pointed(form)))
    schema: Schema = request.app.state.schema
    making = frozenset(one.slug for one in schema.record_types if may(request, Act.EDIT, one))
    presenter = presenter_for(request, summaries)
    return Reading(form, schema, presenter, problems, terms(request), sought, candidates, making)


def summaries_of(request: Request, iris: set[str]) -> dict[str, Summary]:
    """What records are called, drafts included, each with the path of its page for staff.

    Those of institutions whose records the person may not read are called as the public knows them, or not at all.
    """
    state, places = request.app.state, readable(request)
    found: dict[str, Summary] = state.working.summaries(iris)
    if places is None:
        return found
    hidden = {iri for iri, one in state.working.standing(found).items() if one.institution not in places}
    shown: dict[str, Summary] = state.log.summaries(hidden)
    return {iri: one for iri, one in found.items() if iri not in hidden} | shown


def _pointed(form: Form) -> Iterator[str]:
    for row in form.rows.values():
        if row.widget in (Widget.REFERENCE, Widget.CHOICE, Widget.LINK) and row.text:
            yield row.text
        elif row.widget is Widget.KEPT and row.term is not None and row.term.startswith("<"):
            yield row.term[1:-1]
