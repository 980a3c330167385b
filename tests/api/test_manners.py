"""How public documents are answered, whatever they are: CORS, HEAD, OPTIONS, validators, compression."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

import pytest
from starlette.datastructures import Headers
from starlette.testclient import TestClient

from api import answers
from api.app import create_app
from api.compression import LEAST, takes_gzip, worthwhile
from catalogue.publication import PublicRecord
from tests.api.collection import BASE, WITHDRAWN
from tests.api.staffing import signed_in
from tests.standing import filled

LAMP = "/object/lamp"
DOCUMENTS = (
    LAMP, f"{LAMP}.json", f"{LAMP}.ttl", f"{LAMP}.nt", f"{LAMP}?version=1", f"{LAMP}/versions", "/object",
    "/search?q=lamp", "/", "/sitemap.xml", "/sitemap/object/1.xml", "/.well-known/void", "/dumps/latest.nq.gz",
)  # fmt: skip
TIMED = tuple(one for one in DOCUMENTS if one != "/" and "void" not in one)
OTHERS = ("/robots.txt", "/vocabulary", "/sparql", "/activity", "/openapi.json", "/healthz", "/static/css/page.css",
          f"{LAMP}/report")  # fmt: skip
FAULTS = {"/nothing": 404, "/object/nothing.json": 404, WITHDRAWN: 410, f"{WITHDRAWN}.ttl": 410,
          "/dumps/none.nq.gz": 404, "/x/y/z/w": 404}  # fmt: skip


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A catalogue of its own with a dump, in which something was published some time ago."""
    with filled(tmp_path_factory.mktemp("manners") / "c").closing() as made:
        made.dump()
        yield made


@pytest.fixture(scope="module")
def visitor(house):
    with TestClient(create_app(house.settings, house), follow_redirects=False) as client:
        client.headers["accept-encoding"] = "identity"
        yield client


