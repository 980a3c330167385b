"""`/openapi.json`: what this server answers, made from its own routes and shapes."""

from __future__ import annotations

import json

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.answers import Answer
from api.openapi.describing import description


def openapi(request: Request) -> Response:
    """The description of this interface (OpenAPI 3.1)."""
    state = request.app.state
    told = description(request.app.routes, state.schema, state.settings)
    body = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    return Answer(body.encode(), "application/json").send(request)


routes = (Route("/openapi.json", openapi),)
