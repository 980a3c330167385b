"""Routes → an OpenAPI 3.1 document. What a route is for is the first line of its endpoint's docstring; who may use it,
its act; what is more than that stands in `operations`.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from starlette.routing import BaseRoute, Mount, Route

from api.openapi.operations import OPERATIONS
from api.openapi.schemas import SCHEMAS
from api.staff import COOKIE, StaffRoute
from catalogue.settings import Settings
from catalogue.shapes import Schema

Told = dict[str, Any]
_PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
_UNTOLD = frozenset({"HEAD", "OPTIONS", "TRACE"})
_STAFF: Sequence[Mapping[str, Sequence[str]]] = ({"token": ()}, {"session": ()})
_INTRODUCTION = (
    "Records are read at their addresses by anybody, as far as they are published. They are written there too, with a "
    "token: Linked Art JSON-LD, Turtle or N-Triples. A PUT replaces what its form can carry of the record and nothing "
    "else: staff fields, competing statements and what Linked Art has no words for stay as they are. Fetch "
    "/edit/{slug}/{id} with Accept: application/ld+json, text/turtle or application/n-triples for the working record "
    "and the ETag that If-Match asks for."
)


def description(routes: Iterable[BaseRoute], schema: Schema, settings: Settings) -> Told:
    """The document that describes these routes."""
    paths: dict[str, Told] = {}
    names: dict[str, str] = {}
    for route in routes:
        for path, method, operation in _operations(route):
            known = names.setdefault(_PARAMETER.sub("{}", path), path)
            renamed = dict(zip(_PARAMETER.findall(path), _PARAMETER.findall(known), strict=True))
            told = paths.setdefault(known, _with_parameters(known, schema))
            if method not in told:
                told[method] = _renamed(operation, renamed) | {"operationId": _id(known, method)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": settings.title,
            "version": _version(),
            "description": _INTRODUCTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": SCHEMAS, "securitySchemes": _security()},
    }


def _operations(route: BaseRoute) -> Iterator[tuple[str, str, Told]]:
    """Path, method and description of all that a route answers."""
    if isinstance(route, Mount):
        path = f"{route.path}/{{path}}"
        yield path, "get", {"summary": "Files of the pages.", "responses": {"200": {"description": "The file."}}}
    elif isinstance(route, Route) and route.include_in_schema:
        path = _PARAMETER.sub(r"{\1}", route.path)
        for method in sorted((route.methods or set()) - _UNTOLD):
            yield path, method.lower(), _operation(route, method)


def _operation(route: Route, method: str) -> Told:
    summary = (inspect.getdoc(route.endpoint) or route.name).split("\n\n")[0].replace("\n", " ")
    told: Told = {"summary": summary}
    responses: Told = {"default": {"description": "A page, a document or an explanation."}}
    refusals: Told = {}
    if isinstance(route, StaffRoute):
        told["security"] = _STAFF if route.tokens else _STAFF[1:]
        refusals["401"] = _problem("Nobody is known by these credentials.")
        if route.act is not None:
            told["x-act"] = route.act.value
            refusals["403"] = _problem(f"Neither role nor token allows this: it takes “{route.act.value}”.")
    more = OPERATIONS.get((route.name, method), {})
    told.update(more)
    responses = {**more.get("responses", responses), **refusals}
    return {**told, "responses": dict(sorted(responses.items()))}


def _problem(said: str) -> Told:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}, "text/plain": {}}
    return {"description": said, "content": content}


def _with_parameters(path: str, schema: Schema) -> Told:
    """A path with its parameters; `slug` is one of the record types."""
    found = []
    for name in _PARAMETER.findall(path):
        kind: Told = {"type": "string"}
        if name == "slug":
            kind["enum"] = [one.slug for one in schema.record_types]
        found.append({"name": name, "in": "path", "required": True, "schema": kind})
    return {"parameters": found} if found else {}


def _renamed(operation: Told, names: Mapping[str, str]) -> Told:
    """The operation with the parameters of its path called as the first route there calls them."""
    changed = {old: new for old, new in names.items() if old != new}
    if not changed:
        return operation
    said = ", ".join(f"{{{new}}} is {old}" for old, new in changed.items())
    return operation | {"summary": f"{operation['summary']} ({said})"}


def _id(path: str, method: str) -> str:
    return method + path.translate(str.maketrans("/{}", ".__"))


def _security() -> Told:
    return {
        "token": {"type": "http", "scheme": "bearer", "description": "A token, made under /account."},
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": COOKIE,
            "description": "A session in a browser. Whatever writes needs its X-CSRF-Token too.",
        },
    }


def _version() -> str:
    try:
        return version("khizana")
    except PackageNotFoundError:
        return "0"
