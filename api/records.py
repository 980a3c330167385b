"""The pages of records and of record types; records as JSON-LD, Turtle and N-Triples too."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.answers import Answer
from api.bounded import Bounded
from api.cite import as_bibtex, as_text
from api.incoming import incoming_links
from api.lists import entry
from api.negotiation import HTML, RECORD_FORMS, Representation, by_suffix, wanted
from api.page import neighbours, record_page
from api.pages import host
from api.paging import asked, paging
from api.presenter import presenter_for
from api.shown import Shown
from api.star import svg, tile
from catalogue.interchange.linked_art_json import to_json
from catalogue.namespaces import prefixes
from catalogue.publication import Gone, Moved, PublicRecord
from catalogue.rdf import lines, turtle
from catalogue.record import Record, RecordView, view
from catalogue.shapes import label_in

PAGE = 50
_IN_ADDRESSES = ":/?#[]@!$&'()*+,;=%~"


def record_list(request: Request) -> Response:
    """The list of a record type."""
    answer: Answer = request.app.state.kept.get(request, lambda: _list(request))
    return answer.send(request)


def record(request: Request) -> Response:
    """A record, in the form that its suffix or the client's Accept asks for."""
    name, suffix = by_suffix(request.path_params["name"])
    form = suffix or wanted(request.headers.get("accept"), RECORD_FORMS)
    path = f"/{request.path_params['slug']}/{name}"
    if form is HTML:
        answer: Answer = request.app.state.kept.get(request, lambda: _page(request, path))
        return answer.send(request)
    found = _found(request, path)
    if isinstance(found, Moved):
        return _moved(found, suffix).send(request)
    if form is None:
        raise HTTPException(406)
    return _document(request, found, form).send(request)


def without_slash(request: Request) -> Response:
    """A list whose address ends in a slash is the same list."""
    return RedirectResponse(f"/{request.path_params['slug']}", 308)


def _list(request: Request) -> Answer:
    state = request.app.state
    slug = request.path_params["slug"]
    if slug not in state.schema.by_slug:
        raise HTTPException(404)
    record_type = state.schema.by_slug[slug]
    language = state.pages.tongue(request).language.code
    page = asked(request)
    found = state.index.search("", slug=slug, offset=(page - 1) * PAGE, limit=PAGE, language=language, sort="label")
    body = state.pages.render(
        request,
        "list.html",
        plural=label_in(record_type.plurals, language),
        description=label_in(record_type.description, language),
        slug=slug,
        entries=[entry(hit) for hit in found.hits],
        paging=paging(page, PAGE, found.total, f"/{slug}", {}),
    )
    return Answer(body, HTML.content_type)


def _page(request: Request, path: str) -> Answer:
    found = _found(request, path)
    if isinstance(found, Moved):
        return _moved(found)
    state = request.app.state
    tongue = state.pages.tongue(request)
    tree = _tree(request, found)
    pointing = state.incoming.find(tree, tongue.language.code, request.query_params.get("links", ""), asked(request))
    summaries = state.log.summaries(neighbours(tree) | {found.iri}) | state.schemes.of(tree)
    presenter = presenter_for(request, summaries)
    page = record_page(state.schema, found, tree, presenter, summaries.get(found.iri))
    body = state.pages.render(
        request,
        "record.html",
        page=page,
        incoming=list(incoming_links(pointing, tree, tongue.language.code)),
        opened=request.query_params.get("links", ""),
        tile=svg(tile(found.iri)),
        pictures=[one for one in page.images if _host(one) in state.settings.image_hosts],
        elsewhere=[one for one in page.images if _host(one) not in state.settings.image_hosts],
        citation=as_text(page, state.settings.title),
        bibtex=as_bibtex(page, state.settings.title),
        forms=[form for form in RECORD_FORMS if form.suffix],
    )
    return Answer(body, HTML.content_type, found.updated, {"Link": _link_header(found)})


def _document(request: Request, public: PublicRecord, form: Representation) -> Answer:
    """A record as a document; its content is that of the public log."""
    write: Callable[[], str] = {
        "turtle": lambda: turtle(public.triples, prefixes()),
        "ntriples": lambda: lines(public.triples),
        "json": lambda: _linked_art(request, public),
    }[form.name]
    headers = {"Content-Location": public.path + form.suffix, "Link": _link_header(public)}
    return Answer(write().encode(), form.content_type, public.updated, headers)


def _linked_art(request: Request, public: PublicRecord) -> str:
    state = request.app.state
    document = to_json(public.triples, public.iri, state.schema, state.log.summaries)
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _found(request: Request, path: str) -> PublicRecord | Moved:
    """What is public at a path; 404 for what never was, 410 with the reason for what was."""
    found: PublicRecord | Gone | Moved | None = request.app.state.log.by_path(path)
    if found is None:
        raise HTTPException(404)
    if isinstance(found, Gone):
        raise HTTPException(410, found.reason or None)
    return found


def _moved(moved: Moved, suffix: Representation | None = None) -> Answer:
    location = moved.to + (suffix.suffix if suffix else "")
    return Answer(b"", "text/plain; charset=utf-8", headers={"Location": location}, status=301)


def _tree(request: Request, public: PublicRecord) -> RecordView:
    """The tree of a public record, held by its version."""
    state = request.app.state
    trees: Bounded[tuple[str, int], RecordView] = state.trees
    held = trees.get((public.iri, public.sequence))
    if held is None:
        local = state.settings.base + public.path
        held = view(
            Record(public.iri, public.path, local, public.triples),
            state.schema.by_slug[public.slug],
        )
        trees.put((public.iri, public.sequence), held)
    return held


def _link_header(public: PublicRecord) -> str:
    """Where the other forms of a record are (RFC 8288)."""
    forms = (f'<{public.path}{form.suffix}>; rel="alternate"; type="{_bare(form)}"' for form in RECORD_FORMS)
    canonical = quote(public.iri, safe=_IN_ADDRESSES)
    return ", ".join([*forms, f'<{canonical}>; rel="canonical"'])


def _host(image: Shown) -> str:
    return host(image.address())


def _bare(form: Representation) -> str:
    return form.content_type.split(";", maxsplit=1)[0]


_SLUG = "{slug}"
routes = (
    Route(f"/{_SLUG}", record_list, name="list"),
    Route(f"/{_SLUG}/", without_slash),
    Route(f"/{_SLUG}/{{name}}", record, name="record"),
)
