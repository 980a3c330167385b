"""The working state of a record for programs: what they change, and the ETag under which they may write it back."""

from __future__ import annotations

import json

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.negotiation import JSON, NTRIPLES, TURTLE, wanted
from api.staff import may
from catalogue.accounts import Act
from catalogue.interchange.linked_art_json import Describe
from catalogue.namespaces import prefixes
from catalogue.rdf import lines, turtle
from catalogue.uploading import Uploads

FORMS = (JSON, TURTLE, NTRIPLES)


def working_document(request: Request, slug: str, id_: str, describe: Describe | None = None) -> Response:
    """A record as it is now, in the form that the client asks for; of a route for staff, which has asked who this is.

    `describe` calls what it refers to by the names that this person may know.

    The RDF forms have everything; Linked Art JSON has neither staff fields nor competing statements.
    """
    uploads: Uploads = request.app.state.uploads
    target = uploads.target(f"/{slug}/{id_}")
    if target.held is None:
        raise HTTPException(410 if target.ended else 404)
    if not may(request, Act.READ, target.record_type, target.held.institution):
        raise HTTPException(404)
    form = wanted(request.headers.get("accept"), FORMS)
    if form is None:
        raise HTTPException(406)
    etag = f'"{target.etag}"'
    headers = {"ETag": etag, "Vary": "Accept, Authorization, Cookie"}
    if etag in [one.strip() for one in request.headers.get("if-none-match", "").split(",")]:
        return Response(status_code=304, headers=headers)
    if form is JSON:
        body = json.dumps(uploads.document(target, describe), ensure_ascii=False, indent=2) + "\n"
    elif form is TURTLE:
        body = turtle(uploads.statements(target, staff=True), prefixes())
    else:
        body = lines(uploads.statements(target, staff=True))
    return Response(body, 200, headers | {"Content-Type": form.content_type})
