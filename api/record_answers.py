"""A public record as an answer: its page, its documents, and what is said of one that is gone or moved."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote

from starlette.requests import Request

from api.answers import Answer, public_time
from api.cite import as_bibtex, as_text
from api.hal import links
from api.head import head
from api.incoming import incoming_links
from api.negotiation import HTML, JSON, RECORD_FORMS, Representation
from api.page import neighbours, record_page
from api.pages import may_show
from api.paging import asked
from api.presenter import presenter_for
from api.star import svg, tile
from catalogue.bounded import Bounded
from catalogue.interchange.linked_art_conforming import conforming
from catalogue.namespaces import prefixes
from catalogue.publication import Moved, PublicRecord
from catalogue.rdf import lines, turtle
from catalogue.record import Record, RecordView, view

_IN_ADDRESSES = ":/?#[]@!$&'()*+,;=%~"
_REPLACED = "http://purl.org/dc/terms/isReplacedBy"
LINK_FORMAT = "application/link-format"
VARY = "Accept, Accept-Datetime, Accept-Language, Cookie"


@dataclass(frozen=True)
class Past:
    """Why a record is shown that is not as it is now: an old version, or the last one of a deleted record.

    `query` is what addresses of the same version end in.
    """

    number: int = 0
    begin: datetime | None = None
    end: datetime | None = None
    present: bool = False
    deleted: bool = False
    reason: str = ""
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


def page(request: Request, found: PublicRecord, past: Past | None = None) -> Answer:
    """The page of a record; of what is past without the records that point to it now."""
    state, updated = request.app.state, public_time(request)
    tongue = state.pages.tongue(request)
    tree = _tree(request, found) if past is None else _as_tree(request, found)
    opened = request.query_params.get("links", "")
    pointing = state.incoming.find(tree, tongue.language.code, opened, asked(request)) if past is None else ()
    summaries = state.log.summaries(neighbours(tree) | {found.iri}) | state.schemes.of(tree)
    presenter = presenter_for(request, summaries)
    told = record_page(state.schema, found, tree, presenter, summaries.get(found.iri))
    citation = as_text(told, state.settings.title)
    facts = citation[1:-3]
    body = state.pages.render(
        request,
        "record.html",
        page=told,
        past=past,
        incoming=list(incoming_links(pointing, tree, tongue.language.code)),
        opened=opened,
        tile=svg(tile(found.iri)),
        pictures=[one for one in told.images if may_show(one.address(), state.settings.image_hosts)],
        elsewhere=[one for one in told.images if not may_show(one.address(), state.settings.image_hosts)],
        citation=citation,
        head=head(told, tree, presenter, summaries, state.schema_org, state.settings, facts) if past is None else None,
        described_by=JSON,
        bibtex=as_bibtex(told, state.settings.title),
        forms=[form for form in RECORD_FORMS if form.suffix],
    )
    headers = _headers(found, past)
    headers["Link"] = ", ".join(filter(None, [headers.get("Link"), _described_by(found, past)]))
    return Answer(body, HTML.content_type, updated, headers, _status(past))


def document(request: Request, public: PublicRecord, form: Representation, past: Past | None = None) -> Answer:
    """A record as a document; its content is that of the public log."""
    updated = public.updated if form.alone and past is None else public_time(request)
    query = past.query if past is not None else ""
    write: Callable[[], str] = {
        "turtle": lambda: turtle(public.triples, prefixes()),
        "ntriples": lambda: lines(public.triples),
        "json": lambda: _linked_art(request, public, query),
    }[form.name]
    headers = {"Content-Location": public.path + form.suffix + query, **_headers(public, past)}
    return Answer(write().encode(), form.content_type, updated, headers, _status(past))


def moved(found: Moved, form: Representation | None, suffix: Representation | None = None) -> Answer:
    """The way to what a record was merged into; programs are told so in their own syntax too."""
    location = found.to + (suffix.suffix if suffix else "")
    triples = frozenset({(f"<{found.iri}>", f"<{_REPLACED}>", f"<{found.replaced_by}>")})
    replaced = {"@id": found.iri, _REPLACED: {"@id": found.replaced_by}}
    said = {
        "turtle": turtle(triples, prefixes()),
        "ntriples": lines(triples),
        "json": json.dumps(replaced, ensure_ascii=False) + "\n",
    }
    body = said.get(form.name, "").encode() if form is not None else b""
    content_type = form.content_type if form is not None and body else "text/plain; charset=utf-8"
    if form is not None and form.name == "json":
        content_type = "application/ld+json"  # no Linked Art: only where the record went
    return Answer(body, content_type, headers={"Location": location, "Vary": VARY}, status=301)


def gate_links(path: str) -> list[str]:
    """Where earlier versions of a record are negotiated and listed (RFC 7089)."""
    return [f'<{path}>; rel="original timegate"', f'<{path}/versions>; rel="timemap"; type="{LINK_FORMAT}"']


def _status(past: Past | None) -> int:
    return 410 if past is not None and past.deleted else 200


def _headers(public: PublicRecord, past: Past | None) -> dict[str, str]:
    if past is not None:
        return {"X-Robots-Tag": "noindex", "Vary": VARY, **past.headers}
    return {"Link": _link_header(public), "Vary": VARY}


def _link_header(public: PublicRecord) -> str:
    """Where the other forms of a record are (RFC 8288)."""
    forms = (f'<{public.path}{form.suffix}>; rel="alternate"; type="{form.bare}"' for form in RECORD_FORMS)
    canonical = quote(public.iri, safe=_IN_ADDRESSES)
    return ", ".join([*forms, f'<{canonical}>; rel="canonical"', *gate_links(public.path)])


def _described_by(public: PublicRecord, past: Past | None) -> str:
    """The same as the link in the head of the page; quotes within quotes are more than some clients read."""
    media_type = JSON.content_type.replace('"', "'")
    query = past.query if past is not None else ""
    return f'<{public.path}{JSON.suffix}{query}>; rel="describedby"; type="{media_type}"'


def _linked_art(request: Request, public: PublicRecord, query: str) -> str:
    state = request.app.state
    told = conforming(public.triples, public.iri, state.schema, state.log.summaries)
    told["_links"] = links(request, public, query)
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _tree(request: Request, public: PublicRecord) -> RecordView:
    """The tree of a public record, held by its version."""
    trees: Bounded[tuple[str, int], RecordView] = request.app.state.trees
    held = trees.get((public.iri, public.sequence))
    if held is None:
        held = _as_tree(request, public)
        trees.put((public.iri, public.sequence), held)
    return held


def _as_tree(request: Request, public: PublicRecord) -> RecordView:
    state = request.app.state
    record = Record(public.iri, public.path, state.settings.base + public.path, public.triples)
    return view(record, state.schema.by_slug[public.slug])
