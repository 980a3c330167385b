"""The table of who may do what, as `permissions.toml` has it."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from api.staff import StaffRoute, permissions, staff_page
from api.words import act_name, gettext_of, role_name
from catalogue.accounts import Act, Permissions
from catalogue.shapes import RecordType, label_in


@dataclass(frozen=True)
class Reach:
    """How far a role reaches with an act: to everything, to nothing, or to some record types, by their plurals."""

    all: bool
    some: tuple[str, ...]


def page(request: Request) -> Response:
    """Roles across, acts down; where a role reaches some record types only, they are named."""
    gettext = gettext_of(request)
    state = request.app.state
    table = permissions(request)
    language = state.pages.tongue(request).language.code
    types = state.schema.record_types
    rows = [
        (act_name(act, gettext), [_reach(table, role, act, types, language) for role in table.roles]) for act in Act
    ]
    mine = {given.role for given in request.state.person.roles}
    roles = [(role_name(role, gettext), role in mine) for role in table.roles]
    return staff_page(request, "account/permissions.html", roles=roles, rows=rows)


def _reach(table: Permissions, role: str, act: Act, types: list[RecordType], language: str) -> Reach:
    reached = [one for one in types if table.reaches(role, act, one)]
    some = () if len(reached) == len(types) else tuple(label_in(one.plurals, language) for one in reached)
    return Reach(all=bool(reached) and not some, some=some)


routes = (StaffRoute("/account/permissions", page, act=Act.READ, tokens=False),)
