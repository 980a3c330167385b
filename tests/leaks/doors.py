"""Every way out of a catalogue: a door takes a house and gives all that a visitor gets there, by address.

Each new way out is added to DOORS; where visitors ask with words of their own, to QUESTIONS (`questions.py`) too.
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator
from dataclasses import asdict
from urllib.parse import quote

import pyoxigraph as ox
import tantivy

from catalogue.interchange.endpoints import also_under
from catalogue.projections.public_side import checkpoints
from catalogue.publication import PublicRecord
from catalogue.relations.table import relations
from tests.catalogue.making import BASE
from tests.leaks.closed import assets, closed, endings, ways
from tests.leaks.visiting import ACCEPTS, LANGUAGES, SUFFIXES, Answer, Door, Heard, Visit, ask
from tests.leaks.visiting import get as _get
from tests.leaks.visiting import told as _told
from tests.leaks.whole import whole


def _paths(visit: Visit) -> list[str]:
    with visit.house.catalogue.database.reading() as connection:
        return list(connection.exec_driver_sql("SELECT path FROM record ORDER BY path").scalars())


def _iris(visit: Visit) -> list[str]:
    with visit.house.catalogue.database.reading() as connection:
        return list(connection.exec_driver_sql("SELECT iri FROM record ORDER BY iri").scalars())


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
    for folder in sorted(checkpoints(visit.house.catalogue.settings.stores).iterdir()):
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
    fields = ("label", "text", "identifier", "name", "alike", "origin")
    for name, begin in itertools.product(fields, "abcdefghijklmnopqrstuvwxyz0123456789"):
        yield f"words of {name} in {begin}", _told(sorted(searcher.terms_with_prefix(name, begin)))


def _searcher(visit: Visit) -> tantivy.Searcher:
    return tantivy.Index.open(str(visit.house.catalogue.settings.stores / "public-search")).searcher()


# Pages and documents.


def pages(visit: Visit) -> Iterator[Answer]:
    slugs = list(visit.house.schema.by_slug)
    public = [r.path for r in visit.house.catalogue.public_log.current()]
    gone = [*visit.house.gone_paths, *visit.house.shown_paths]
    for path in ("/", *(f"/{slug}" for slug in slugs), *public, *gone, "/robots.txt", "/healthz"):
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


def related(visit: Visit) -> Iterator[Answer]:
    """Every named relation of what much points to; some of everything that is, was, or never was public."""
    for path, name in itertools.product(("/person/p1", "/concept/oil", "/object/o1", "/group/g1"), relations()):
        yield f"{name} of {path}", _get(visit, f"/relation/{name}?id={BASE}{path}")
    some = ("entityMemberOfSet", "objectProducedByAgent", "objectPartOfObject", "personActiveAtPlace")
    public = [r.path for r in visit.house.catalogue.public_log.current()]
    for path, name in itertools.product((*public, *visit.house.gone_paths, *visit.house.shown_paths), some):
        yield f"{name} of {path}", _get(visit, f"/relation/{name}?id={BASE}{path}")
    hidden = (*visit.house.hidden_paths, "/object/nothing")
    for name in some:
        told = {_unnamed(visit.hear("GET", f"/relation/{name}?id={BASE}{path}", {}), path) for path in hidden}
        yield f"{name} of whatever is hidden", b"the same" if len(told) == 1 else _told(sorted(told))
    for end in ("", "?page=1", f"?id={BASE}/object/o1&page=2", f"?id={BASE}/object/o1&page=x"):
        yield f"objectPartOfObject{end}", _get(visit, f"/relation/objectPartOfObject{end}")
    yield "a relation that is none", _get(visit, f"/relation/nothing?id={BASE}/object/o1")


def _unnamed(heard: Heard, path: str) -> bytes:
    """An answer without the address that was asked about, and what is made of that."""
    kept = [one for one in heard.kept if one[0] not in ("etag", "content-length")]
    return _told((heard.status, kept)) + heard.content.replace(quote(BASE + path, safe="").encode(), b"")


def documents(visit: Visit) -> Iterator[Answer]:
    paths = [r.path for r in visit.house.catalogue.public_log.current()]
    paths += visit.house.gone_paths + visit.house.shown_paths
    for path, suffix in itertools.product(paths, SUFFIXES):
        yield path + suffix, _get(visit, path + suffix, Accept="*/*")
    for path, accept in itertools.product(paths, ACCEPTS):
        yield f"{path} as {accept}", _get(visit, path, Accept=accept)
    ids = [(path, path) for path in paths] + [(f"hidden {n}", path) for n, path in enumerate(visit.house.hidden_paths)]
    for endpoint, (name, path) in itertools.product(also_under(visit.house.schema), ids):
        if not path.startswith(f"/{endpoint}/"):
            yield f"{name} under {endpoint}", _get(visit, f"/{endpoint}/{path.rpartition('/')[2]}", Accept="*/*")


def versions(visit: Visit) -> Iterator[Answer]:
    """Every public version by its number and by time, the lists of them, and those of what was never public."""
    house = visit.house
    paths = [r.path for r in house.catalogue.public_log.current()]
    for path in (*paths, *house.gone_paths, *house.shown_paths):
        for number, suffix in itertools.product(range(1, 7), SUFFIXES):
            address = f"{path}{suffix}?version={number}"
            yield address, _get(visit, address, Accept="text/html")
        for time in ("Mon, 01 Jan 2001 00:00:00 GMT", "Thu, 01 Jan 2026 00:05:00 GMT"):
            yield f"{path} in {time}", _get(visit, path, **{"Accept-Datetime": time})
        for accept in ("text/html", "application/link-format", "*/*"):
            yield f"{path}/versions as {accept}", _get(visit, f"{path}/versions", Accept=accept)
    for number, path in enumerate(house.hidden_paths):
        for end in ("?version=1", "/versions"):
            yield f"hidden {number}{end}", _get(visit, path + end, Accept="text/html")
    for sequence in range(1, 60):
        found = house.catalogue.public_log.at(sequence)
        if found is not None and found.path in paths:
            kept = [v for v in house.catalogue.public_history.versions(found.path) if v.sequence == sequence]
            yield f"entry {sequence}", _told([house.catalogue.public_history.version(v) for v in kept])


def searches(visit: Visit) -> Iterator[Answer]:
    for words in ("", "openword", "plainword", "a", "*", "N1", "jug OR bowl", "zq"):
        for slug in ("", *visit.house.schema.by_slug):
            for more in ("", "&sort=label"):
                address = f"/search?q={quote(words)}&type={slug}{more}"
                yield address, _get(visit, address, Accept="text/html")


def activity(visit: Visit) -> Iterator[Answer]:
    """The feed, whole and by type, in pages and for people."""
    for slug in ("", *(f"/{one}" for one in visit.house.schema.by_slug), "/nothing"):
        for accept in ("application/ld+json", "text/html"):
            yield f"/activity{slug} as {accept}", _get(visit, f"/activity{slug}", Accept=accept)
        for number in (1, 2, 9):
            address = f"/activity{slug}/page/{number}"
            yield address, _get(visit, address, Accept="application/json")
    for number, language in itertools.product((1, 2, 3), LANGUAGES):
        address = f"/activity?page={number}&lang={language}"
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


def files(visit: Visit) -> Iterator[Answer]:
    """Every file by its address, and by the name under which the public knows another."""
    for number, address in enumerate(visit.house.files):
        path = address.removeprefix(BASE)
        for accept in ("*/*", "text/html", "image/png"):
            yield f"file {number} as {accept}", _get(visit, path, Accept=accept)
        yield f"a part of file {number}", _get(visit, path, Range="bytes=20-60")
        yield f"file {number} that is known", _get(visit, path, **{"If-None-Match": f'"{path.split("/")[2]}"'})
        if number:
            yield f"file {number} by another name", _get(visit, f"{path.rpartition('/')[0]}/openword.png")


def reports(visit: Visit) -> Iterator[Answer]:
    """The form for a report about everything that is, was, or never was public."""
    public = [r.path for r in visit.house.catalogue.public_log.current()]
    hidden = enumerate(visit.house.hidden_paths)
    told = [(path, path) for path in (*public, *visit.house.gone_paths)] + [(f"hidden {n}", path) for n, path in hidden]
    for name, path in told:
        for language in LANGUAGES:
            yield f"{name}/report in {language}", _get(visit, f"{path}/report?lang={language}", Accept="text/html")
        yield f"{name}/report, sent", _get(visit, f"{path}/report?sent=1", Accept="text/html")


def entrances(visit: Visit) -> Iterator[Answer]:
    """What those who work here see before they are known."""
    for path, language in itertools.product(("/account/sign-in", "/account/code", "/account/identity"), LANGUAGES):
        yield f"{path} in {language}", _get(visit, f"{path}?lang={language}", Accept="text/html")
    public = [r.path for r in visit.house.catalogue.public_log.current()]
    for path, accept in itertools.product(
        ("/edit", "/edit/search?q=a", "/account", "/account/people", *(f"/edit{one}" for one in public[:5])), ACCEPTS
    ):
        yield f"{path} as {accept}", _get(visit, path, Accept=accept, Authorization="Bearer khz_forged")
        yield f"{path} as {accept}, by nobody", _get(visit, path, Accept=accept)


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


_WRITING = (
    ("PUT", "application/ld+json"), ("PATCH", "application/json-patch+json"), ("DELETE", ""), ("OPTIONS", ""),
    ("POST", ""),
)  # fmt: skip


def writing(visit: Visit) -> Iterator[Answer]:
    """What nobody in particular hears who tries to write: the same of what is public, hidden and not there."""
    yield "openapi", _get(visit, "/openapi.json")
    for path in (*(r.path for r in visit.house.catalogue.public_log.current()), *visit.house.gone_paths):
        yield from _tried(visit, path, path)
    told = {path: list(_tried(visit, path, "")) for path in (*visit.house.hidden_paths, "/object/nothing")}
    yield "whatever is hidden", b"the same" if len({_told(one) for one in told.values()}) == 1 else _told(told)


def _tried(visit: Visit, path: str, named: str) -> Iterator[Answer]:
    for (method, kind), accept in itertools.product(_WRITING, ACCEPTS):
        headers = {"Accept": accept, "Content-Type": kind, "If-Match": '"0"'}
        yield f"{method} {named} as {accept}", ask(visit, method, path, headers, content="{}")


DOORS: dict[str, Door] = {
    door.__name__: door
    for door in (
        log_by_path, log_summaries, log_entries, log_current, export, checkpoint, files_of_stores, search_documents,
        search_words, pages, vocabularies, lists_of_links, documents, versions, files, reports, searches, activity,
        related, sparql, entrances, errors, writing, closed, endings, assets, ways, whole,
    )
}  # fmt: skip

KEPT = {("versions", "the title of what was renamed since"): "a version is what was public then, until withdrawn"}
REMEMBERING = {
    "log_entries": "the log is history; whoever serves it leaves out what is gone",
    "search_words": "the words of a removed document stay in the index until its parts are merged; they find nothing",
    "files_of_stores": "what was public stays in old files until they are merged or erased",
}
