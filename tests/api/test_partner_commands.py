"""Commands about partners; and what a partner says comes out nowhere."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from api.cli import commands
from catalogue.catalogue import Catalogue
from catalogue.errors import PartnerUnusable
from tests.api.collection import BASE
from tests.catalogue.partners.serving import FakeFeed, Reply, document, serving
from tests.standing import filled, schema

SECRET = "zqforeignword"


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("partners") / "c"
    filled(folder).close()
    return folder


@pytest.fixture
def feed():
    with serving() as server:
        yield FakeFeed(server)


def run(*words):
    answer = CliRunner().invoke(commands(), ["partner", *(str(one) for one in words)])
    if answer.exception is not None and not isinstance(answer.exception, SystemExit):
        raise answer.exception
    return answer


def pull(data, *words):
    return run("pull", "--data", data, "--pause", "0", *words)


def test_a_partner_is_pulled_listed_and_dropped(data, feed):
    for n in range(3):
        feed.change("Create", f"o{n}", f"2024-01-0{n + 1}T00:00:00Z")
    answer = pull(data, feed.url, "--name", "walters")
    assert answer.exit_code == 0
    assert answer.stdout.splitlines() == [
        "walters: 1 page with 3 activities, 5 requests.",
        "  3 new or changed",
        "All is taken that happened until 2024-01-03T00:00:00Z.",
    ]
    assert f"walters\t{feed.url}\t3 documents\tpulled 20" in run("list", "--data", data).stdout
    assert "walters is dropped, with 3 documents." in run("remove", "--data", data, "walters").stdout
    assert run("list", "--data", data).stdout == ""


def test_what_could_not_be_had_is_told_and_is_an_error(data, feed):
    feed.change("Create", "o1", "2024-01-01T00:00:00Z")
    feed.server.rules["/object/o1"] = lambda *_: Reply(status=404)
    answer = pull(data, feed.url, "--name", "broken")
    assert answer.exit_code == 1
    assert "1 could not be had; they are asked for again in the next pull" in answer.stdout
    assert f"1 × It answers 404. Tell the partner. For example: {feed.iri('o1')}" in answer.stdout
    assert "1 could not be had" in run("list", "--data", data).stdout
    run("remove", "--data", data, "broken")


def test_what_is_no_feed_is_said_in_one_line(data, feed):
    with pytest.raises(PartnerUnusable, match=r"/nothing answers 404\."):
        pull(data, f"{feed.server.url}/nothing")
    with pytest.raises(PartnerUnusable, match="There is no partner “nobody”"):
        run("remove", "--data", data, "nobody")
    with pytest.raises(PartnerUnusable, match="is no host"):
        pull(data, feed.url, "--host", "a b")
    assert pull(data, feed.url, "--pause", "-1").exit_code == 2


@pytest.mark.parametrize("command", ["pull", "list", "remove"])
def test_help_has_an_example(command):
    assert f"khizana partner {command} --data treasury" in run(command, "--help").stdout


def test_what_a_partner_says_comes_out_nowhere_and_changes_nothing_of_ours(data, feed, tmp_path):
    before = exported(data)
    for n, iri in enumerate((f"{BASE}/object/lamp", f"{BASE}/object/leaf-01", feed.iri("own"))):
        feed.change("Update", f"o{n}", f"2024-01-0{n + 1}T00:00:00Z")
        feed.items[-1]["object"]["id"] = iri if n == 2 else feed.iri(f"o{n}")
        feed.documents[f"/object/{'own' if n == 2 else f'o{n}'}"] = document(iri, SECRET, etag="1")
    assert pull(data, feed.url, "--name", "loud").exit_code == 0
    assert exported(data) == before
    with Catalogue.open(data, schema()).closing() as catalogue:
        assert catalogue.verify().store_checked
        client = TestClient(create_app(catalogue.settings, catalogue))
        for path in ("/", "/search?q=lamp", "/object/lamp", "/object/lamp.ttl", "/object/lamp.json", "/object"):
            assert SECRET not in client.get(path).text
        assert [index.search(SECRET).total for index in (catalogue.public_search, catalogue.working_search)] == [0, 0]
        folders = [p for p in catalogue.settings.stores.iterdir() if not p.name.startswith("partners")]
        files = [file for folder in folders for file in [folder, *folder.rglob("*")] if file.is_file()]
        assert files
        assert not [file for file in files if SECRET.encode() in file.read_bytes()]


def exported(data):
    found = []
    for public in (True, False):
        with Catalogue.open(data, schema()).closing() as catalogue:
            out = data.parent / "out.nq"
            with out.open("w", encoding="utf-8") as file:
                catalogue.export(file, public=public)
            found.append(out.read_text("utf-8"))
    return found
