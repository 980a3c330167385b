"""How a new record begins: empty, after the likeness of another, or with what was chosen to be carried forward."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request

from api.editing.forms.opened import Opened, form_in, open_at
from api.editing.forms.page import Page
from api.editing.forms.reading import Option
from api.staff import may
from catalogue.accounts import Act
from catalogue.editing.copying import carry_forward
from catalogue.shapes import label_in


def begun(request: Request, opened: Opened) -> Page:
    """The first page of a new record.

    `?from=` names the record that it is a duplicate of; `?after=` the one that was made before it, of which the fields
    named by `carry` are taken over.
    """
    empty = form_in(request, opened)
    like, after = (_other(request, opened, request.query_params.get(name, "")) for name in ("from", "after"))
    if like is not None:
        keys = [one.key for one in opened.record_type.fields]
        return Page(opened, carry_forward(empty, form_in(request, like), keys), edited=True)
    if after is None:
        return Page(opened, empty)
    last = form_in(request, after)
    keys = request.query_params.getlist("carry")
    language = request.app.state.pages.tongue(request).language.code
    able = [one for one in last.root.fields if one.rows and not one.field.unique and any(r.term for r in one.rows)]
    offered = tuple(Option(one.field.key, label_in(one.field.labels, language)) for one in able)
    form = carry_forward(empty, last, keys) if keys else empty
    return Page(opened, form, edited=bool(keys), carry=offered, carried=tuple(keys), after=after.path)


def _other(request: Request, opened: Opened, path: str) -> Opened | None:
    """The record at a path, if it is of the same type; one that is gone, or may not be read, is nothing."""
    if not path:
        return None
    try:
        found = open_at(request, path)
    except HTTPException:
        return None
    assert found.held is not None
    seen = may(request, Act.READ, found.record_type, found.held.institution)
    return found if seen and found.record_type is opened.record_type else None
