"""Every way out of a catalogue: a door takes a house and gives all that a visitor gets there, by address.

Each later issue adds its doors to DOORS (and, where visitors ask with words of their own, to QUESTIONS).
"""

from __future__ import annotations

import io
import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from urllib.parse import quote

import pyoxigraph as ox
import tantivy
from starlette.testclient import TestClient

from catalogue.projections.public_side import checkpoints
from catalogue.publication import PublicRecord
from tests.catalogue.making import BASE
from tests.leaks.planted import House

Answer = tuple[str, bytes]
LANGUAGES = ("en", "ar", "fa", "tr")
SUFFIXES = ("", ".json", ".ttl", ".nt")
ACCEPTS = ("text/html", "application/ld+json", "application/json", "text/turtle", "application/n-triples", "*/*")


@dataclass(frozen=True)
class Visit:
    """A house and somebody who visits it."""

    house: House
    client: TestClient
    heard: dict[str, list[Answer]] = field(default_factory=dict)

    def by(self, door: str) -> list[Answer]:
        """All that a door gives, asked once."""
        if door not in self.heard:
            self.heard[door] = list(DOORS[door](self))
        return self.heard[door]


Door = Callable[[Visit], Iterator[Answer]]


def _paths(visit: Visit) -> list[str]:
    with visit.house.catalogue.database.reading() as connection:
        return list(connection.exec_driver_sql("SELECT path FROM record ORDER BY path").scalars())


def _iris(visit: Visit) -> list[str]:
    with visit.house.catalogue.database.reading() as connection:
        return list(connection.exec_driver_sql("SELECT iri FROM record ORDER BY iri").scalars())


def _told(value: object) -> bytes:
    return repr(value).encode()


# The public log.


def log_by_path(visit: Visit) -> Iterator[Answer]:
    found = {path: visit.house.catalogue.public_log.by_path(path) for path in _paths(visit)}
    told = [(path if isinstance(one, PublicRecord) else "a path", _told(one)) for path, one in found.items()]
    for public, one in sorted(told):  # paths that are hashes of secrets stand anywhere in the order of the database
        yield f"by_path {public}", one


def log_summaries(visit: Visit) -> Iterator[Answer]:
    log = visit.house.catalogue.public_log
    found = {iri: asdict(summary) for iri, summary in log.summaries(_iris(visit)).items()}
    yield "summaries", _told(found)
    yield "recent", _told(log.recent(1_000))
    yield "counts", _told(log.counts())


def log_entries(visit: Visit) -> Iterator[Answer]:
    for entry in visit.house.catalogue.public_log.entries(0, 10_000):
        yield f"entry {entry.sequence}", _told(entry)


def log_current(visit: Visit) -> Iterator[Answer]:
    for record in visit.house.catalogue.public_log.current():
        yield f"current {record.path}", _told((record.iri, record.etag, sorted(record.triples)))


def export(visit: Visit) -> Iterator[Answer]:
    out = io.StringIO()
    visit.house.catalogue.export(out, public=True)
    yield "export", out.getvalue().encode()


# What lies on the disk for the public to ask.


def checkpoint(visit: Visit) -> Iterator[Answer]:
    for folder in checkpoints(visit.house.catalogue.settings.stores).iterdir():
        store = ox.Store.read_only(str(folder))
        yield "checkpoint", "\n".join(sorted(str(quad) for quad in store)).encode()
        yield "checkpoint's graphs", _told(list(store.named_graphs()))
        del store


def files_of_stores(visit: Visit) -> Iterator[Answer]:
    stores = visit.house.catalogue.settings.stores
    for folder in (checkpoints(stores), stores / "public-search", stores / "public"):
        for file in sorted(p for p in folder.rglob("*") if p.is_file()):
            yield f"{folder.name}/…{file.suffix}", file.read_bytes()


def search_documents(visit: Visit) -> Iterator[Answer]:
    """Every document of the search index as it is stored."""
    searcher = _searcher(visit)
    found = [searcher.doc(address).to_dict() for _, address in searcher.search(tantivy.Query.all_query(), 10_000).hits]
    yield "stored documents", _told(sorted(map(repr, found)))


