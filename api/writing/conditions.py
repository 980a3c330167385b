"""Conditions of a request (RFC 9110, 13): nothing is written over what its sender has not seen."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request

from api.staff import may
from api.writing.problems import Problem
from catalogue.accounts import Act
from catalogue.history import History
from catalogue.publication import etag_of
from catalogue.uploading import Target
from catalogue.uploading.telling import Told, difference

_LOOKED_AT = 200  # versions, to find the one that an ETag names


def check(request: Request, target: Target) -> None:
    """Raises Problem where a condition does not hold, or where there should have been one."""
    match, none_match = (_tags(request.headers.get(name)) for name in ("if-match", "if-none-match"))
    gettext = request.app.state.pages.tongue(request).messages.gettext
    if target.held is None:
        if match is not None:
            raise Problem(412, gettext("There is no such record yet."))
        return
    if none_match is not None and any(tag in ("*", target.etag) for tag in none_match):
        raise Problem(412, gettext("There is such a record already."))
    if match is None:
        raise Problem(428)
    if not any(tag in ("*", target.etag) for tag in match):
        raise Problem(412, **since(request, target, match))


def since(request: Request, target: Target, seen: list[str]) -> dict[str, Any]:
    """What was changed since the version that one of these ETags names, for those who may see it."""
    assert target.held is not None
    if not may(request, Act.READ, target.record_type, target.held.institution):
        return {}
    history: History = request.app.state.catalogue.history
    versions = history.versions(target.held.iri)[:_LOOKED_AT]
    for version in versions:
        state = history.state(version.id)
        if state is not None and etag_of(state) in seen:
            return {"etag": target.etag, "difference": between(request, target, version.id)}
    return {"etag": target.etag}


def between(request: Request, target: Target, version: int) -> list[Told]:
    """What was changed in a record since a version."""
    assert target.held is not None
    history: History = request.app.state.catalogue.history
    found = history.differences(target.held.iri, version, target.held.version)
    return difference(found, request.app.state.pages.tongue(request).language.code)


def _tags(header: str | None) -> list[str] | None:
    """The strong ETags of a header, without their quotes; a weak one names nothing that can be written over."""
    if header is None:
        return None
    said = (one.strip() for one in header.split(","))
    return [one.strip('"') for one in said if one and not one.startswith("W/")]
