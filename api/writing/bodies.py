"""What a program may send: the media types of bodies, and the syntax that each means."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from starlette.requests import Request

from api.negotiation import JSON, LINKED_ART, NTRIPLES, TURTLE

RECORDS: Mapping[str, str] = {
    **dict.fromkeys(JSON.ranges, "json"),
    **dict.fromkeys(TURTLE.ranges, "turtle"),
    **dict.fromkeys(NTRIPLES.ranges, "ntriples"),
}
PATCHES: Mapping[str, str] = {"application/json-patch+json": "patch"}
_LONGEST_REASON = 2_000


def syntax_of(request: Request, accepted: Mapping[str, str]) -> str | None:
    """The syntax of what was sent; None for another type, another profile or another encoding than UTF-8."""
    name, *parameters = (part.strip() for part in request.headers.get("content-type", "").split(";"))
    said = dict(_parameter(one) for one in parameters if one)
    if said.get("charset", "utf-8").lower() not in ("utf-8", "us-ascii"):
        return None
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        return None
    if LINKED_ART not in said.get("profile", LINKED_ART).split():
        return None
    return accepted.get(name.lower())


def reason(request: Request) -> str:
    """Why something is changed: what a header or the address says of it."""
    header = request.headers.get("x-change-reason", "")
    with suppress(UnicodeError):
        header = header.encode("latin-1").decode("utf-8")
    said = header or request.query_params.get("why") or request.query_params.get("reason") or ""
    return " ".join(said.split())[:_LONGEST_REASON]


def _parameter(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name.strip().lower(), value.strip().strip('"')
