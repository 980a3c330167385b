"""What a program is told that asked for something which cannot be done (RFC 9457), in the visitor's language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from api.messages import Gettext
from api.negotiation import NTRIPLES, TURTLE, Representation, wanted
from catalogue.errors import RecordRefused
from catalogue.namespaces import prefixes
from catalogue.rdf import lines, turtle
from catalogue.uploading.telling import Findings, as_json_ld
from catalogue.validation import Finding

PROBLEM = "application/problem+json"
_PLAIN = Representation("problem", "", PROBLEM, (PROBLEM, "application/json"))
_REPORT_JSON = Representation("json", "", "application/ld+json", ("application/ld+json",))


class Problem(Exception):
    """A request that ends here: its status, what is to be said, and what more the answer has."""

    def __init__(self, status: int, detail: str = "", headers: Mapping[str, str] | None = None, **more: Any) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = dict(headers or {})
        self.more = more


def answer(request: Request, problem: Problem) -> Response:
    """The answer to a request that ended."""
    gettext = request.app.state.pages.tongue(request).messages.gettext
    title, help_ = _words(problem.status, gettext)
    told = {"type": "about:blank", "title": title, "status": problem.status, "detail": problem.detail or help_}
    body = json.dumps(told | problem.more, ensure_ascii=False) + "\n"
    return Response(body, problem.status, problem.headers, PROBLEM)


def refused(request: Request, slug: str, error: RecordRefused) -> Response:
    """The answer to a record that cannot be saved: in plain words, or as an RDF report of validation."""
    found = tuple(one for one in error.findings if isinstance(one, Finding))
    teller = findings(request, slug)
    form = wanted(request.headers.get("accept"), (_PLAIN, _REPORT_JSON, TURTLE, NTRIPLES)) or _PLAIN
    if not found or form is _PLAIN:
        return answer(request, Problem(422, str(error), findings=teller.plain(found)))
    said = teller.triples(found)
    if form is TURTLE:
        body = turtle(said, prefixes())
    elif form is NTRIPLES:
        body = lines(said)
    else:
        body = json.dumps(as_json_ld(said), ensure_ascii=False, indent=2) + "\n"
    return Response(body, 422, {"Vary": "Accept, Accept-Language"}, form.content_type)


def findings(request: Request, slug: str) -> Findings:
    """Puts findings in the words of the visitor's language."""
    state = request.app.state
    return Findings(state.catalogue.validator, slug, state.pages.tongue(request).language.code)


def _words(status: int, gettext: Gettext) -> tuple[str, str]:
    known = {
        400: (gettext("This request cannot be read"), gettext("See the detail for the place where reading stopped.")),
        403: (gettext("This is not open to you"), gettext("Ask an administrator for a token with the right scopes.")),
        404: (gettext("There is nothing here"), gettext("There is no such record.")),
        409: (gettext("This does not go together with what is here"), gettext("Fetch the record again, and compare.")),
        410: (gettext("This record is no longer available"), gettext("Its address is not used again.")),
        412: (
            gettext("The record has changed since"),
            gettext("Fetch the working record, bring your change into it, and send it with its new ETag."),
        ),
        413: (gettext("This is too large"), gettext("Send one record at a time, without files.")),
        415: (
            gettext("This kind of content cannot be read here"),
            gettext("Send Linked Art JSON-LD, Turtle or N-Triples in UTF-8, named by Content-Type."),
        ),
        422: (gettext("This record cannot be saved"), gettext("Correct what the findings name, and send it again.")),
        428: (
            gettext("Say which version you have changed"),
            gettext("Fetch the working record under /edit, and send its ETag as If-Match."),
        ),
    }
    return known[status]
