"""PUT, POST, PATCH and DELETE of records."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Scope

from api.negotiation import by_suffix
from api.security import READING, preflight
from api.staff import StaffRoute, allow, may
from api.writing import conditions
from api.writing.bodies import PATCHES, RECORDS, reason, syntax_of
from api.writing.problems import Problem, answer, findings, refused
from catalogue.accounts import Act, Person
from catalogue.errors import BadTerm, ChangedMeanwhile, KhizanaError, RecordRefused, UnreadableFile, UnreadableRdf
from catalogue.history import Identity
from catalogue.life import Life, Referring
from catalogue.settings import Settings
from catalogue.uploading import Body, Prepared, Target, Uploads
from catalogue.uploading.telling import notes

_LIST, _RECORD = (*READING, "POST"), (*READING, "PUT", "PATCH", "DELETE")
_OTHERS = (
    ("/{slug}", ("OPTIONS", "PUT", "PATCH", "DELETE", "TRACE")),
    ("/{slug}/{name}", ("OPTIONS", "POST", "TRACE")),
)
Doing = Callable[[Request, bytes], Response]


async def put_record(request: Request) -> Response:
    """Creates a record at this address, or replaces what the representation can carry of the one that is there."""
    return await _sent(request, RECORDS, _put)


async def post_record(request: Request) -> Response:
    """Creates a record of this type under an address that is made for it."""
    return await _sent(request, RECORDS, _post)


async def patch_record(request: Request) -> Response:
    """Changes a record by a JSON Patch (RFC 6902) of its working Linked Art document."""
    return await _sent(request, PATCHES, _put)


def _put(request: Request, content: bytes) -> Response:
    uploads: Uploads = request.app.state.uploads
    target = _target(request)
    if target.held is None and request.method == "PATCH":
        raise Problem(404)
    try:
        conditions.check(request, target)
    except Problem as problem:
        return _again(request, content, target, problem)
    body = _body(request, content, target, PATCHES if request.method == "PATCH" else RECORDS)
    one = uploads.read(target, body)
    prepared = uploads.prepare(uploads.placed(target, one), one, body)
    return _saved(request, prepared)


def _again(request: Request, content: bytes, target: Target, problem: Problem) -> Response:
    """The answer to a PUT whose condition does not hold: a problem, unless all that it asks for is done already.

    So a client that never heard the answer may send the same again (RFC 9110, 13.1.1).
    """
    if request.method != "PUT" or target.held is None or "if-none-match" in request.headers:
        raise problem
    uploads: Uploads = request.app.state.uploads
    body = _body(request, content, target, RECORDS)
    try:
        one = uploads.read(target, body)
        prepared = uploads.prepare(uploads.placed(target, one), one, body)
    except KhizanaError:
        raise problem from None
    if not prepared.unchanged:
        raise problem
    return _saved(request, prepared)


def _post(request: Request, content: bytes) -> Response:
    uploads: Uploads = request.app.state.uploads
    target = uploads.minted(request.path_params["slug"])
    allow(request, Act.EDIT, target.record_type, _home(request))
    body = _body(request, content, target, RECORDS)
    one = uploads.read(target, body, naming=True)
    placed = uploads.placed(target, one, naming=True)
    if placed.ended:
        raise Problem(410, placed.ended)
    return _saved(request, uploads.prepare(placed, one, body))


async def delete_record(request: Request) -> Response:
    """Deletes a record to which no other record refers."""
    return await _sent(request, {}, _delete)


def _delete(request: Request, _: bytes) -> Response:
    target = _target(request)
    if target.held is None:
        raise Problem(404)
    conditions.check(request, target)
    person: Person = request.state.person
    life: Life = request.app.state.catalogue.life
    said = request.query_params
    try:
        life.delete(
            [target.held.iri],
            who=person.name,
            why=reason(request),
            public_reason=said.get("public_reason"),
            show_last=said.get("show_last") == "true",
            expecting={target.held.iri: target.held.version},
        )
    except RecordRefused as error:
        found = [one.record for one in error.findings if isinstance(one, Referring)]
        seen = [one for one in found if _readable(request, one)]
        told = [{"iri": one.iri, "path": one.path} for one in seen]
        raise Problem(409, str(error) if len(seen) == len(found) else "", referring=told) from None
    return Response(status_code=204)


def _readable(request: Request, one: Identity) -> bool:
    types = request.app.state.schema.by_slug
    return one.slug in types and may(request, Act.READ, types[one.slug], one.institution)


async def _sent(request: Request, accepted: Mapping[str, str], act: Doing) -> Response:
    """Reads the body, and does what it asks for; every reason why not becomes an answer."""
    _suffixless(request)
    if accepted and syntax_of(request, accepted) is None:
        kinds = ", ".join(accepted)
        named = "Accept-Patch" if request.method == "PATCH" else "Accept"
        return answer(request, Problem(415, headers={named: kinds}))
    try:
        return await run_in_threadpool(act, request, await request.body())
    except Problem as problem:
        return answer(request, problem)
    except (UnreadableFile, UnreadableRdf, BadTerm) as error:
        return answer(request, Problem(400, str(error)))
    except RecordRefused as error:
        return await run_in_threadpool(refused, request, request.path_params["slug"], error)
    except ChangedMeanwhile as error:
        return await run_in_threadpool(_overtaken, request, error)


def _target(request: Request) -> Target:
    """The record that a request is about, once it is certain that this person may write it."""
    uploads: Uploads = request.app.state.uploads
    target = uploads.target(f"/{request.path_params['slug']}/{request.path_params['name']}")
    act = Act.DELETE if request.method == "DELETE" else Act.EDIT
    if target.held is None:
        allow(request, act, target.record_type, _home(request))
        if target.ended:
            raise Problem(410, target.ended)
        return target
    whose = target.held.institution
    readable = may(request, Act.READ, target.record_type, whose)
    if request.method != "PUT" and not readable and not may(request, act, target.record_type, whose):
        raise Problem(404)
    allow(request, act, target.record_type, whose)
    return target


def _home(request: Request) -> str:
    """The institution whose a new record becomes: the one that is asked for, else the person's own."""
    person: Person = request.state.person
    asked = request.query_params.get("institution")
    if asked and request.app.state.people.institutions.find(asked) is None:
        gettext = request.app.state.pages.tongue(request).messages.gettext
        raise Problem(400, gettext("There is no institution of that key."))
    return person.home if asked is None else asked


