"""Where a person may do something: at which institutions, to which record types there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.requests import Request

from api.staff import permissions
from catalogue.accounts import EVERYWHERE, Act, Person
from catalogue.shapes import RecordType


def places(request: Request, act: Act) -> Mapping[str, Sequence[str]]:
    """The institutions at which they may, each with the slugs of the record types to which they may."""
    person: Person = request.state.person
    table, types = permissions(request), request.app.state.schema.record_types
    known = [EVERYWHERE, *(one.key for one in request.app.state.people.institutions.all())]
    given = (one.institution for one in person.roles)
    found = {key: [one.slug for one in types if table.may(person, act, one, key)] for key in {*known, *given}}
    return {key: slugs for key, slugs in found.items() if slugs}


def institution_titles(request: Request, act: Act) -> list[tuple[str, str]]:
    """Key and title of each institution at which they may, those of nobody in particular first."""
    titles = {one.key: one.title for one in request.app.state.people.institutions.all()}
    return sorted((key, titles.get(key, key)) for key in places(request, act))


def making_places(request: Request, record_type: RecordType) -> list[tuple[str, str]]:
    """Key and title of each institution whose new record of a type they may make."""
    able = {key for key, slugs in places(request, Act.EDIT).items() if record_type.slug in slugs}
    return [(key, title) for key, title in institution_titles(request, Act.EDIT) if key in able]


def making_place(request: Request, record_type: RecordType) -> str:
    """Whose a new record becomes: the institution that the form names, else the person's own, else the first at which
    they may make one.
    """
    person: Person = request.state.person
    keys = [key for key, _ in making_places(request, record_type)]
    wanted = request.state.form.get("_institution") or request.query_params.get("institution")
    for one in (wanted, person.home):
        if one in keys:
            return str(one)
    return keys[0] if keys else person.home
