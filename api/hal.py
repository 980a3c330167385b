"""The links of a record's document (HAL, as the Linked Art API has it): its other forms, its list, and the searches
that find something.
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request

from api.negotiation import JSON, RECORD_FORMS
from api.relations import links_for
from catalogue.publication import PublicRecord

_CURIE = {"name": "la", "href": "https://linked.art/api/rels/1/{rel}", "templated": True}
Links = dict[str, Any]


def links(request: Request, public: PublicRecord, query: str = "") -> Links:
    """What `_links` of a document says; of an earlier version, which `query` names, nothing of what is found today."""
    base = request.app.state.settings.base
    here = f"{base}{public.path}"
    found: Links = {
        "self": {"href": f"{here}{JSON.suffix}{query}", "type": JSON.content_type},
        "alternate": [
            {"href": f"{here}{form.suffix}{query}", "type": form.content_type} for form in RECORD_FORMS if form != JSON
        ],
        "collection": {"href": f"{base}/{public.slug}"},
    }
    searches = {} if query else links_for(request.app, public)
    if searches:
        found = {"curies": [_CURIE], **found}
        found |= {f"{_CURIE['name']}:{name}": {"href": href} for name, href in searches.items()}
    return found
