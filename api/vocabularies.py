"""The pages of vocabularies: all schemes, and one scheme with the hierarchy of its terms; schemes as SKOS too."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.answers import Answer
from api.asked import Asked, Row, answered
from api.labels import Label, best
from api.negotiation import HTML, NTRIPLES, TURTLE, Representation, by_suffix, wanted
from api.paging import asked as page_asked
from api.paging import paging
from catalogue import queries
from catalogue.namespaces import prefixes
from catalogue.projections.sorting import Order
from catalogue.publication import Summary
from catalogue.rdf import Term, iri_text, lines, text_of, turtle
from catalogue.schemes import Node, Scheme, hierarchy, skos
from catalogue.shapes import Schema, label_in

PAGE = 300  # terms; one that is broader stays with all that is below it
MOST = 100_000
SKOS_JSON = Representation("json", ".json", "application/ld+json", ("application/ld+json", "application/json"))
FORMS = (HTML, SKOS_JSON, TURTLE, NTRIPLES)
_SCHEMES, _TERMS, _MATCHES = "vocabularies/schemes", "vocabularies/terms", "vocabularies/matches"
_CONTEXT = {
    "@vocab": "http://www.w3.org/2004/02/skos/core#", "id": "@id", "type": "@type",
    "prefLabel": {"@container": "@language"}, "inScheme": {"@type": "@id"},
    "exactMatch": {"@type": "@id"}, "closeMatch": {"@type": "@id"},
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A term on the page of its scheme: its name, what it is called in other languages, what is narrower."""

    href: str
    label: Label
    others: tuple[Label, ...]
    narrower: tuple[Line, ...]


def asked_schemes() -> Asked:
    """What is asked before any page of a vocabulary can be shown."""
    return Asked({_SCHEMES: queries.question(_SCHEMES)})


async def schemes(request: Request) -> Response:
    """The list of schemes."""
    rows, number = await _schemes(request)

    async def make() -> Answer:
        return await run_in_threadpool(_list, request, rows)

    answer: Answer = await request.app.state.kept.later(request, make, number)
    return answer.send(request)


async def scheme(request: Request) -> Response:
    """A scheme, in the form that its suffix or the client's Accept asks for."""
    state = request.app.state
    name, suffix = by_suffix(request.path_params["name"])
    form = next((one for one in FORMS if suffix and one.name == suffix.name), None)
    form = form or wanted(request.headers.get("accept"), FORMS)
    rows, number = await _schemes(request)
    addresses = (iri_text(row["scheme"]) for row in rows if "scheme" in row)
    path = f"/vocabulary/{name}"
    found = next((one for one in map(state.schemes.scheme, addresses) if one.path == path), None)
    if found is None:
        raise HTTPException(404)
    if form is None:
        raise HTTPException(406)

    async def make() -> Answer:
        terms = await _rows(request, _TERMS, found)
        if form is HTML:
            return await run_in_threadpool(_page, request, found, terms)
        matches = await _rows(request, _MATCHES, found)
        return await run_in_threadpool(_document, request, found, terms, matches, form)

    if form is HTML:
        answer: Answer = await state.kept.later(request, make, number)
    else:
        answer = await make()
    return answer.send(request)


async def _schemes(request: Request) -> tuple[Sequence[Row], int]:
    """The schemes of which something is public, and the number of the round in which they were asked."""
    found = await request.app.state.asked_schemes.found(request.app.state.sparql)
    if _SCHEMES not in found.rows:
        raise HTTPException(503, headers={"Retry-After": "5"})
    return found.rows[_SCHEMES], found.number


async def _rows(request: Request, name: str, found: Scheme) -> Sequence[Row]:
    query = queries.about(queries.question(name), scheme=found.iri)
    rows = await answered(request.app.state.sparql, query, MOST)
    if rows is None:
        raise HTTPException(503, headers={"Retry-After": "5"})
    return rows


def _list(request: Request, rows: Sequence[Row]) -> Answer:
    state = request.app.state
    language = state.pages.tongue(request).language.code
    order = Order(language)
    found = []
    for row in (row for row in rows if "scheme" in row):
        one = state.schemes.scheme(iri_text(row["scheme"]))
        found.append((one.path, best(one.labels, language) or Label(one.iri), int(text_of(row["concepts"]))))
    found.sort(key=lambda each: (order.key(each[1].text), each[0]))
    total = sum(count for _, _, count in found)
    return Answer(state.pages.render(request, "schemes.html", schemes=found, total=total), HTML.content_type)


