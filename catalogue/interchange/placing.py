"""Where a record may lie: one address, one record; and a record keeps its type."""

from __future__ import annotations

from collections.abc import Mapping

from catalogue.interchange.stubs import LOCAL_ID, path_of
from catalogue.journal import Held


def misplaced(base: str, iri: str, path: str, slug: str, held: Held | None, there: Mapping[str, str]) -> str | None:
    """Why a record may not lie at a path, in one sentence; None if it may.

    `held` is the record as it is now, `there` tells whose path it is. Only a stub that was never public may yet
    become of another type.
    """
    other = there.get(path, iri)
    if other != iri:
        return f"{path} is the place of another record, {other}."
    if held is not None and held.slug != slug and not (held.stub and held.status == "draft"):
        return f"It is of type {slug} here, but is held as {held.slug} at {held.path}; a record keeps its type."
    ours = iri.startswith(f"{base}/")
    if path != path_of(iri, slug, base) or not path.startswith(f"/{slug}/"):
        return f"{iri} cannot be a {slug} at {path}: address, path and type must agree."
    if ours and not LOCAL_ID.fullmatch(path.removeprefix(f"/{slug}/")):
        return f"{iri} does not end in 2 to 64 small letters, digits and hyphens."
    return None