def _body(request: Request, content: bytes, target: Target, accepted: Mapping[str, str]) -> Body:
    person: Person = request.state.person
    whose = target.held.institution if target.held is not None else _home(request)
    staff = may(request, Act.READ, target.record_type, whose)
    return Body(content, syntax_of(request, accepted) or "", str(person.id), staff)


def _saved(request: Request, prepared: Prepared) -> Response:
    uploads: Uploads = request.app.state.uploads
    person: Person = request.state.person
    saved = uploads.save(prepared, who=person.name, why=reason(request), institution=_home(request))
    slug = prepared.target.record_type.slug
    told = {
        "iri": saved.record.iri,
        "path": saved.record.path,
        "etag": saved.etag,
        "changed": saved.changed,
        "stubs": list(saved.stubs),
        "warnings": notes(prepared.notes) + findings(request, slug).plain(prepared.findings),
    }
    headers = {"ETag": f'"{saved.etag}"'}
    if saved.created:
        headers["Location"] = saved.record.path
    return JSONResponse(told, 201 if saved.created else 200, headers)


def _overtaken(request: Request, error: ChangedMeanwhile) -> Response:
    """The answer to whoever was overtaken between the check of the conditions and the lock."""
    match = [one.strip().strip('"') for one in request.headers.get("if-match", "").split(",")]
    more = {}
    if error.version is not None and "name" in request.path_params:
        uploads: Uploads = request.app.state.uploads
        target = uploads.target(f"/{request.path_params['slug']}/{request.path_params['name']}")
        more = conditions.since(request, target, match) if target.held is not None else {}
    return answer(request, Problem(409, str(error), **more))


def _suffixless(request: Request) -> None:
    """A representation has its address; only the record itself is written."""
    if by_suffix(request.path_params.get("name", ""))[1] is not None:
        raise HTTPException(405, headers={"Allow": ", ".join(READING)})


def _refuse_method(request: Request) -> Response:
    """Tells which methods an address allows; other sites may only read."""
    named = "name" in request.path_params
    allowed: Sequence[str] = _RECORD if named else _LIST
    if by_suffix(request.path_params.get("name", ""))[1] is not None:
        allowed = READING
    if request.method != "OPTIONS":
        raise HTTPException(405, headers={"Allow": ", ".join(allowed)})
    headers = dict(preflight(allowed))
    if named:
        headers["Accept-Patch"] = ", ".join(PATCHES)
    return Response(status_code=204, headers=headers)


class _OfTypes:
    """Keeps a route to the addresses of record types: every other address has doors of its own, or none."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        found, more = super().matches(scope)  # type: ignore[misc]  # mixed into a route
        known = scope["app"].state.schema.by_slug
        if found is not Match.NONE and more["path_params"]["slug"] not in known:
            return Match.NONE, {}
        return found, more


class _WritingRoute(_OfTypes, StaffRoute):
    pass


class _OtherRoute(_OfTypes, Route):
    pass


def routes(settings: Settings) -> tuple[BaseRoute, ...]:
    """The doors for writing; they stand before those for reading, which answer GET at the same addresses."""
    most = settings.record_body
    return (
        _WritingRoute("/{slug}", post_record, act=Act.EDIT, methods=("POST",), largest=most),
        _WritingRoute("/{slug}/{name}", put_record, act=Act.EDIT, methods=("PUT",), largest=most),
        _WritingRoute("/{slug}/{name}", patch_record, act=Act.EDIT, methods=("PATCH",), largest=most),
        _WritingRoute("/{slug}/{name}", delete_record, act=Act.DELETE, methods=("DELETE",), largest=most),
        *(_OtherRoute(path, _refuse_method, methods=methods, include_in_schema=False) for path, methods in _OTHERS),
    )