def search_words(visit: Visit) -> Iterator[Answer]:
    """Every word that the search index knows."""
    searcher = _searcher(visit)
    for name, begin in itertools.product(("label", "text", "identifier"), "abcdefghijklmnopqrstuvwxyz0123456789"):
        yield f"words of {name} in {begin}", _told(sorted(searcher.terms_with_prefix(name, begin)))


def _searcher(visit: Visit) -> tantivy.Searcher:
    return tantivy.Index.open(str(visit.house.catalogue.settings.stores / "public-search")).searcher()


# Pages and documents.


def _get(visit: Visit, path: str, **headers: str) -> bytes:
    visit.client.cookies.clear()  # or the language of an earlier page would be that of this one
    response = visit.client.get(path, headers=headers, follow_redirects=False)
    kept = sorted((k, v) for k, v in response.headers.items() if k not in ("date", "server-timing"))
    return f"{response.status_code}\n{kept}\n".encode() + response.content


def pages(visit: Visit) -> Iterator[Answer]:
    slugs = list(visit.house.schema.by_slug)
    public = [r.path for r in visit.house.catalogue.public_log.current()]
    for path in ("/", *(f"/{slug}" for slug in slugs), *public, *visit.house.gone_paths, "/robots.txt", "/healthz"):
        for language in LANGUAGES:
            address = f"{path}?lang={language}"
            yield address, _get(visit, address, Accept="text/html")


_POINTING = (
    "object.material", "object.production.carried_out_by", "object.production.part.carried_out_by",
    "object.current_owner", "object.storage_location", "object.see_also",
    "loan.item.object", "loan.item.courier", "loan.lender",
)  # fmt: skip


def vocabularies(visit: Visit) -> Iterator[Answer]:
    """The list of schemes, and each scheme that anybody could name, in every form."""
    ends = [scheme.rpartition("/")[2] for scheme in (*visit.house.schemes, "https://nothing.example/nothing")]
    known = [visit.client.app.state.schemes.scheme(scheme).path for scheme in visit.house.schemes]  # type: ignore[attr-defined]
    for language in LANGUAGES:
        yield f"schemes in {language}", _get(visit, f"/vocabulary?lang={language}", Accept="text/html")
    for number, path in enumerate([*known, *(f"/vocabulary/{end}" for end in ends)]):
        for language in LANGUAGES:
            yield f"scheme {number} in {language}", _get(visit, f"{path}?lang={language}", Accept="text/html")
        for suffix in SUFFIXES:
            yield f"scheme {number}{suffix}", _get(visit, path + suffix, Accept="*/*")
        for accept in ACCEPTS:
            yield f"scheme {number} as {accept}", _get(visit, path, Accept=accept)


def lists_of_links(visit: Visit) -> Iterator[Answer]:
    """The lists of what points to a record, opened."""
    for path, address in itertools.product(("/person/p1", "/concept/oil", "/object/o1", "/group/g1"), _POINTING):
        yield f"{path}?links={address}", _get(visit, f"{path}?links={address}", Accept="text/html")


def documents(visit: Visit) -> Iterator[Answer]:
    paths = [r.path for r in visit.house.catalogue.public_log.current()] + visit.house.gone_paths
    for path, suffix in itertools.product(paths, SUFFIXES):
        yield path + suffix, _get(visit, path + suffix, Accept="*/*")
    for path, accept in itertools.product(paths, ACCEPTS):
        yield f"{path} as {accept}", _get(visit, path, Accept=accept)


def searches(visit: Visit) -> Iterator[Answer]:
    for words in ("", "openword", "plainword", "a", "*", "N1", "jug OR bowl", "zq"):
        for slug in ("", *visit.house.schema.by_slug):
            for more in ("", "&sort=label"):
                address = f"/search?q={quote(words)}&type={slug}{more}"
                yield address, _get(visit, address, Accept="text/html")


_QUERIES = (
    "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o",
    "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * FROM <urn:khizana:position> { ?s ?p ?o }",
    "SELECT * FROM NAMED <urn:khizana:position> { GRAPH ?g { ?s ?p ?o } }",
    "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }",
    f"DESCRIBE <{BASE}/object/o1>",
    "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY ?p",
)


