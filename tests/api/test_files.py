"""Files at the door: only what a published record shows, as what it is, and harmless in a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from catalogue.rdf import iri
from tests.catalogue.files.samples import PNG, SAMPLES
from tests.catalogue.making import BASE, make, text
from tests.standing import bare


def keep(catalogue, content, name):
    with catalogue.files.store.incoming(1 << 20) as incoming:
        incoming.write(content)
        return catalogue.files.add(incoming, name, "Nadia")


def show(catalogue, number, *addresses):
    images = [{"file": [{"access_point": [iri(one)]}]} for one in addresses]
    record = make(catalogue.schema, "object", number, {"title": [text("Lamp")], "image": images})
    catalogue.save(record, "object", who="Nadia")


@pytest.fixture(scope="module")
def gallery(tmp_path_factory):
    """A catalogue with a public picture, a public document, a draft's picture, and one that was withdrawn."""
    made = bare(tmp_path_factory.mktemp("gallery") / "c", BASE)
    with made.closing():
        public = [keep(made, SAMPLES[f"a.{end}"], f"مصباح.{end}") for end in ("png", "pdf", "csv", "tif")]
        show(made, "o1", *(made.files.address(one) for one in public))
        hidden = keep(made, PNG + b"hidden", "hidden.png")
        show(made, "o2", made.files.address(hidden))
        gone = keep(made, PNG + b"gone", "gone.png")
        show(made, "o3", made.files.address(gone))
        made.publish([f"{BASE}/object/o1", f"{BASE}/object/o3"])
        made.withdraw([f"{BASE}/object/o3"])
        made.held = {"png": public[0], "pdf": public[1], "csv": public[2], "tif": public[3],  # type: ignore[attr-defined]
                     "hidden": hidden, "gone": gone}  # fmt: skip
        yield made


@pytest.fixture(scope="module")
def visitor(gallery):
    return TestClient(create_app(gallery.settings, gallery))


def path(gallery, key):
    return gallery.files.address(gallery.held[key]).removeprefix(BASE)


@pytest.mark.parametrize(
    ("key", "media_type", "disposition"),
    [
        ("png", "image/png", "inline"),
        ("pdf", "application/pdf", "attachment"),
        ("csv", "text/csv; charset=utf-8", "attachment"),
        ("tif", "image/tiff", "attachment"),
    ],
)
def test_a_public_file_comes_as_what_it_is(gallery, visitor, key, media_type, disposition):
    answer = visitor.get(path(gallery, key))
    assert answer.status_code == 200
    assert answer.content == SAMPLES[f"a.{key}"]
    assert answer.headers["content-type"] == media_type
    assert answer.headers["content-disposition"].startswith(disposition + "; filename*=utf-8''%D9")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["etag"] == f'"{gallery.held[key].digest}"'
    assert "last-modified" not in answer.headers


def test_head_tells_the_same_without_the_content(gallery, visitor):
    asked, told = visitor.get(path(gallery, "png")), visitor.head(path(gallery, "png"))
    assert told.status_code == 200
    assert told.content == b""
    assert {k: v for k, v in told.headers.items() if k != "date"} == {
        k: v for k, v in asked.headers.items() if k != "date"
    }


def test_who_has_it_already_is_told_so(gallery, visitor):
    etag = visitor.get(path(gallery, "png")).headers["etag"]
    answer = visitor.get(path(gallery, "png"), headers={"If-None-Match": etag})
    assert (answer.status_code, answer.content) == (304, b"")
    assert visitor.get(path(gallery, "png"), headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize(
    ("asked", "status", "content", "range_"),
    [
        ("bytes=1-3", 206, b"PNG", "bytes 1-3/28"),
        ("bytes=24-", 206, b"\0\0\0\0", "bytes 24-27/28"),
        ("bytes=-2", 206, b"\0\0", "bytes 26-27/28"),
        ("bytes=28-", 416, None, "bytes */28"),
        ("lines=1-2", 400, None, None),
    ],
)
def test_a_part_can_be_asked_for(gallery, visitor, asked, status, content, range_):
    answer = visitor.get(path(gallery, "png"), headers={"Range": asked})
    assert answer.status_code == status
    assert answer.headers.get("content-range") == range_
    if content is not None:
        assert answer.content == content


def test_a_part_is_given_only_of_the_same_file(gallery, visitor):
    parts = {"Range": "bytes=1-3"}
    etag = f'"{gallery.held["png"].digest}"'
    assert visitor.get(path(gallery, "png"), headers={**parts, "If-Range": etag}).status_code == 206
    assert visitor.get(path(gallery, "png"), headers={**parts, "If-Range": '"other"'}).status_code == 200


@pytest.mark.parametrize("key", ["hidden", "gone"])
@pytest.mark.parametrize("accept", ["*/*", "text/html", "image/png", "application/json"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE"])
def test_what_is_not_public_is_like_nothing(gallery, visitor, key, accept, method):
    nothing = f"/file/{'0' * 64}/hidden.png"
    headers = {"Accept": accept, "Range": "bytes=0-1", "If-None-Match": f'"{gallery.held[key].digest}"'}
    told, expected = (visitor.request(method, one, headers=headers) for one in (path(gallery, key), nothing))
    assert told.status_code == expected.status_code
    assert told.status_code in (404, 405)
    assert told.content == expected.content
    assert told.headers.items() == expected.headers.items()


def test_a_public_file_by_another_name_is_nothing(gallery, visitor):
    assert visitor.get(path(gallery, "png").rpartition("/")[0] + "/other.png").status_code == 404


def test_a_file_that_is_lost_is_not_found(gallery, visitor, monkeypatch):
    monkeypatch.setattr(type(gallery.files), "path", lambda *_: Path("/nowhere"))
    assert visitor.get(path(gallery, "png")).status_code == 404


def test_the_page_shows_its_own_pictures_and_links_its_other_files(gallery, visitor):
    page = visitor.get("/object/o1", headers={"Accept": "text/html"}).text
    assert f'<img src="{path(gallery, "png")}"' in page
    assert f'<a href="{path(gallery, "tif")}">' in page
    assert f'<img src="{path(gallery, "tif")}"' not in page
