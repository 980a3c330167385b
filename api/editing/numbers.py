"""Schemes of numbers: which field of whose records they fill, by which pattern, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from api.editing.places import institution_titles
from api.messages import Gettext
from api.staff import StaffRoute, allow, may, staff_page
from api.words import gettext_of
from catalogue.accounts import EVERYWHERE, Act
from catalogue.errors import SchemeRefused
from catalogue.numbers import LONGEST, Numbers, NumberScheme, read_pattern
from catalogue.shapes import Schema, label_in

PATH = "/edit/numbers"
_EMPTY = {"title": "", "address": "", "institution": "", "pattern": "{year}.{number:3}"}
Faults = dict[str, str]


@dataclass(frozen=True)
class Listed:
    """A scheme in the list: its field and institution by name, and the number that it would give next."""

    scheme: NumberScheme
    field: str
    institution: str
    next: str
    open: bool


def listed(request: Request) -> Response:
    """All schemes, and the form for another."""
    return _page(request, {}, {})


def add(request: Request) -> Response:
    """Makes a scheme for an institution."""
    said = _said(request, *_EMPTY)
    allow(request, Act.NUMBER, institution=said["institution"])
    try:
        _numbers(request).add(said["title"], said["address"], said["pattern"], said["institution"])
    except SchemeRefused as error:
        return _page(request, {error.field: _fault(error, gettext_of(request))}, said)
    return RedirectResponse(f"{PATH}?done=1", 303)


def change(request: Request) -> Response:
    """Gives a scheme another title and pattern, or takes it away."""
    scheme = _scheme(request)
    allow(request, Act.NUMBER, institution=scheme.institution)
    said = _said(request, "title", "pattern", "remove")
    numbers = _numbers(request)
    if said["remove"]:
        numbers.remove(scheme.id)
        return RedirectResponse(f"{PATH}?done=1", 303)
    try:
        numbers.change(scheme.id, said["title"], said["pattern"])
    except SchemeRefused as error:
        return _page(request, {f"{error.field}-{scheme.id}": _fault(error, gettext_of(request))}, {})
    return RedirectResponse(f"{PATH}?done=1", 303)


def offered(request: Request) -> Response:
    """For a form, as JSON: the schemes for a field of an institution’s records, with the numbers that come next."""
    address, institution = (request.query_params.get(name, "") for name in ("field", "institution"))
    if not may(request, Act.EDIT, None, institution):
        institution = EVERYWHERE
    numbers = _numbers(request)
    found = [
        {"id": one.id, "title": one.title, "next": numbers.preview(one.id), "lot": one.pattern.has_lot}
        for one in numbers.for_field(address, institution)
    ]
    return JSONResponse({"schemes": found})


def _page(request: Request, faults: Faults, said: Mapping[str, str]) -> Response:
    numbers, language = _numbers(request), request.app.state.pages.tongue(request).language.code
    institutions = institution_titles(request, Act.NUMBER)
    titles = {one.key: one.title for one in request.app.state.people.institutions.all()}
    fields = dict(_fields(request.app.state.schema, numbers.addresses(), language))
    found = [
        Listed(one, fields.get(one.address, one.address), titles.get(one.institution, one.institution),
               numbers.preview(one.id), may(request, Act.NUMBER, None, one.institution))
        for one in numbers.every()
    ]  # fmt: skip
    return staff_page(
        request,
        "staff/numbers.html",
        422 if faults else 200,
        schemes=found,
        fields=fields,
        institutions=institutions,
        sample=_EMPTY["pattern"],
        example=read_pattern(_EMPTY["pattern"]).example,
        faults=faults,
        said=_EMPTY | {"institution": institutions[0][0] if institutions else ""} | dict(said),
        longest=LONGEST,
        done=request.query_params.get("done", ""),
    )


def _fields(schema: Schema, addresses: list[str], language: str) -> Iterator[tuple[str, str]]:
    """Address and label of each field that a scheme can fill."""
    for address in addresses:
        slug, _, key = address.partition(".")
        one = schema.by_slug[slug]
        field = next(f for f in one.fields if f.key == key)
        yield address, f"{label_in(one.labels, language)}: {label_in(field.labels, language)}"


def _numbers(request: Request) -> Numbers:
    return Numbers(request.app.state.catalogue.database, request.app.state.schema)


def _scheme(request: Request) -> NumberScheme:
    text = request.path_params["number"]
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
    found = _numbers(request).find(number)
    if found is None:
        raise HTTPException(404)
    return found


def _said(request: Request, *names: str) -> dict[str, str]:
    return {name: str(request.state.form.get(name, ""))[:300] for name in names}


def _fault(error: SchemeRefused, gettext: Gettext) -> str:
    return {
        "title": gettext("Write what it is called."),
        "address": gettext("Choose a field."),
        "pattern": gettext(
            "A pattern needs {number} once, and beside it letters, digits, spaces and . , / ( ) - only."
            " With {month} it needs {year}, and between two places a sign."
        ),
    }.get(error.field, str(error))


routes = (
    StaffRoute(PATH, listed, act=Act.NUMBER),
    StaffRoute(PATH, add, act=Act.NUMBER, methods=("POST",)),
    StaffRoute(f"{PATH}/offered", offered, act=Act.EDIT),
    StaffRoute(f"{PATH}/{{number}}", change, act=Act.NUMBER, methods=("POST",)),
)
