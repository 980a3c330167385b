"""Where a person may do something: at which institutions, to which record types there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.requests import Request

from api.staff import permissions
from catalogue.accounts import EVERYWHERE, Act, Person


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