def _page(request: Request, found: Scheme, rows: Sequence[Row]) -> Answer:
    state = request.app.state
    language = state.pages.tongue(request).language.code
    public = state.log.summaries(_concepts(rows))
    pages = list(_paged(_tops(rows, public, language)))
    number = page_asked(request)
    links = paging(number, 1, len(pages), found.path, {})
    body = state.pages.render(
        request,
        "scheme.html",
        scheme=found,
        title=best(found.labels, language) or Label(found.iri),
        others=_others(found.labels, language),
        total=len(public),
        terms=[_line(one, public, language) for one in pages[number - 1]] if pages else [],
        paging=links,
        uses=list(_uses(state.schema, found.iri, language)),
        forms=[form for form in FORMS if form.suffix],
    )
    return Answer(body, HTML.content_type)


def _document(
    request: Request, found: Scheme, rows: Sequence[Row], matches: Sequence[Row], form: Representation
) -> Answer:
    """A scheme with its terms, in SKOS."""
    public = request.app.state.log.summaries(_concepts(rows))
    tops = _tops(rows, public, "en")
    told = [(iri_text(row["concept"]), row["how"], row["match"]) for row in matches]
    write: Callable[[], str] = {
        "turtle": lambda: turtle(skos(found, tops, public, told), prefixes()),
        "ntriples": lambda: lines(skos(found, tops, public, told)),
        "json": lambda: _json(found, tops, public, told),
    }[form.name]
    return Answer(write().encode(), form.content_type, headers={"Content-Location": found.path + form.suffix})


def _json(
    found: Scheme, tops: Sequence[Node], public: Mapping[str, Summary], matches: Sequence[tuple[str, Term, Term]]
) -> str:
    """The scheme as a tree in JSON-LD."""
    matched: dict[str, dict[str, list[str]]] = {}
    for concept, how, match in matches:
        held = matched.setdefault(concept, {})
        held.setdefault(text_of(how).rsplit("#", 1)[-1], []).append(text_of(match))

    def term(node: Node) -> dict[str, object]:
        own = public[node.iri]
        narrower = [*map(term, node.narrower), *({"id": one} for one in node.elsewhere)]
        below = {"narrower": narrower} if narrower else {}
        notations = {"notation": list(own.notations)} if own.notations else {}
        named = {"id": node.iri, "type": "Concept", "prefLabel": _by_language(own.labels)}
        return {**named, **notations, **matched.get(node.iri, {}), **below}

    document = {
        "@context": _CONTEXT,
        "id": found.iri,
        "type": "ConceptScheme",
        "prefLabel": _by_language(found.labels),
        "hasTopConcept": [term(top) for top in tops],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _by_language(labels: Mapping[str, str]) -> dict[str, str]:
    return {language or "@none": text for language, text in sorted(labels.items())}


def _concepts(rows: Sequence[Row]) -> list[str]:
    return [iri_text(row["concept"]) for row in rows]


def _tops(rows: Sequence[Row], public: Mapping[str, Summary], language: str) -> tuple[Node, ...]:
    order = Order(language)
    labels = {one: best(summary.labels, language) or Label(one) for one, summary in public.items()}
    rank = {one: order.key(label.text) for one, label in labels.items()}
    broader = [(iri_text(row["concept"]), iri_text(row["broader"])) for row in rows if "broader" in row]
    return hierarchy(public, broader, rank)


def _paged(tops: Sequence[Node]) -> Iterator[list[Node]]:
    """Top terms by pages of about so many lines."""
    page: list[Node] = []
    for one in tops:
        if page and sum(each.size for each in page) + one.size > PAGE:
            yield page
            page = []
        page.append(one)
    if page:
        yield page


def _line(node: Node, public: Mapping[str, Summary], language: str) -> Line:
    own = public[node.iri]
    label = best(own.labels, language) or Label(node.iri)
    below = tuple(_line(one, public, language) for one in node.narrower)
    return Line(own.path, label, _others(own.labels, language), below)


def _others(labels: Mapping[str, str], language: str) -> tuple[Label, ...]:
    """The labels in other languages than the one that is shown."""
    shown = best(labels, language)
    return tuple(Label(text, tag) for tag, text in sorted(labels.items()) if shown is None or tag != shown.language)


def _uses(schema: Schema, vocabulary: str, language: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """The record types with public fields that take terms of a vocabulary: path, plural, the names of the fields."""
    for one in schema.record_types:
        held = [a for a in schema.addresses.values() if a.record_type is one and not a.staff]
        fields = [a.field for a in held if a.field.vocabulary == vocabulary]
        if fields:
            names = dict.fromkeys(label_in(field.labels, language) for field in fields)
            yield f"/{one.slug}", label_in(one.plurals, language), tuple(names)


routes = (
    Route("/vocabulary", schemes, name="schemes"),
    Route("/vocabulary/{name}", scheme, name="scheme"),
)
