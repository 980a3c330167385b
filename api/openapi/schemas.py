"""The schemas of what programs send and get, besides records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_TEXT: Mapping[str, Any] = {"type": "string"}
_TEXT_OR_NONE: Mapping[str, Any] = {"type": ["string", "null"]}


def ref(name: str) -> dict[str, str]:
    """A reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def _list(of: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"type": "array", "items": of}


def _object(required: str, **properties: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"type": "object", "required": required.split(), "properties": properties}


SCHEMAS: Mapping[str, Mapping[str, Any]] = {
    "LinkedArt": {
        **_object("type", **{"@context": {}, "id": _TEXT, "type": {}}),
        "description": "A Linked Art document (https://linked.art/ns/v1/linked-art.json) of one record.",
    },
    "Patch": {
        **_list(_object("op path", op=_TEXT, path=_TEXT, value={})),
        "description": "A JSON Patch (RFC 6902) of the working Linked Art document.",
    },
    "Saved": _object(
        "iri path etag changed stubs warnings",
        iri=_TEXT,
        path=_TEXT,
        etag={"type": "string", "description": "SHA-256 of the working state, as in the ETag header."},
        changed={"type": "boolean", "description": "Whether this made a version."},
        stubs={**_list(_TEXT), "description": "Paths of drafts that were made for what is referred to and not known."},
        warnings=_list(ref("Finding")),
    ),
    "Finding": _object(
        "message severity",
        field={**_TEXT, "description": "The label of the field, in the language of the request."},
        path={**_TEXT_OR_NONE, "description": "The keys that lead to the field, or the place in the document."},
        property=_TEXT_OR_NONE,
        subject=_TEXT,
        value=_TEXT_OR_NONE,
        message=_TEXT,
        remedy=_TEXT,
        severity={"enum": ["Violation", "Warning", "Info"]},
        constraint=_TEXT,
        shape=_TEXT,
    ),
    "Problem": _object("type title status detail", type=_TEXT, title=_TEXT, status={"type": "integer"}, detail=_TEXT),
    "Refused": {"allOf": [ref("Problem"), _object("findings", findings=_list(ref("Finding")))]},
    "Changed": {
        "allOf": [ref("Problem"), _object("", etag=_TEXT, difference=_list(ref("Difference")))],
        "description": "What was changed since the version that was named, for those who may read the record.",
    },
    "Difference": _object("field path removed added", field=_TEXT, path=_TEXT, removed=_list({}), added=_list({})),
    "Referred": {
        "allOf": [ref("Problem"), _object("", referring=_list(_object("iri path", iri=_TEXT, path=_TEXT)))],
        "description": "The records that still refer to the one that was to go.",
    },
}
