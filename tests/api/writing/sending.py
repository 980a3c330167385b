"""What programs send in these tests."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.testclient import TestClient

from api.writing import working_document
from tests.api.collection import BASE

CONTEXT = "https://linked.art/ns/v1/linked-art.json"
JSON = {"Content-Type": "application/ld+json"}
TURTLE = {"Content-Type": "text/turtle"}
PATCH = {"Content-Type": "application/json-patch+json"}
CRM = "http://www.cidoc-crm.org/cidoc-crm/"


def bowl(path: str | None, title: str = "A bowl", **more: Any) -> dict[str, Any]:
    """An object with a name."""
    primary = {"id": "http://vocab.getty.edu/aat/300404670", "type": "Type", "_label": "Primary Name"}
    name = {"type": "Name", "content": title, "classified_as": [primary]}
    told = {"@context": CONTEXT, "type": "HumanMadeObject", "_label": title, "identified_by": [name]} | more
    return told | {"id": BASE + path} if path else told


def turtle(subject: str = "<>", more: str = "") -> str:
    return f"@prefix crm: <{CRM}> . {subject} a crm:E22_Human-Made_Object {more} ."


def working(app, program: TestClient, path: str, accept: str = "application/ld+json", **headers: str):
    """The working document of a record, as the door for staff gives it."""
    _, slug, name = path.split("/")
    found = [(k.lower().encode(), v.encode()) for k, v in {"accept": accept, **headers}.items()]
    scope = {"type": "http", "method": "GET", "path": path, "headers": found, "query_string": b"", "app": app}
    request = Request(scope)
    request.state.person = app.state.people.by_token(program.headers["Authorization"].split()[1]).person
    return working_document(request, slug, name)


def etag(app, program: TestClient, path: str) -> str:
    return str(working(app, program, path).headers["etag"])


def state(app, path: str):
    """What the journal has."""
    return app.state.uploads.target(path).record.triples


def versions(app, path: str) -> int:
    return len(app.state.catalogue.history.versions(app.state.uploads.target(path).held.iri))
