"""The page of the SPARQL endpoint: a plain form, examples, and results as a table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import Response

from api.labels import Label, best
from api.messages import Gettext
from api.pages import Tongue
from api.sparql_question import Question
from catalogue.queries.questions import questions
from catalogue.sparql import formats
from catalogue.sparql.answer import Answer
from catalogue.sparql.examples import example
from catalogue.sparql.guard import Form
from catalogue.sparql.limits import Limits

ROWS = 500
TABLE = formats.TABLE.media_type
_LINKED = ("http", "https", "mailto")
_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


@dataclass(frozen=True)
class Cell:
    """A term in a table: its text, where it leads if anywhere, its language, and its datatype if not plain text."""

    text: str
    href: str = ""
    language: str = ""
    datatype: str = ""


@dataclass(frozen=True)
class Results:
    """What a query found, as far as a page shows it; `more` if there is more than that.

    `downloads` are name and address of each form in which a program gets the same answer.
    """

    downloads: Sequence[tuple[str, str]]
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[Cell | None]] = ()
    more: bool = False
    truth: bool | None = None


@dataclass(frozen=True)
class Example:
    """A query to begin with."""

    title: Label
    query: str
    href: str


@dataclass(frozen=True)
class Examples:
    """Queries to begin with, of one kind; the first have no heading."""

    heading: str
    queries: Sequence[Example]


def respond(request: Request, question: Question, answer: Answer | None, limits: Limits) -> Response:
    """The page, with what was found or why nothing was."""
    state = request.app.state
    status = 200 if answer is None else answer.status
    response: Response = state.pages.respond(
        request,
        "sparql.html",
        status,
        query=question.query or "",
        examples=_examples(state.pages.tongue(request)),
        formats=[(one.name, one.media_type) for one in (*formats.BINDINGS, *formats.GRAPHS)],
        results=_results(answer, question, state.settings.base) if answer and answer.ok else None,
        error=answer.error if answer else "",
        limits=limits,
        shown=ROWS,
        endpoint=str(request.url.replace(query="")),
    )
    if answer is not None and answer.retry_after:
        response.headers["Retry-After"] = str(answer.retry_after)
    return response


def _results(answer: Answer, question: Question, base: str) -> Results:
    told = json.loads(answer.body)
    downloads = _downloads(question, Form(told["form"]))
    if "boolean" in told:
        return Results(downloads, truth=told["boolean"])
    rows = [[None if cell is None else _cell(base, *cell) for cell in row] for row in told["rows"]]
    return Results(downloads, told["columns"], rows, told["more"])


def _cell(base: str, kind: str, text: str, more: str) -> Cell:
    if kind == "iri":
        return Cell(text, _href(text, base))
    if kind == "literal":
        if more.startswith("@"):
            return Cell(text, language=more[1:])
        return Cell(text, datatype="" if more == _XSD_STRING else more.rpartition("#")[2] or more)
    return Cell(text)


def _href(iri: str, base: str) -> str:
    """Where an IRI leads: our own by path, whatever the host; outside ones only where a link is harmless."""
    if iri.startswith(base + "/"):
        return iri[len(base) :]
    try:
        return iri if urlsplit(iri).scheme in _LINKED else ""
    except ValueError:
        return ""


def _downloads(question: Question, form: Form) -> Sequence[tuple[str, str]]:
    query = question.query or ""
    graphs = [("default-graph-uri", one) for one in question.default_graphs]
    graphs += [("named-graph-uri", one) for one in question.named_graphs]
    return [
        (one.name, "?" + urlencode([("query", query), *graphs, ("format", one.name)])) for one in formats.offered(form)
    ]


@lru_cache(maxsize=16)
def _examples(tongue: Tongue) -> Sequence[Examples]:
    gettext: Gettext = tongue.messages.gettext
    titles = (
        ("objects-and-names", gettext("Objects and their names")),
        ("makers", gettext("Makers with the most objects")),
        ("materials", gettext("Materials, by number of objects")),
        ("made-between", gettext("Objects made in the 16th century")),
        ("believed-in-1985", gettext("Who was believed in 1985 to have made what")),
        ("one-record", gettext("Everything said of one record, as a graph")),
    )
    first = [_example(Label(title, tongue.language.code), example(name)) for name, title in titles]
    groups = (
        ("curator", gettext("Questions of curators")),
        ("conservator", gettext("Questions of conservators")),
        ("provenance", gettext("Questions of provenance research")),
        ("partner", gettext("Questions of partner museums")),
        ("ministry", gettext("Questions of ministries")),
    )
    asked = [one for one in questions() if one.public]
    further = [(heading, [one for one in asked if one.group == group]) for group, heading in groups]
    language = tongue.language.code
    return [
        Examples("", first),
        *(
            Examples(heading, [_example(best(one.titles, language) or Label(""), one.text) for one in of])
            for heading, of in further
        ),
    ]


def _example(title: Label, query: str) -> Example:
    return Example(title, query, "?" + urlencode({"query": query}))
