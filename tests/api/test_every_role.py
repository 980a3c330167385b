"""Every role at every door for staff, for every record type: what the table of permissions says, and nothing else.

The doors are those of the application, so a new one is tried here without being named.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from dataclasses import replace

import httpx2
import pytest
from starlette.routing import Route

from api.app import create_app
from api.staff import COOKIE, StaffRoute, csrf_token
from catalogue.accounts import Act, Given, Person, read_permissions
from tests.api.staffing import account, fast, people_of
from tests.standing import bare

ENTRANCES = {
    "/account/sign-in",
    "/account/code",
    "/account/identity",
    "/account/identity/back",
    "/account/forgotten",
    "/account/new-password",
}
"""What one needs to get in, so anybody may open it."""
TABLE = read_permissions()
ROLES = (*TABLE.roles, "")
HOST = "http://testserver"


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    made = bare(tmp_path_factory.mktemp("roles") / "c")
    with made.closing():
        yield create_app(replace(fast(made.settings), mail_host="mail.example", mail_sender="a@b.example"), made)


def doors(app) -> list[StaffRoute]:
    return [route for route in app.routes if isinstance(route, StaffRoute)]


def types(app, route: StaffRoute) -> list[str]:
    return [one.slug for one in app.state.schema.record_types] if "slug" in route.param_convertors else [""]


def address(route: StaffRoute, slug: str) -> str:
    """An address of the route: of this record type, and of nothing that exists."""
    path = route.path_format.replace("{slug}", slug)
    names = {name: type(convertor).__name__ for name, convertor in route.param_convertors.items()}
    return re.sub(r"\{(\w+)\}", lambda m: "1" if names[m[1]].startswith(("Int", "Float")) else "absent12345", path)


def allowed(app, route: StaffRoute, role: str, slug: str) -> bool:
    """What the table says."""
    if route.act is None:
        return True
    record_type = app.state.schema.by_slug[slug] if slug else None
    return bool(role) and TABLE.reaches(role, route.act, record_type)


async def _statuses(app, asked: list[tuple[str, str, str]]) -> dict[tuple[str, str, str], int]:
    """The answers to each method, path and role."""
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    found, secrets = {}, {"nobody": ""}
    async with httpx2.AsyncClient(transport=transport, base_url=HOST) as client:
        for method, path, role in asked:
            if role not in secrets or people_of(app).sessions.find(secrets[role]) is None:  # some doors end a session
                secrets.setdefault(role, "")
                if role != "nobody":
                    one = account(app, role, name=role or "roleless")
                    secrets[role] = people_of(app).sessions.begin(one.id, "")
            headers = {"Accept": "application/json", "X-CSRF-Token": csrf_token(secrets[role])}
            headers |= {"Cookie": f"{COOKIE}={secrets[role]}"}
            found[method, path, role] = (await client.request(method, path, headers=headers)).status_code
    return found


def statuses(app, asked: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str, str], int]:
    return asyncio.run(_statuses(app, list(asked)))


def methods(route: StaffRoute) -> list[str]:
    return sorted(set(route.methods or ()) - {"HEAD"})


def test_there_are_doors_to_try(app):
    assert len(doors(app)) > 15


def test_every_door_for_staff_is_one_of_these(app):
    """What lies under /edit and /account is a StaffRoute, or an entrance that is named above."""
    others = [one for one in app.routes if isinstance(one, Route) and not isinstance(one, StaffRoute)]
    found = {one.path for one in others if one.path.startswith(("/edit", "/account"))}
    assert found == ENTRANCES


def test_no_role_gets_further_than_the_table_says(app):
    refused = {
        (method, address(route, slug), role): route
        for route in doors(app)
        for slug in types(app, route)
        for role in ROLES
        if not allowed(app, route, role, slug)
        for method in methods(route)
    }
    assert {one: status for one, status in statuses(app, refused).items() if status != 403} == {}


def test_every_role_gets_as_far_as_the_table_says(app):
    """Each record type by the least role that may, each role by one record type; there, 404 and 422 are answers too."""
    asked: dict[tuple[str, str, str], StaffRoute] = {}
    for route in doors(app):
        slugs = types(app, route)
        for slug in slugs:
            for role in [one for one in ROLES if allowed(app, route, one, slug)][: None if slug == slugs[0] else 1]:
                asked |= {(method, address(route, slug), role): route for method in methods(route)}
    found = statuses(app, asked)
    assert {one: status for one, status in found.items() if status in (401, 403) or status >= 500} == {}


def test_nobody_gets_anywhere(app):
    asked = [(m, address(route, types(app, route)[0]), "nobody") for route in doors(app) for m in methods(route)]
    assert {one: status for one, status in statuses(app, asked).items() if status != 401} == {}


@pytest.mark.parametrize("act", Act)
def test_a_scope_allows_its_own_act_only(act):
    person = Person(1, "a", "", "", frozenset({Given("administrator")}), frozenset({act}))
    assert [one for one in Act if TABLE.may(person, one)] == [act]


def test_the_conservator_edits_what_conservation_is_about(app):
    """The table reaches record types by their themes: this one must tell them apart."""
    reached = {one.slug for one in app.state.schema.record_types if TABLE.reaches("conservator", Act.EDIT, one)}
    assert reached
    assert reached < {one.slug for one in app.state.schema.record_types}
    assert {"object", "treatment"} <= reached or not {"object", "treatment"} <= app.state.schema.by_slug.keys()
