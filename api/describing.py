"""`/.well-known/void`: what there is here, in numbers, under which licence, and the ways to take it along."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.answers import Answer, public_time
from api.asked import Asked, Row
from api.negotiation import HTML, NTRIPLES, TURTLE, Representation, wanted
from catalogue import queries
from catalogue.dumps import Dumps
from catalogue.dumps.describing import PLACE, Counts, Whole, described, json_ld
from catalogue.namespaces import prefixes
from catalogue.rdf import iri_text, lines, text_of, turtle

JSON_LD = Representation("json", "", "application/ld+json", ("application/ld+json", "application/json"))
FORMS = (TURTLE, JSON_LD, NTRIPLES, HTML)
LINK = f'<{PLACE}>; rel="describedby"; type="{TURTLE.bare}"'
PATIENCE = 30.0  # seconds for each count, of millions of statements; and for whoever waits for them
_TOTALS, _CLASSES, _PROPERTIES = "dataset/totals", "dataset/classes", "dataset/properties"
_EXAMPLES = 5


def asked_counts() -> Asked:
    """What is counted once for each checkpoint."""
    return Asked({name: queries.question(name) for name in (_TOTALS, _CLASSES, _PROPERTIES)}, PATIENCE)


async def void(request: Request) -> Response:
    """The description of the whole (VoID, DCAT), for programs and for people."""
    form = wanted(request.headers.get("accept"), FORMS)
    if form is None:
        raise HTTPException(406)
    state = request.app.state
    found = await state.asked_counts.found(state.sparql, PATIENCE)
    rows = found.rows if found.generation is not None else {}
    answer = await run_in_threadpool(_answer, request, form, rows, found.generation)
    return answer.send(request)


def _answer(
    request: Request, form: Representation, rows: Mapping[str, Sequence[Row]], generation: int | None
) -> Answer:
    state = request.app.state
    updated, dumps = public_time(request), state.catalogue.dumps
    counts = _counts(rows) if generation == state.log.position() else None  # of what was public before: not told
    whole = _whole(request, counts, dumps)
    if form is HTML:
        body = state.pages.render(request, "dataset.html", whole=whole, settings=state.settings)
        return Answer(body, HTML.content_type, headers={"Link": LINK})
    told = described(state.settings, whole)
    write: Mapping[str, Callable[[], str]] = {
        "turtle": lambda: turtle(told, prefixes()),
        "ntriples": lambda: lines(told),
        "json": lambda: json_ld(told),
    }
    newest = max((one.made for one in whole.dumps), default=updated)
    last = max(updated, newest) if updated is not None and newest is not None and counts is not None else None
    return Answer(write[form.name]().encode(), form.content_type, last, {"Vary": "Accept"})


def _whole(request: Request, counts: Counts | None, dumps: Dumps) -> Whole:
    state = request.app.state
    base = state.settings.base
    totals: Mapping[str, int] = state.log.counts()
    largest = sorted(totals, key=lambda slug: (-totals[slug], slug))[:_EXAMPLES]
    own = ((one.iri for one in state.log.recent(_EXAMPLES, slug) if one.iri == base + one.path) for slug in largest)
    examples = [found for iris in own if (found := next(iris, ""))]
    return Whole(sum(totals.values()), counts, state.log.last()[1], examples, dumps.offered())


def _counts(rows: Mapping[str, Sequence[Row]]) -> Counts | None:
    """The counts; None where one of the questions was not answered in time."""
    if not {_TOTALS, _CLASSES, _PROPERTIES} <= rows.keys() or not rows[_TOTALS]:
        return None
    (totals,) = rows[_TOTALS]
    return Counts(
        triples=int(text_of(totals["triples"])),
        subjects=int(text_of(totals["subjects"])),
        objects=int(text_of(totals["objects"])),
        classes={iri_text(row["class"]): int(text_of(row["entities"])) for row in rows[_CLASSES] if "class" in row},
        properties={
            iri_text(row["property"]): (int(text_of(row["triples"])), int(text_of(row["subjects"])))
            for row in rows[_PROPERTIES]
            if "property" in row
        },
    )


routes = (Route(PLACE, void, name="void"),)
