"""Where a record may lie: one address, one record; and a record keeps its type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from catalogue import database as db
from catalogue import journal
from catalogue.interchange.stubs import LOCAL_ID, path_of
from catalogue.journal import Held
from catalogue.rdf import Term


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


def ended(connection: db.Connection, iris: Iterable[str]) -> dict[str, str]:
    """By IRI, why a record that is no more may not be made anew, in one sentence.

    One whose making was taken back, and that was never public, may come again.
    """
    found = journal.gone(connection, iris)
    return {iri: _ended(moved_to) for iri, (status, moved_to) in found.items() if status != journal.UNDONE}


def _ended(moved_to: str) -> str:
    if moved_to:
        return f"It was merged into {moved_to}."
    return "It was deleted; its address is not used again."


def replacements(connection: db.Connection) -> dict[Term, Term | None]:
    """For each record that is no more, as a term: the record that it was merged into in the end, or None."""
    found = {iri: moved for iri, (status, moved) in journal.gone(connection).items() if status != journal.UNDONE}
    there = journal.at_paths(connection, filter(None, found.values()))
    return {f"<{iri}>": _last(iri, found, there) for iri in found}


def _last(iri: str, found: Mapping[str, str], there: Mapping[str, str]) -> Term | None:
    seen = {iri}
    while iri in found:
        iri = there.get(found[iri], "")
        if not iri or iri in seen:
            return None
        seen.add(iri)
    return f"<{iri}>"
