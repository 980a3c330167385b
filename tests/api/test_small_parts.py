"""The small parts of the doors: bounded stores, paging, negotiation, tiles, citations, assets."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from hashlib import sha384

import pytest
from starlette.exceptions import HTTPException

from api.assets import STATIC, Assets
from api.cite import as_bibtex
from api.labels import Label, best
from api.negotiation import RECORD_FORMS, by_suffix, wanted
from api.paging import paging
from api.shown import Names, RecordPage
from api.star import tile
from catalogue.bounded import Bounded


def test_a_bounded_store_lets_the_least_used_go():
    held: Bounded[str, str] = Bounded(2)
    held.put("a", "1")
    held.put("b", "2")
    held.get("a")
    held.put("c", "3")
    assert [held.get(key) for key in "abc"] == ["1", None, "3"]


def test_a_bounded_store_weighs_what_it_holds_and_refuses_what_would_fill_it():
    held: Bounded[str, str] = Bounded(20, len)
    for key in "abcdef":
        held.put(key, key * 5)
    held.put("a", "x" * 6)
    assert [held.get(key) for key in "abcdef"] == [None, None, "ccccc", "ddddd", "eeeee", "fffff"]


def test_a_long_list_shows_its_ends_and_what_is_near():
    found = paging(50, 10, 1000, "/object", {"q": "x"})
    assert [number for number, _ in found.links] == [1, 0, 48, 49, 50, 51, 52, 0, 100]
    assert found.links[0][1] == "/object?q=x"
    assert (found.first, found.last) == (491, 500)


def test_an_empty_list_has_one_page_and_no_second():
    assert paging(1, 10, 0, "/object", {}).pages == 1
    with pytest.raises(HTTPException):
        paging(2, 10, 0, "/object", {})


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        (None, "html"),
        ("", "html"),
        ("text/turtle;q=0.9, application/n-triples;q=0.8", "turtle"),
        ("text/html;q=0.1, application/n-triples", "ntriples"),
        ("application/*", "json"),
        ("text/turtle;q=0", None),
        ("image/*", None),
        ("nonsense;;q=;,", None),
    ],
)
def test_negotiation_takes_the_form_that_is_wanted_most(accept, name):
    found = wanted(accept, RECORD_FORMS)
    assert (found.name if found else None) == name


def test_a_suffix_is_not_part_of_the_id():
    name, form = by_suffix("k3m9.ttl")
    assert (name, form.name if form else "") == ("k3m9", "turtle")
    assert by_suffix("k3m9.pdf") == ("k3m9.pdf", None)


@pytest.mark.parametrize(
    ("labels", "language", "found"),
    [
        ({"en": "a", "ar": "b"}, "ar", ("b", "ar")),
        ({"en": "a", "ar-latn": "b"}, "ar", ("b", "ar-latn")),
        ({"en-gb": "a", "fa": "b"}, "tr", ("a", "en-gb")),
        ({"": "a", "fa": "b"}, "tr", ("a", "")),
        ({"fa": "b"}, "tr", ("b", "fa")),
    ],
)
def test_a_reader_gets_the_nearest_label(labels, language, found):
    assert best(labels, language) == Label(*found)


def test_a_tile_is_drawn_from_the_id_alone():
    one = "https://a.example/object/1"
    assert tile(one) == tile(one)
    assert len({tile(f"https://a.example/object/{n}").pieces for n in range(50)}) > 40


def test_a_tile_has_every_form_it_uses_and_stays_inside_its_square():
    drawn = tile("https://a.example/object/1")
    for piece in drawn.pieces:
        numbers = [float(one) for one in re.findall(r"-?\d+\.\d", drawn.forms[piece.form])]
        assert min(piece.x, piece.y) + min(numbers) >= -8
        assert max(piece.x, piece.y) + max(numbers) <= 248


def test_bibtex_means_what_the_title_means():
    names = Names(Label("Gold & {silver} 100% \\ #1"), ())
    page = RecordPage(
        "https://a.example/object/1",
        "/object/1",
        "object",
        "Object",
        "Objects",
        names,
        (),
        (),
        (),
        (),
        datetime(2026, 11, 23, tzinfo=UTC),
    )
    written = as_bibtex(page, "Treasury")
    assert r"title = {{Gold \& \{silver\} 100\% \textbackslash{} \#1}}" in written


def test_addresses_of_assets_change_with_their_content(tmp_path):
    (tmp_path / "a.css").write_text("one")
    first = Assets(tmp_path).get("a.css")
    (tmp_path / "a.css").write_text("two")
    assert first is not None
    assert Assets(tmp_path).get("a.css") != first
    assert Assets(tmp_path).get("b.css") is None


def test_a_vendored_asset_carries_its_integrity_hash(tmp_path):
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor" / "a.js").write_text("one")
    (tmp_path / "vendor" / "integrity.json").write_text('{"a.js": "sha384-x"}')
    found = Assets(tmp_path).get("vendor/a.js")
    assert found is not None
    assert found.integrity == "sha384-x"


def test_an_asset_with_its_version_may_be_kept_for_ever(client):
    page = client.get("/").text
    href = re.search(r'href="(/static/css/page\.css\?v=\w+)"', page)
    assert href
    assert "immutable" in client.get(href[1]).headers["cache-control"]
    assert client.get("/static/css/page.css").headers["cache-control"] == "no-cache"
    assert client.get("/static/../app.py").status_code == 404


def test_vendored_files_are_those_that_were_built():
    integrity = STATIC / "vendor" / "integrity.json"
    if not integrity.exists():
        pytest.skip("the browser's parts are not built: run `make assets`")
    for name, said in json.loads(integrity.read_text("utf-8")).items():
        import base64

        digest = sha384((STATIC / "vendor" / name).read_bytes()).digest()
        assert said == "sha384-" + base64.b64encode(digest).decode()
