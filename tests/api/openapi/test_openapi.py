"""The description of the interface: valid, complete, and no more than what the doors answer."""

from __future__ import annotations

import json

import pytest
from openapi_spec_validator import validate
from starlette.routing import Mount, Route

from api.staff import StaffRoute

UNTOLD = {"HEAD", "OPTIONS", "TRACE"}


@pytest.fixture(scope="module")
def told(app):
    from starlette.testclient import TestClient

    answer = TestClient(app).get("/openapi.json")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["access-control-allow-origin"] == "*"
    return answer.json()


def plain(path: str) -> str:
    """A path without the names of its parameters."""
    return "/".join("{}" if part.startswith("{") else part for part in path.split("/"))


def operations(told):
    return {
        (plain(path), method.upper()): one
        for path, item in told["paths"].items()
        for method, one in item.items()
        if method != "parameters"
    }


def test_it_is_valid(told):
    validate(told)
    ids = [one["operationId"] for one in operations(told).values()]
    assert len(ids) == len(set(ids))


def test_every_route_is_described_and_nothing_else(app, told):
    wanted = set()
    for route in app.routes:
        if isinstance(route, Mount):
            wanted.add((f"{route.path}/{{}}", "GET"))
        elif isinstance(route, Route) and route.include_in_schema:
            wanted |= {(plain(route.path), method) for method in (route.methods or set()) - UNTOLD}
    assert set(operations(told)) == wanted


def test_what_is_left_out_only_tells_what_is_allowed(app):
    left = {route.endpoint.__name__ for route in app.routes if isinstance(route, Route) and not route.include_in_schema}
    assert left == {"_refuse_method"}


def test_every_operation_says_what_it_is_for(told):
    assert [one for one, said in operations(told).items() if len(said["summary"]) < 10] == []


def test_what_is_for_staff_says_so(app, told):
    found = operations(told)
    for route in app.routes:
        if isinstance(route, StaffRoute):
            for method in (route.methods or set()) - UNTOLD:
                one = found[plain(route.path), method]
                assert one["security"]
                assert "401" in one["responses"]
                assert ("403" in one["responses"]) is (route.act is not None)


def test_every_reference_leads_somewhere(told):
    text = json.dumps(told)
    for part in text.split('"$ref": "#/components/schemas/')[1:]:
        assert part.partition('"')[0] in told["components"]["schemas"]


def test_record_types_are_named(app, told):
    [slug] = [one for one in told["paths"]["/{slug}"]["parameters"] if one["name"] == "slug"]
    assert slug["schema"]["enum"] == [one.slug for one in app.state.schema.record_types]


def test_it_tells_no_record(told):
    assert not any(word in json.dumps(told) for word in ("Musli", "Secret draft", "khizana.example"))
