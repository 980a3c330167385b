"""Dumps at their addresses, and the command that makes them."""

from __future__ import annotations

import gzip
import json
from hashlib import sha256

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from tests.api.collection import BASE
from tests.standing import filled

OUTSIDE = (
    "..%2fkhizana.toml", "%2e%2e%2fjournal.sqlite", "dump.json", "latest", "latest.txt", "dumps.lock", "x.nq.gz",
    "latest%2fdump.json", "%2fetc%2fpasswd", "latest.nq.gz%00", "LATEST.nq.gz", "2026-01-01T000000Z.nq.gz",
)  # fmt: skip


@pytest.fixture
def house(tmp_path):
    with filled(tmp_path / "c").closing() as made:
        yield made


@pytest.fixture
def client(house):
    return TestClient(create_app(house.settings, house))


def test_each_file_is_had_by_its_name_and_the_newest_by_one_that_stays(house, client):
    dump = house.dump()
    for file in dump.files:
        latest = client.get(f"/dumps/latest{file.form.suffix}")
        own = client.get(f"/dumps/{file.name}")
        assert own.content == latest.content == file.path.read_bytes()
        assert own.headers["content-type"] == "application/gzip"
        assert own.headers["etag"] == latest.headers["etag"] == f'"{sha256(own.content).hexdigest()[:32]}"'
        assert latest.headers["content-location"] == f"/dumps/{file.name}"
        assert latest.headers["content-disposition"] == f'attachment; filename="{file.name}"'
        assert latest.headers["cache-control"] == "no-cache"
    said = gzip.decompress(client.get("/dumps/latest.jsonl.gz").content)
    documents = [json.loads(line) for line in said.splitlines()]
    assert f"{BASE}/object/lamp" in {one["id"] for one in documents}


def test_a_download_that_broke_off_goes_on_unless_there_is_another_dump_now(house, client):
    house.dump()
    whole = client.get("/dumps/latest.nq.gz")
    half = len(whole.content) // 2
    rest = {"Range": f"bytes={half}-", "If-Range": whole.headers["etag"]}
    part = client.get("/dumps/latest.nq.gz", headers=rest)
    assert (part.status_code, part.content) == (206, whole.content[half:])
    assert part.headers["content-range"] == f"bytes {half}-{len(whole.content) - 1}/{len(whole.content)}"
    anew = client.get("/dumps/latest.nq.gz", headers=rest | {"If-Range": '"other"'})
    assert (anew.status_code, anew.content) == (200, whole.content)
    beyond = client.get("/dumps/latest.nq.gz", headers={"Range": f"bytes={len(whole.content)}-"})
    assert beyond.status_code == 416


def test_what_was_withdrawn_is_to_be_had_no_more_and_a_new_dump_is(house, client):
    (file, _) = house.dump().files
    house.withdraw([f"{BASE}/object/lamp"])
    for accept in ("text/html", "application/json", "*/*"):
        gone = client.get(f"/dumps/{file.name}", headers={"Accept": accept})
        assert (gone.status_code, gone.headers["cache-control"]) == (410, "no-store")
        assert "khizana dump" in gone.text
        assert "This dump is no longer available" in gone.text
        missing = client.get("/dumps/latest.nq.gz", headers={"Accept": accept})
        assert missing.status_code == 404
        assert "khizana dump" in missing.text
    assert client.get(f"/dumps/{file.name}", headers={"Range": "bytes=0-9"}).status_code == 410
    assert client.get(f"/dumps/{file.name}", headers={"If-None-Match": f'"{file.sha256[:32]}"'}).status_code == 410
    assert file.name not in client.get("/.well-known/void").text


@pytest.mark.parametrize("name", OUTSIDE)
def test_nothing_else_is_to_be_had_there(house, client, name):
    house.dump()
    answer = client.get(f"/dumps/{name}", headers={"Accept": "*/*"})
    assert answer.status_code == 404
    assert name.partition("%")[0] not in answer.text or not name.partition("%")[0]


def test_a_file_that_somebody_took_away_is_not_there(house, client):
    dump = house.dump()
    dump.files[0].path.unlink()
    assert client.get("/dumps/latest.nq.gz").status_code == 404
    assert client.get("/dumps/latest.jsonl.gz").status_code == 200