def sparql(visit: Visit) -> Iterator[Answer]:
    forms = (
        "application/sparql-results+json",
        "text/csv",
        "text/tab-separated-values",
        "application/n-triples",
        "text/html",
    )
    for query, form in itertools.product(_QUERIES, forms):
        yield f"{query[:40]} as {form}", _get(visit, f"/sparql?query={quote(query)}", Accept=form)
    yield "/sparql", _get(visit, "/sparql", Accept="text/html")
    yield "description", _get(visit, "/sparql", Accept="text/turtle")


def errors(visit: Visit) -> Iterator[Answer]:
    for path, accept in itertools.product(
        ("/nothing", "/object/nothing", "/object/o1/x", "/object/o1.pdf", "/x/y/z"), ACCEPTS
    ):
        yield f"{path} as {accept}", _get(visit, path, Accept=accept)
    yield "a query that is none", _get(visit, "/sparql?query=SELECT")
    yield (
        "a query about elsewhere",
        _get(visit, f"/sparql?query={quote('SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }')}"),
    )


DOORS: dict[str, Door] = {
    door.__name__: door
    for door in (
        log_by_path, log_summaries, log_entries, log_current, export, checkpoint, files_of_stores, search_documents,
        search_words, pages, vocabularies, lists_of_links, documents, searches, sparql, errors,
    )
}  # fmt: skip

REMEMBERING = {
    "log_entries": "the log is history; whoever serves it leaves out what is gone",
    "search_words": "the words of a removed document stay in the index until its parts are merged; they find nothing",
    "files_of_stores": "what was public stays in old files until they are merged or erased",
}


# Questions that a visitor asks who has guessed a secret: the answer must be that to any other word.

Question = Callable[[Visit, str], Iterator[Answer]]


def ask_search(visit: Visit, word: str) -> Iterator[Answer]:
    for language in LANGUAGES:
        yield "search", _get(visit, f"/search?q={quote(word)}&lang={language}", Accept="text/html")
    yield "search within", _get(visit, f"/search?q=openword+{quote(word)}", Accept="text/html")
    index = visit.house.catalogue.public_search
    yield "total", _told(index.search(word).total)
    yield "begun", _told(index.search(word[:-1]).total)
    yield "facets", _told(index.facets(["slug"], word))


def ask_sparql(visit: Visit, word: str) -> Iterator[Answer]:
    json_ = "application/sparql-results+json"
    for query in (
        f'ASK {{ ?s ?p ?o FILTER(CONTAINS(CONCAT(STR(?s), STR(?p), STR(?o)), "{word}")) }}',
        f'SELECT (COUNT(*) AS ?n) {{ ?s ?p "{word}" }}',
    ):
        yield "ask", _get(visit, f"/sparql?query={quote(query)}", Accept=json_)


def ask_links(visit: Visit, word: str) -> Iterator[Answer]:
    """What points to an address that holds the word."""
    index = visit.house.catalogue.public_search
    for one in visit.house.schema.record_types:
        addresses = [a.text for a in visit.house.schema.addresses.values() if one.record_class in a.field.refers_to]
        yield "incoming", json.dumps(index.incoming(f"{BASE}/{one.slug}/{word}", addresses)).encode()


def ask_pages(visit: Visit, word: str) -> Iterator[Answer]:
    for slug, suffix in itertools.product(("person", "loan"), SUFFIXES):
        yield "page", _get(visit, f"/{slug}/{word}{suffix}", Accept="text/html")
    yield "conditional", _get(visit, f"/person/{word}", **{"If-None-Match": "*"})
    yield "opened", _get(visit, f"/object/o1?links={word}", Accept="text/html")


def ask_vocabularies(visit: Visit, word: str) -> Iterator[Answer]:
    """A scheme by a word, and one of the words's own address."""
    schemes = visit.client.app.state.schemes  # type: ignore[attr-defined]
    for path in (f"/vocabulary/{word}", schemes.scheme(f"https://terms.example/{word}").path):
        for suffix in SUFFIXES:
            yield "scheme", _get(visit, path + suffix, Accept="text/html")


QUESTIONS: dict[str, Question] = {
    q.__name__: q for q in (ask_search, ask_sparql, ask_links, ask_pages, ask_vocabularies)
}
