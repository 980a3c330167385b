"""Files for staff: put in by a form or by a script, listed with the records that use them, taken out while nobody does.

A script sends the content as it is, with the name in the address (`POST /edit/files?name=lamp.jpg`), and is answered
with JSON; a browser sends a form with one or more files, and is led to the list. Neither is ever whole in memory.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from api.editing.readable import readable
from api.files import sent
from api.labels import Label, best
from api.messages import Gettext
from api.negotiation import accepts
from api.paging import asked, paging
from api.staff import StaffRoute, may, staff_page
from api.words import gettext_of
from catalogue.accounts import Act, Person
from catalogue.database.files import HeldFile, Seen, Use
from catalogue.errors import FileRefused, WhyRefused
from catalogue.files import KINDS, Files
from catalogue.files.holding import Listed
from catalogue.settings import Settings

PATH = "/edit/files"
PAGE = 50
_PIECE = 1 << 20
_STATUS = {WhyRefused.SIZE: 413, WhyRefused.ROOM: 507, WhyRefused.USED: 409, WhyRefused.HISTORY: 409}


@dataclass(frozen=True)
class Shown:
    """A file in the list, with the records that use it and what they are called."""

    file: HeldFile
    address: str
    uses: tuple[tuple[Use, Label], ...]
    earlier: int
    may_go: bool


def listed(request: Request) -> Response:
    """The files, those added last first."""
    return _page(request)


async def upload(request: Request) -> Response:
    """Takes what is sent: a form, or the content itself."""
    if request.state.form:
        return await run_in_threadpool(_from_form, request)
    return await _from_body(request)


def staff_file(request: Request) -> Response:
    """A file, public or not."""
    files = _files(request)
    held = files.find(request.path_params["digest"], _seen(request))
    if held is None:
        raise HTTPException(404)
    return sent(request, files.path(held), held.media_type, request.path_params["name"])


def remove(request: Request) -> Response:
    """Takes out a file that no record uses; one that only history knows, for whoever may erase."""
    files, digest = _files(request), request.path_params["digest"]
    try:
        erases = _erases(request, digest)
        if files.find(digest, _seen(request)) is None or not files.remove(digest, with_history=erases):
            raise HTTPException(404)
    except FileRefused as error:
        return _page(request, {"files": in_words(error, files.limit, gettext_of(request))}, 409)
    return RedirectResponse(f"{PATH}?done=removed", 303)


def in_words(error: FileRefused, limit: int, gettext: Gettext) -> str:
    """Why a file is refused, and what to do, in the visitor's language."""
    kinds = ", ".join(extension for kind in KINDS for extension in kind.extensions)
    return {
        WhyRefused.SIZE: gettext("The file is larger than %(number)s MB. Make it smaller.") % {"number": limit >> 20},
        WhyRefused.KIND: gettext("Files of this kind are not kept here. Kept are: %(kinds)s") % {"kinds": kinds},
        WhyRefused.CONTENT: gettext(
            "What is in the file is not what its name says. Save it anew in the program that made it."
        ),
        WhyRefused.ROOM: gettext("There is no room on the disk. Tell the people who run this catalogue."),
        WhyRefused.USED: gettext("A record uses this file. Take it out there first, and publish that."),
        WhyRefused.HISTORY: gettext("An earlier version of a record refers to this file: it is part of its history."),
    }[error.why]


def _from_form(request: Request) -> Response:
    files, added = _files(request), list[HeldFile]()
    gettext = gettext_of(request)
    try:
        for one in request.state.form.getlist("file"):
            if isinstance(one, UploadFile) and one.filename:
                added.append(_keep(request, one))
    except FileRefused as error:
        said = in_words(error, files.limit, gettext)
        return _refused(request, said, error)
    if not added:
        return _page(request, {"file": gettext("Choose a file.")}, 422)
    if _wants_json(request):
        return JSONResponse(_told(files, added[0]), 201)
    return RedirectResponse(f"{PATH}?done=added", 303)


def _keep(request: Request, upload: UploadFile) -> HeldFile:
    files, person = _files(request), request.state.person
    with files.store.incoming(files.limit, upload.size or 0) as incoming:
        upload.file.seek(0)
        while piece := upload.file.read(_PIECE):
            incoming.write(piece)
        return files.add(incoming, upload.filename or "", person.name)


