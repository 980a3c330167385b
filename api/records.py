"""The doors of records and of record types: which form is wanted, of which version."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api import versions
from api.answers import Answer, KeptAnswers, public_time
from api.lists import entry
from api.negotiation import HTML, JSON, RECORD_FORMS, Representation, by_suffix, wanted
from api.paging import asked, paging
from api.record_answers import document, moved, page
from catalogue.interchange.endpoints import also_under
from catalogue.publication import Gone, Moved
from catalogue.shapes import label_in

PAGE = 50


def record_list(request: Request) -> Response:
    """The list of a record type."""
    answer: Answer = request.app.state.kept.get(request, lambda: _list(request))
    return answer.send(request)


def record(request: Request) -> Response:
    """A record, in the form that its suffix or the client's Accept asks for, of the version or time asked for."""
    name, suffix = by_suffix(request.path_params["name"])
    form = suffix or wanted(request.headers.get("accept"), RECORD_FORMS)
    path = f"/{request.path_params['slug']}/{name}"
    if "version" not in request.query_params and (way := versions.led(request, path, suffix)) is not None:
        return way
    if (way := _elsewhere(request, path, suffix)) is not None:
        return way
    if form in (HTML, JSON):
        kept: KeptAnswers = request.app.state.kept
        return kept.get(request, lambda: _answer(request, path, suffix, form), form=form.name).send(request)
    return _answer(request, path, suffix, form).send(request)


def _elsewhere(request: Request, path: str, suffix: Representation | None) -> Response | None:
    """The way to the one public record of another type that the endpoint of Linked Art at this address leads to."""
    state = request.app.state
    _, slug, id_ = path.split("/", 2)
    others = also_under(state.schema).get(slug, ())
    if not others or state.log.by_path(path) is not None:
        return None
    there = [place for other in others if state.log.by_path(place := f"/{other}/{id_}") is not None]
    if len(there) != 1:
        return None
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"{there[0]}{suffix.suffix if suffix else ''}{query}", 308)


def without_slash(request: Request) -> Response:
    """A list whose address ends in a slash is the same list."""
    return RedirectResponse(f"/{request.path_params['slug']}", 308)


def _list(request: Request) -> Answer:
    state, updated = request.app.state, public_time(request)
    slug = request.path_params["slug"]
    if slug not in state.schema.by_slug:
        raise HTTPException(404)
    record_type = state.schema.by_slug[slug]
    language = state.pages.tongue(request).language.code
    number = asked(request)
    found = state.index.search("", slug=slug, offset=(number - 1) * PAGE, limit=PAGE, language=language, sort="label")
    body = state.pages.render(
        request,
        "list.html",
        plural=label_in(record_type.plurals, language),
        description=label_in(record_type.description, language),
        slug=slug,
        entries=[entry(hit) for hit in found.hits],
        paging=paging(number, PAGE, found.total, f"/{slug}", {}),
    )
    return Answer(body, HTML.content_type, updated)


def _answer(request: Request, path: str, suffix: Representation | None, form: Representation | None) -> Answer:
    if "version" in request.query_params and form is not None:
        return versions.version(request, path, suffix, form)
    found = versions.found(request, path)
    if isinstance(found, Moved):
        return moved(found, form, suffix)
    if isinstance(found, Gone):
        return versions.gone(request, found, form)
    if form is None:
        raise HTTPException(406)
    return page(request, found) if form is HTML else document(request, found, form)


_SLUG = "{slug}"
routes = (
    Route(f"/{_SLUG}", record_list, name="list"),
    Route(f"/{_SLUG}/", without_slash),
    Route(f"/{_SLUG}/{{name}}", record, name="record"),
    Route(f"/{_SLUG}/{{name}}/versions", versions.timemap, name="versions"),
)