@pytest.fixture(autouse=True)
def later(monkeypatch):
    """A few seconds have passed since all that was published."""

    class Later(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + timedelta(seconds=5)

    monkeypatch.setattr(answers, "datetime", Later)


def http(time: datetime) -> str:
    return format_datetime(time.astimezone(UTC), usegmt=True)


def changed_at(house) -> datetime:
    found = house.public_log.by_path(LAMP)
    assert isinstance(found, PublicRecord)
    return found.updated


@pytest.mark.parametrize("path", [*DOCUMENTS, *OTHERS])
def test_any_page_may_read_it_ask_for_its_head_and_ask_what_it_may_do(visitor, path):
    said = visitor.get(path)
    assert (said.status_code, said.headers["access-control-allow-origin"]) == (200, "*")
    head = visitor.head(path)
    assert (head.status_code, head.content) == (200, b"")
    differing = {"date", "server-timing", "khizana-generation", "transfer-encoding"}
    assert dict(head.headers.items() - said.headers.items()).keys() <= differing
    asked = visitor.options(path, headers={"Origin": BASE, "Access-Control-Request-Method": "GET"})
    assert (asked.status_code, asked.content) == (204, b"")
    assert {"GET", "HEAD", "OPTIONS"} <= set(asked.headers["allow"].split(", "))
    assert asked.headers["access-control-allow-origin"] == "*"
    assert "GET" in asked.headers["access-control-allow-methods"]
    assert {"accept", "content-type"} <= set(asked.headers["access-control-allow-headers"].lower().split(", "))


@pytest.mark.parametrize("path", [*DOCUMENTS, f"{LAMP}/report"])
def test_other_sites_may_read_and_nothing_else(visitor, path):
    asked = visitor.options(path, headers={"Origin": BASE, "Access-Control-Request-Method": "POST"})
    assert asked.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(("path", "status"), FAULTS.items())
def test_what_is_not_there_is_said_to_any_page_too(visitor, path, status):
    for accept in ("text/html", "application/json", "text/turtle"):
        answer = visitor.get(path, headers={"Accept": accept})
        assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (status, "*")
        assert "etag" not in answer.headers
        assert "last-modified" not in answer.headers


def test_a_form_that_there_is_not_and_a_method_that_may_not_be_are_said_to_any_page_too(visitor):
    refused = visitor.get(LAMP, headers={"Accept": "image/png"})
    assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (406, "*")
    for method, path in (("POST", "/sitemap.xml"), ("DELETE", "/dumps/latest.nq.gz"), ("PUT", "/.well-known/void")):
        refused = visitor.request(method, path)
        assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (405, "*")
        assert "GET" in refused.headers["allow"]


@pytest.mark.parametrize("path", DOCUMENTS)
def test_who_has_it_already_is_told_so_by_its_etag(visitor, path):
    first = visitor.get(path)
    for tag in (first.headers["etag"], f"W/{first.headers['etag']}", f'"other", {first.headers["etag"]}', "*"):
        again = visitor.get(path, headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["access-control-allow-origin"] == "*"
        varies = [set(one.headers["vary"].split(", ")) - {"Accept-Encoding"} for one in (again, first)]
        assert varies[0] == varies[1]
        assert len(again.headers["vary"].split(", ")) == len(set(again.headers["vary"].split(", ")))
        assert again.headers.get("last-modified") == first.headers.get("last-modified")
    assert visitor.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("path", TIMED)
def test_who_has_it_already_is_told_so_by_the_time(visitor, path):
    time = visitor.get(path).headers["last-modified"]
    before = http(parsedate_to_datetime(time) - timedelta(seconds=1))
    for method in ("GET", "HEAD"):
        assert visitor.request(method, path, headers={"If-Modified-Since": time}).status_code == 304
        assert visitor.request(method, path, headers={"If-Modified-Since": before}).status_code == 200
        for nonsense in ("yesterday", "", "Mon, 99 Foo 2026"):
            assert visitor.request(method, path, headers={"If-Modified-Since": nonsense}).status_code == 200


@pytest.mark.parametrize("path", TIMED)
def test_the_etag_is_asked_first(visitor, path):
    headers = {"If-None-Match": '"other"', "If-Modified-Since": visitor.get(path).headers["last-modified"]}
    assert visitor.get(path, headers=headers).status_code == 200


def test_a_second_that_is_not_over_is_no_time_to_rely_on(visitor, house, monkeypatch):
    """What changes twice within it must not look unchanged."""
    changed = changed_at(house)
    monkeypatch.setattr(answers, "datetime", _at(changed))
    said = visitor.get(f"{LAMP}.ttl").headers["last-modified"]
    assert parsedate_to_datetime(said) < changed.replace(microsecond=0)
    for since in (said, http(changed)):
        assert visitor.get(f"{LAMP}.ttl", headers={"If-Modified-Since": since}).status_code == 200


def _at(moment: datetime) -> type[datetime]:
    class Then(datetime):
        @classmethod
        def now(cls, tz=None):
            return moment

    return Then


def test_what_names_others_is_as_new_as_the_last_change_of_anything(visitor, house, monkeypatch):
    """A record names others, whose names may change without it; its triples do not."""
    changed, position = changed_at(house), house.public_log.position()
    renamed = changed + timedelta(seconds=10)
    monkeypatch.setattr(house.public_log, "last", lambda: (position, renamed))
    monkeypatch.setattr(answers, "datetime", _at(changed + timedelta(minutes=1)))
    since = {"If-Modified-Since": http(changed + timedelta(seconds=1)), "Accept": "text/html"}
    assert visitor.get(f"{LAMP}.ttl", headers=since).status_code == 304
    for path in (f"{LAMP}?lang=tr", f"{LAMP}.json?lang=tr", "/object?lang=tr"):
        answer = visitor.get(path, headers=since)
        assert (answer.status_code, answer.headers["last-modified"]) == (200, http(renamed))


def test_while_the_search_index_is_behind_no_time_is_told(visitor, house, monkeypatch):
    last = house.public_log.last()
    monkeypatch.setattr(house.public_log, "last", lambda: (last[0] + 1, last[1]))
    assert "last-modified" not in visitor.get(f"{LAMP}?lang=fa", headers={"Accept": "text/html"}).headers


# Compression.


@pytest.mark.parametrize("path", [*DOCUMENTS, *OTHERS])
def test_it_comes_smaller_to_whoever_takes_that_and_is_the_same(visitor, path):
    plain = visitor.get(path)
    with visitor.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as answer:
        raw = b"".join(answer.iter_raw())
    small = len(plain.content) < LEAST or plain.headers["content-type"] == "application/gzip"
    assert ("content-encoding" in answer.headers) is not small
    assert answer.headers.get("content-length", str(len(raw))) == str(len(raw))
    if small:
        assert raw == plain.content
        return
    assert gzip.decompress(raw) == plain.content
    assert len(raw) < len(plain.content)
    for one in (answer, plain):
        assert "Accept-Encoding" in one.headers["vary"]
    if "etag" in plain.headers:
        assert answer.headers["etag"] == f"W/{plain.headers['etag']}"
        again = visitor.get(path, headers={"Accept-Encoding": "gzip", "If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.headers["etag"]) == (304, answer.headers["etag"])


def test_a_part_is_a_part_of_the_file_as_it_is(visitor):
    whole = visitor.get("/dumps/latest.nq.gz")
    for encoding in ("gzip", "identity"):
        headers = {"Range": "bytes=10-19", "Accept-Encoding": encoding, "If-Range": whole.headers["etag"]}
        part = visitor.get("/dumps/latest.nq.gz", headers=headers)
        assert (part.status_code, part.content) == (206, whole.content[10:20])
    style = visitor.get("/static/css/page.css", headers={"Range": "bytes=0-2999", "Accept-Encoding": "gzip"})
    assert (style.status_code, len(style.content)) == (206, 3000)
    assert "content-encoding" not in style.headers


def test_nothing_with_a_secret_in_it_is_compressed(house):
    """Or its length would tell the secret to whoever can make it repeat their guesses."""
    app = create_app(house.settings, house)
    chief = signed_in(app, "administrator")
    pages = [(chief, path) for path in ("/edit", f"/edit{LAMP}", "/account", "/edit/search?q=lamp")]
    for client, path in (*pages, (TestClient(app), "/account/sign-in")):
        answer = client.get(path, headers={"Accept-Encoding": "gzip", "Accept": "text/html"})
        assert len(answer.content) > LEAST
        assert "content-encoding" not in answer.headers


@pytest.mark.parametrize(
    ("said", "takes"),
    [
        ("gzip", True), ("GZIP", True), ("deflate, gzip;q=1.0, *;q=0.5", True), ("br, gzip", True), ("*", True),
        ("gzip;q=0.001", True), ("gzip;q=0", False), ("gzip;q=0.000", False), ("", False), ("identity", False),
        ("br", False), ("x-gzipped", False), ("gzip;q=0, br", False),
    ],
)  # fmt: skip
def test_who_takes_gzip(said, takes):
    assert takes_gzip(Headers({"accept-encoding": said})) is takes


@pytest.mark.parametrize(
    ("content_type", "becomes_smaller"),
    [
        ("text/html; charset=utf-8", True), ("application/json", True), ('application/ld+json;profile="x"', True),
        ("text/turtle; charset=utf-8", True), ("application/n-triples", True), ("application/xml", True),
        ("application/sparql-results+json", True), ("application/problem+json", True), ("image/svg+xml", True),
        ("application/link-format", True), ("image/png", False), ("application/gzip", False), ("font/woff2", False),
        ("application/pdf", False), ("video/mp4", False), ("", False),
    ],
)  # fmt: skip
def test_what_becomes_smaller(content_type, becomes_smaller):
    assert worthwhile(content_type, LEAST) is becomes_smaller
    assert not worthwhile(content_type, LEAST - 1)