async def _from_body(request: Request) -> Response:
    files, person = _files(request), request.state.person
    assert isinstance(person, Person)
    length = request.headers.get("content-length", "")
    expected = int(length) if length.isascii() and length.isdigit() else 0
    try:
        with files.store.incoming(files.limit, expected) as incoming:
            async for piece in request.stream():
                await run_in_threadpool(incoming.write, piece)
            name = request.query_params.get("name", "")
            held = await run_in_threadpool(files.add, incoming, name, person.name)
    except FileRefused as error:
        return _refused(request, in_words(error, files.limit, gettext_of(request)), error)
    return JSONResponse(_told(files, held), 201)


def _refused(request: Request, said: str, error: FileRefused) -> Response:
    """The reason, as JSON for a script (RFC 9457) and as the page for a browser."""
    status = _STATUS.get(error.why, 415)
    if _wants_json(request):
        problem = {"type": "about:blank", "title": said, "status": status, "reason": error.why.value}
        return JSONResponse(problem, status, media_type="application/problem+json")
    return _page(request, {"file": said}, status)


def _told(files: Files, held: HeldFile) -> dict[str, str | int]:
    """What a script is told of a file: its address is the value of a field; `href` is where staff see it."""
    address = files.address(held)
    return {
        "address": address,
        "href": "/edit" + address.removeprefix(files.base),
        "digest": held.digest,
        "name": held.name,
        "media_type": held.media_type,
        "size": held.size,
    }


def _page(request: Request, faults: dict[str, str] | None = None, status: int = 200) -> Response:
    files = _files(request)
    page, unused = (asked(request) if request.method == "GET" else 1), request.query_params.get("unused") == "1"
    seen = _seen(request)
    found, total = files.listed((page - 1) * PAGE, PAGE, unused=unused, seen=seen)
    titles = _titles(request, found)
    return staff_page(
        request,
        "staff/files.html",
        status,
        files=[_shown(request, files, one, titles, seen) for one in found],
        accept=",".join(extension for kind in KINDS for extension in kind.extensions),
        limit=files.limit >> 20,
        edits=may(request, Act.EDIT),
        unused=unused,
        paging=paging(page, PAGE, total, PATH, {"unused": "1"} if unused else {}),
        faults=faults or {},
        done=request.query_params.get("done", ""),
    )


def _shown(request: Request, files: Files, one: Listed, titles: dict[str, Label], seen: Seen | None) -> Shown:
    told = [use for use in one.current if seen is None or use.institution in seen.institutions]
    uses = tuple((use, titles.get(use.iri) or Label(use.path)) for use in told)
    earlier = len(one.uses) - len(one.current)
    erases = all(may(request, Act.ERASE, institution=use.institution) for use in one.uses)
    may_go = not one.current and ((may(request, Act.ERASE) and erases) or (not earlier and may(request, Act.EDIT)))
    return Shown(one.file, files.address(one.file).removeprefix(files.base), uses, earlier, may_go)


def _seen(request: Request) -> Seen | None:
    """What the person sees: all, or what the institutions use whose records they may read, and what they added."""
    places = readable(request)
    return None if places is None else Seen(places, request.state.person.name)


def _erases(request: Request, digest: str) -> bool:
    """Whether the person may erase in every record that refers, or referred, to a file."""
    types = request.app.state.schema.by_slug
    return may(request, Act.ERASE) and all(
        may(request, Act.ERASE, types.get(use.slug), use.institution) for use in _files(request).uses(digest)
    )


def _titles(request: Request, found: list[Listed]) -> dict[str, Label]:
    """What the records that use these files are called, by IRI."""
    state = request.app.state
    language = state.pages.tongue(request).language.code
    summaries = state.catalogue.working.summaries({use.iri for one in found for use in one.current})
    return {iri: label for iri, one in summaries.items() if (label := best(one.labels, language)) is not None}


def _files(request: Request) -> Files:
    files: Files = request.app.state.catalogue.files
    return files


def _wants_json(request: Request) -> bool:
    return not request.state.form or not accepts(request.headers.get("accept"), "text/html")


def routes(settings: Settings) -> tuple[StaffRoute, ...]:
    """The doors; what is sent may be as large as a file may be, and the form around it."""
    largest = settings.file_size + (1 << 20)
    return (
        StaffRoute(PATH, listed, act=Act.READ, name="files"),
        StaffRoute(PATH, upload, act=Act.EDIT, methods=("POST",), largest=largest),
        StaffRoute(f"{PATH}/{{digest}}/remove", remove, act=Act.EDIT, methods=("POST",), name="remove_file"),
        StaffRoute("/edit/file/{digest}/{name}", staff_file, act=Act.READ),
    )
