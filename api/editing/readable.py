"""Of which institutions a person may read the working records."""

from __future__ import annotations

from starlette.requests import Request

from api.staff import may
from catalogue.accounts import EVERYWHERE, Act


def readable(request: Request) -> tuple[str, ...] | None:
    """Their keys, with that of the catalogue's own records, which everybody needs; None for any institution."""
    if may(request, Act.READ, institution=EVERYWHERE):
        return None
    places = {given.institution for given in request.state.person.roles}
    return (EVERYWHERE, *sorted(one for one in places if may(request, Act.READ, institution=one)))
