"""What is to be said of a door beside its summary, by the name of its route and the method: media types, conditions,
every status. The tests provoke each status that is named for a door that writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from api.negotiation import HTML, JSON, NTRIPLES, TURTLE
from api.openapi.schemas import ref

Told = dict[str, Any]
_TEXT: Told = {"schema": {"type": "string"}}
_LINKED_ART: Told = {"schema": ref("LinkedArt")}
_BODIES: Told = {JSON.ranges[0]: _LINKED_ART, JSON.ranges[1]: _LINKED_ART, TURTLE.ranges[0]: _TEXT,
                 NTRIPLES.ranges[0]: _TEXT}  # fmt: skip
_PATCHES: Told = {"application/json-patch+json": {"schema": ref("Patch")}}
_REPORTS: Told = {"application/ld+json": {"schema": {"type": "object"}}, "text/turtle": _TEXT,
                  "application/n-triples": _TEXT}  # fmt: skip
_PROBLEM: Told = {"application/problem+json": {"schema": ref("Problem")}}
_PLAIN: Told = {"text/plain": _TEXT}
_SAVED: Told = {"application/json": {"schema": ref("Saved")}}
_WORDS: Mapping[str, tuple[str, str]] = {
    "400": ("The body cannot be read; the detail tells where reading stopped.", "Problem"),
    "401": ("Nobody is known by these credentials.", "Problem"),
    "403": ("Neither role nor token allows this.", "Problem"),
    "404": ("There is no such record.", "Problem"),
    "405": ("A representation (.json, .ttl, .nt) is not written, but the record itself.", "Problem"),
    "409": ("Somebody else was faster, or there is a record of this IRI elsewhere.", "Changed"),
    "410": ("The record was deleted or merged; its address is not used again.", "Problem"),
    "412": ("The record is not the one that the condition names; with the difference.", "Changed"),
    "415": ("The body is of a kind that is not read here.", "Problem"),
    "422": ("The record cannot be saved: what the findings say, or it is not the record of this address.", "Refused"),
    "428": ("The record is there, and If-Match is missing.", "Problem"),
}


def _header(name: str, said: str) -> Told:
    return {"name": name, "in": "header", "required": False, "description": said, "schema": {"type": "string"}}


def _query(name: str, said: str) -> Told:
    return _header(name, said) | {"in": "query"}


_IF_MATCH = _header("If-Match", "The working ETag, from GET /edit/{slug}/{id} or from the answer to the last write.")
_IF_NONE_MATCH = _header("If-None-Match", "* creates only.")
_WHY = _header("X-Change-Reason", "Why, for the history; ?why= does the same.")
_INSTITUTION = _query("institution", "Whose a new record becomes, for those who work at several.")
_ETAG: Told = {"ETag": {"schema": {"type": "string"}, "description": "The working ETag."}}
_LOCATION: Told = {"Location": {"schema": {"type": "string"}, "description": "The path of the record."}}


def _responses(statuses: Iterable[str], done: Told) -> Told:
    told = dict(done)
    for status in statuses:
        said, schema = _WORDS[status]
        content: Told = {"application/problem+json": {"schema": ref(schema)}}
        content |= _REPORTS if status == "422" else _PLAIN if status == "405" else {}
        told[status] = {"description": said, "content": content}
    return told


def _saved(status: str) -> Told:
    said = "Created." if status == "201" else "Saved, or found unchanged (then there is no new version)."
    return {"description": said, "content": _SAVED, "headers": _ETAG | _LOCATION if status == "201" else _ETAG}


_LARGE: Told = {"413": {"description": "The body is larger than the settings allow.", "content": _PLAIN}}
_DELETED: Told = {"204": {"description": "Deleted."}}
_STUCK: Told = {
    "409": {
        "description": "Other records refer to it, or somebody else has changed it meanwhile.",
        "content": {"application/problem+json": {"schema": ref("Referred")}},
    }
}
_RECORD: Told = {
    HTML.content_type.partition(";")[0]: _TEXT,
    JSON.ranges[0]: _LINKED_ART,
    TURTLE.ranges[0]: _TEXT,
    NTRIPLES.ranges[0]: _TEXT,
}
_READ: Told = {
    "200": {"description": "The public state of the record.", "content": _RECORD, "headers": _ETAG},
    "301": {"description": "Merged into another record.", "headers": _LOCATION},
    "304": {"description": "The client has it already."},
    "404": {"description": "There is nothing here, or nothing public."},
    "406": {"description": "Not in a form that the client accepts."},
    "410": {"description": "The record was public once."},
}

_FOUND: Told = {
    "200": {
        "description": "An OrderedCollectionPage of Activity Streams; each item has id and type.",
        "content": {JSON.ranges[0]: {"schema": {"type": "object"}}},
    },
    "304": {"description": "The client has it already."},
    "400": {"description": "No record is given, or the page is no number.", "content": _PROBLEM},
    "404": {"description": "There is no such relation, or no such page.", "content": _PROBLEM},
    "503": {"description": "The server is starting."},
}

OPERATIONS: Mapping[tuple[str, str], Told] = {
    ("put_record", "PUT"): {
        "parameters": [_IF_MATCH, _IF_NONE_MATCH, _WHY, _INSTITUTION],
        "requestBody": {"required": True, "content": _BODIES},
        "responses": _responses(
            ("400", "401", "403", "405", "409", "410", "412", "415", "422", "428"),
            {"200": _saved("200"), "201": _saved("201"), **_LARGE},
        ),
    },
    ("post_record", "POST"): {
        "parameters": [_WHY, _INSTITUTION],
        "requestBody": {"required": True, "content": _BODIES},
        "responses": _responses(("400", "401", "403", "409", "410", "415", "422"), {"201": _saved("201"), **_LARGE}),
    },
    ("patch_record", "PATCH"): {
        "parameters": [_IF_MATCH, _WHY],
        "requestBody": {"required": True, "content": _PATCHES},
        "responses": _responses(
            ("400", "401", "403", "404", "405", "409", "410", "412", "415", "422", "428"),
            {"200": _saved("200"), **_LARGE},
        ),
    },
    ("delete_record", "DELETE"): {
        "parameters": [
            _IF_MATCH,
            _WHY,
            _query("public_reason", "What the public may read of why it is gone."),
            _query("show_last", "true lets the public see its last public state."),
        ],
        "responses": _responses(("401", "403", "404", "405", "410", "412", "428"), {**_DELETED, **_STUCK}),
    },
    ("record", "GET"): {"responses": _READ},
    ("relation", "GET"): {
        "parameters": [
            _query("id", "The address of the record that is given.") | {"required": True},
            _query("page", "Which page, from 1."),
        ],
        "responses": _FOUND,
    },
}
