"""Every status that the description names for a door that writes is provoked, with a body of the kind that it names."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import count
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # its stubs are a package of their own
import pytest
from starlette.testclient import TestClient

from catalogue.errors import ChangedMeanwhile
from tests.api.staffing import with_token
from tests.api.writing.sending import JSON, PATCH, bowl, etag

NUMBERS = count()
WRONG = {"type": "HumanMadeObject", "current_owner": [{"id": "https://khizana.example/concept/leaf", "type": "Type"}]}
REFUSING = json.dumps([{"op": "add", "path": "/current_owner", "value": WRONG["current_owner"]}])


class Sender:
    """Sends what provokes a status; each leaf of the collection is used once."""

    def __init__(self, app, monkeypatch) -> None:
        self.app = app
        self.monkeypatch = monkeypatch
        self.program = with_token(app, "registrar")
        self.path = f"/object/leaf-{next(NUMBERS):02}"
        self.tag = {"If-Match": etag(app, self.program, self.path)}
        self.body = bowl(self.path)

    def send(
        self,
        method: str,
        *,
        program: TestClient | None = None,
        path: str = "",
        content: str | None = None,
        **headers: str,
    ):
        """The request as it should be, but for what is given."""
        bodies = {"PUT": json.dumps(self.body), "POST": json.dumps(bowl(None)), "PATCH": "[]", "DELETE": ""}
        kind = {"PUT": JSON, "POST": JSON, "PATCH": PATCH, "DELETE": {}}[method]
        address = path or ("/object" if method == "POST" else self.path)
        conditions = {} if method == "POST" else self.tag
        sent = {**kind, **conditions, **{name.replace("_", "-"): value for name, value in headers.items()}}
        body = bodies[method] if content is None else content
        kept = {name: value for name, value in sent.items() if value}
        return (program or self.program).request(method, address, content=body, headers=kept)

    def gone(self) -> str:
        """A record that was deleted."""
        assert self.send("DELETE").status_code == 204
        return self.path

    def overtaken(self, method: str):
        def taken(*_arguments, **_more):
            raise ChangedMeanwhile("Somebody else was faster.", "", None)

        self.monkeypatch.setattr(self.app.state.uploads, "save", taken)
        return self.send(method)

    def elsewhere(self) -> str:
        """A body about an address that is not ours."""
        return json.dumps({**bowl(None), "id": f"https://else.example/{self.path}"})

    def doubled(self):
        assert self.send("POST", content=self.elsewhere()).status_code == 201
        return self.send("POST", content=self.elsewhere())

    def again(self):
        made = self.send("POST", content=self.elsewhere())
        self.path, self.tag = made.headers["location"], {"If-Match": made.headers["etag"]}
        body = json.dumps({**bowl(None), "id": made.json()["iri"]})
        self.gone()
        return self.send("POST", content=body)


NOBODY = "nobody"
MOST = (10 << 20) + 1
Provoked = Callable[[Sender], Any]


def nobody(method: str) -> Provoked:
    return lambda s: s.send(method, program=TestClient(s.app))


def reader(method: str) -> Provoked:
    return lambda s: s.send(method, program=with_token(s.app, "reader"))


def of_all(method: str) -> dict[tuple[str, str], Provoked]:
    """What every door that writes a body answers."""
    return {
        (method, "400"): lambda s: s.send(method, content="{"),
        (method, "401"): nobody(method),
        (method, "403"): reader(method),
        (method, "413"): lambda s: s.send(method, content=" " * MOST),
        (method, "415"): lambda s: s.send(method, Content_Type="text/plain"),
    }


def of_one(method: str) -> dict[tuple[str, str], Provoked]:
    """What every door to one record answers."""
    return {
        (method, "405"): lambda s: s.send(method, path=f"{s.path}.ttl"),
        (method, "410"): lambda s: s.send(method, path=s.gone()),
        (method, "412"): lambda s: s.send(method, If_Match='"0"'),
        (method, "428"): lambda s: s.send(method, If_Match=""),
    }


PROVOKED: dict[tuple[str, str], Provoked] = {
    **of_all("PUT"),
    **of_one("PUT"),
    ("PUT", "200"): lambda s: s.send("PUT"),
    ("PUT", "201"): lambda s: s.program.put(f"{s.path}-new", json=bowl(f"{s.path}-new")),
    ("PUT", "409"): lambda s: s.overtaken("PUT"),
    ("PUT", "422"): lambda s: s.send("PUT", content=json.dumps({**s.body, **WRONG})),
    **of_all("POST"),
    ("POST", "201"): lambda s: s.send("POST"),
    ("POST", "409"): lambda s: s.doubled(),
    ("POST", "410"): lambda s: s.again(),
    ("POST", "422"): lambda s: s.send("POST", content=json.dumps({**bowl(None), **WRONG})),
    **of_all("PATCH"),
    **of_one("PATCH"),
    ("PATCH", "200"): lambda s: s.send("PATCH"),
    ("PATCH", "404"): lambda s: s.send("PATCH", path="/object/nothing"),
    ("PATCH", "409"): lambda s: s.overtaken("PATCH"),
    ("PATCH", "422"): lambda s: s.send("PATCH", content=REFUSING),
    **of_one("DELETE"),
    ("DELETE", "204"): lambda s: s.send("DELETE"),
    ("DELETE", "401"): nobody("DELETE"),
    ("DELETE", "403"): reader("DELETE"),
    ("DELETE", "404"): lambda s: s.send("DELETE", path="/object/nothing"),
    ("DELETE", "409"): lambda s: s.send("DELETE", path="/person/musli", If_Match="*"),
}


@pytest.fixture(scope="module")
def told(app):
    return TestClient(app).get("/openapi.json").json()


def described(told) -> dict[tuple[str, str], dict[str, Any]]:
    doors = {"POST": "/{slug}", "PUT": "/{slug}/{name}", "PATCH": "/{slug}/{name}", "DELETE": "/{slug}/{name}"}
    return {
        (method, status): said
        for method, path in doors.items()
        for status, said in told["paths"][path][method.lower()]["responses"].items()
    }


def test_what_is_described_is_what_is_provoked(told):
    assert set(described(told)) == set(PROVOKED)


@pytest.mark.parametrize(("method", "status"), PROVOKED, ids=lambda one: one)
def test_a_status_is_answered_as_described(app, told, monkeypatch, method, status):
    answer = PROVOKED[method, status](Sender(app, monkeypatch))
    assert answer.status_code == int(status), answer.text
    said = described(told)[method, status]
    content = said.get("content", {})
    media_type = answer.headers.get("content-type", "").partition(";")[0]
    assert media_type in content or not content
    assert set(said.get("headers", {})) <= {name.title() if name != "etag" else "ETag" for name in answer.headers}
    schema = content.get(media_type, {}).get("schema")
    if schema and media_type.endswith("json"):
        jsonschema.Draft202012Validator({**schema, "components": told["components"]}).validate(answer.json())
    assert answer.headers["cache-control"] == "private, no-store" or status == "413"
    assert "access-control-allow-origin" not in answer.headers or status == "413"
