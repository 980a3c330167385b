"""A partner's feed is followed backwards to where we were, and what it announces is kept as it came."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace

import pytest

from catalogue.errors import CatalogueBusy, PartnerUnusable
from tests.catalogue.partners.serving import LINKED_ART, FakeFeed, Reply, Server, document, serving

TURTLE = b"@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n<> rdfs:label 'Vase' ; rdfs:seeAlso <other> .\n"


def objects(server: Server) -> Counter[str]:
    return Counter({path: count for path, count in server.asked.items() if path.startswith("/object/")})


def test_everything_is_taken_as_it_came(house, many):
    feed = many(25)
    done = house.pull(feed.url)
    assert (done.pages, done.activities, done.fetched, done.complete) == (3, 25, 25, True)
    one = house.held()["o7"]
    sent = feed.documents["/object/o7"]
    assert house.body(one) == sent.body
    assert (one.media_type, one.etag, one.url) == (sent.media, '"o7"', feed.iri("o7"))
    assert one.time == "2024-01-01T00:07:00.000000+00:00"


def test_an_empty_feed_is_a_feed(house, feed):
    done = house.pull(feed.url)
    assert (done.complete, done.pages, done.activities, done.mark) == (True, 1, 0, None)
    feed.change("Create", "a", "2024-01-01T00:00:00Z")
    assert house.pull(feed.url).fetched == 1


def test_each_document_is_asked_for_once_whatever_happened_to_it(house, feed, server):
    for minute in range(30):
        feed.change("Update", "o1", f"2024-01-01T00:{minute:02}:00Z", f"Title {minute}")
    house.pull(feed.url)
    assert objects(server) == {"/object/o1": 1}
    assert b"Title 29" in house.body(house.held()["o1"])


def test_the_next_pull_asks_for_what_is_new_and_stops_where_it_was(house, many, server):
    feed = many(95)
    house.pull(feed.url)
    server.asked.clear()
    feed.change("Update", "o3", "2024-02-01T00:00:00Z", "New")
    feed.change("Create", "late", "2024-02-01T00:01:00Z")
    feed.change("Delete", "o4", "2024-02-01T00:02:00Z")
    done = house.pull(feed.url)
    assert (done.fetched, done.removed, done.pages) == (2, 1, 1)
    assert server.asked == {"/activity": 1, "/page/9": 1, "/object/o3": 1, "/object/late": 1}
    assert b"New" in house.body(house.held()["o3"])
    assert "o4" not in house.held()


def test_a_feed_that_has_nothing_new_is_left_after_two_requests(house, many, server):
    feed = many(95)
    house.pull(feed.url)
    server.asked.clear()
    assert house.pull(feed.url).complete
    assert server.asked == {"/activity": 1, "/page/9": 1}


def test_many_changes_of_one_moment_are_not_walked_through_again(house, feed, server):
    for n in range(95):
        feed.change("Create", f"o{n}", "2024-01-01T00:00:00Z")
    house.pull(feed.url)
    server.asked.clear()
    feed.change("Create", "same-moment", "2024-01-01T00:00:00Z")
    done = house.pull(feed.url)
    assert (done.fetched, done.pages) == (1, 2)
    assert objects(server) == {"/object/same-moment": 1}


def test_what_is_gone_is_removed(house, feed, server):
    feed.change("Create", "a", "2024-01-01T00:00:00Z")
    feed.change("Create", "b", "2024-01-01T00:01:00Z")
    feed.change("Create", "c", "2024-01-01T00:02:00Z")
    feed.change("Delete", "a", "2024-01-01T00:03:00Z")
    feed.change("Remove", "b", "2024-01-01T00:04:00Z", origin={"id": feed.url})
    house.pull(feed.url)
    assert list(house.held()) == ["c"]
    assert objects(server) == {"/object/c": 1}
    server.rules["/object/c"] = lambda *_: Reply(status=410)
    feed.change("Update", "c", "2024-01-01T00:05:00Z")
    assert house.pull(feed.url).removed == 1
    assert house.held() == {}


def test_what_came_back_is_taken_again(house, feed):
    feed.change("Create", "a", "2024-01-01T00:00:00Z", "First")
    feed.change("Delete", "a", "2024-01-01T00:01:00Z")
    house.pull(feed.url)
    feed.change("Create", "a", "2024-01-01T00:02:00Z", "Second")
    house.pull(feed.url)
    assert b"Second" in house.body(house.held()["a"])


def test_a_move_takes_the_old_away_and_brings_the_new(house, feed):
    feed.change("Create", "old", "2024-01-01T00:00:00Z")
    house.pull(feed.url)
    feed.documents["/object/new"] = document(feed.iri("new"), "Moved")
    feed.items.append(
        {"type": "Move", "object": {"id": feed.iri("old")}, "target": {"id": feed.iri("new")},
         "endTime": "2024-01-02T00:00:00Z"}
    )  # fmt: skip
    done = house.pull(feed.url)
    assert (done.fetched, done.removed) == (1, 1)
    assert list(house.held()) == ["new"]


def test_what_is_added_to_another_stream_is_not_for_us(house, feed):
    feed.change("Add", "ours", "2024-01-01T00:00:00Z", target={"id": feed.url})
    feed.change("Add", "theirs", "2024-01-01T00:01:00Z", target={"id": "https://elsewhere.example/activity"})
    house.pull(feed.url)
    assert list(house.held()) == ["ours"]


def test_a_refresh_ends_the_first_walk_and_later_leaves_only_removals(house, feed):
    feed.change("Create", "forgotten", "2024-01-01T00:00:00Z")
    feed.items.append({"type": "Refresh", "endTime": "2024-01-02T00:00:00Z"})
    feed.change("Update", "a", "2024-01-03T00:00:00Z")
    house.pull(feed.url)
    assert list(house.held()) == ["a"]
    feed.change("Delete", "a", "2024-01-04T00:00:00Z")
    feed.change("Update", "not-announced-anew", "2024-01-05T00:00:00Z")
    feed.items.append({"type": "Refresh", "endTime": "2024-01-06T00:00:00Z"})
    feed.change("Update", "b", "2024-01-07T00:00:00Z")
    house.pull(feed.url)
    assert list(house.held()) == ["b"]


def test_a_document_of_a_known_format_is_taken_instead_of_the_record_itself(house, feed, server):
    links = [
        {"id": f"{server.url}/a.html", "type": "Dataset", "format": "text/html"},
        {"id": f"{server.url}/a.schema", "format": "application/ld+json", "profile": "https://schema.org/"},
        {"id": f"{server.url}/a.json", "type": "Dataset", "format": "application/ld+json", "profile": LINKED_ART},
        {"id": f"{server.url}/a.ttl", "type": "Dataset", "format": "text/turtle"},
    ]
    server.rules["/a.ttl"] = lambda *_: Reply(TURTLE, media="text/turtle; charset=utf-8")
    feed.items.append(
        {"type": "Create", "object": {"id": feed.iri("a"), "seeAlso": links}, "endTime": "2024-01-01T00:00:00Z"}
    )
    assert house.pull(feed.url).complete
    assert house.held()["a"].url == f"{server.url}/a.ttl"
    label, other = f'<{server.url}/a.ttl> <http://www.w3.org/2000/01/rdf-schema#label> "Vase"', f"<{server.url}/other>"
    assert label in house.said(feed.url)
    assert other in house.said(feed.url)[1]


def test_without_one_the_record_itself_is_asked_for_linked_art(house, many, server):
    house.pull(many(1).url)
    accept = next(headers["accept"] for path, headers in server.seen if path == "/object/o0")
    assert accept.startswith(f'application/ld+json;profile="{LINKED_ART}", ')
    assert accept.index("ld+json") < accept.index("text/turtle")


def test_we_say_who_we_are(house, many, server):
    house.pull(many(3).url)
    assert all("https://khizana.example" in headers["user-agent"] for _, headers in server.seen)


def test_what_has_not_changed_is_not_sent_again(house, feed, server):
    feed.change("Update", "a", None, "Undated")
    house.pull(feed.url)
    done = house.pull(feed.url)
    assert (done.fetched, done.unchanged) == (0, 1)
    assert [headers.get("if-none-match") for path, headers in server.seen if path == "/object/a"] == [None, '"Undated"']


def test_times_may_have_offsets_and_pages_no_count(house, feed, server):
    feed.change("Create", "a", "2024-01-01T02:00:00+02:00")
    feed.change("Create", "b", "2024-01-01T00:30:00Z")
    server.rules["/activity"] = lambda *_: Reply(
        json.dumps({"type": "OrderedCollection", "last": f"{server.url}/page/0"}).encode()
    )
    assert house.pull(feed.url).odd == {}
    assert house.held()["a"].time == "2024-01-01T00:00:00.000000+00:00"


def test_each_partner_has_a_graph_of_its_own(house, many):
    feed = many(2)
    with serving() as other:
        second = FakeFeed(other)
        second.change("Create", "o0", "2024-01-01T00:00:00Z", "Of the second")
        house.pull(feed.url)
        house.pull(second.url, name="second")
        assert house.graphs() == sorted([feed.url, second.url])
        assert f'<{second.iri("o0")}> <http://www.w3.org/2000/01/rdf-schema#label> "Of the second"' in house.said(
            second.url
        )
        assert not any(second.server.url in line for line in house.said(feed.url))


def test_what_two_documents_say_stays_when_one_of_them_goes(house, feed):
    for n, name in enumerate(("a", "b")):
        feed.change("Create", name, f"2024-01-01T00:0{n}:00Z")
        maker = {"id": "https://ids.example/maker", "type": "Person", "_label": "Musli"}
        feed.documents[f"/object/{name}"] = document(feed.iri(name), name, current_owner=[maker])
    said = '<https://ids.example/maker> <http://www.w3.org/2000/01/rdf-schema#label> "Musli"'
    house.pull(feed.url)
    feed.change("Delete", "a", "2024-01-02T00:00:00Z")
    house.pull(feed.url)
    assert said in house.said(feed.url)
    assert not any(feed.iri("a") in line for line in house.said(feed.url))
    feed.change("Delete", "b", "2024-01-03T00:00:00Z")
    house.pull(feed.url)
    assert house.said(feed.url) == []


def test_the_store_is_made_anew_of_the_documents(house, many):
    feed = many(12)
    house.pull(feed.url)
    feed.change("Update", "o3", "2024-02-01T00:00:00Z", "New")
    house.pull(feed.url)
    before = house.said(feed.url)
    house.partners.rebuild()
    assert house.said(feed.url) == before
    assert len(before) == 12 * 5


def test_a_partner_is_dropped_whole_and_no_other(house, many):
    feed = many(3)
    with serving() as other:
        second = FakeFeed(other)
        second.change("Create", "x", "2024-01-01T00:00:00Z")
        house.pull(feed.url)
        house.pull(second.url)
        assert [one.partner.name for one in house.partners.listed()] == ["127.0.0.1", "127.0.0.1-2"]
        house.partners.remove("127.0.0.1")
        assert [one.partner.url for one in house.partners.listed()] == [second.url]
        assert house.graphs() == [second.url]
        assert b"o1" not in house.settings.partners.read_bytes()
        assert house.pull(feed.url).fetched == 3
    with pytest.raises(PartnerUnusable, match="no partner “nobody”"):
        house.partners.remove("nobody")


def test_a_known_partner_is_pulled_by_its_name(house, many):
    feed = many(1)
    house.pull(feed.url, name="walters")
    feed.change("Create", "more", "2024-02-01T00:00:00Z")
    assert house.pull("walters").fetched == 1
    with serving() as other, pytest.raises(PartnerUnusable, match="Give another name"):
        house.pull(FakeFeed(other).url, name="walters")


def test_a_feed_that_calls_itself_otherwise_is_followed_where_the_user_said(house, many, server):
    feed = many(12)

    def renamed(path, headers):
        reply = feed.reply(path)
        return replace(reply, body=reply.body.replace(server.url.encode(), b"https://treasury.example"))

    for path in ("/activity", "/page/0", "/page/1", *feed.documents):
        server.rules[path] = renamed
    assert house.pull(feed.url).complete
    assert house.held()["o1"].iri == "https://treasury.example/object/o1"
    assert house.graphs() == ["https://treasury.example/activity"]


def test_what_a_partner_says_of_ours_stays_with_the_partner(house, feed):
    feed.change("Create", "a", "2024-01-01T00:00:00Z")
    feed.documents["/object/a"] = document("https://khizana.example/object/lamp", "Not your lamp")
    house.pull(feed.url)
    assert any("Not your lamp" in line for line in house.said(feed.url))
    assert {path.name for path in house.settings.data.iterdir()} <= {
        "partners.sqlite", "partners.sqlite-wal", "partners.sqlite-shm", "stores"
    }  # fmt: skip
    assert {path.name for path in house.settings.stores.iterdir()} == {"partners", "partners.lock"}


def test_one_process_at_a_time_has_the_partners(house, feed, server):
    feed.change("Create", "a", "2024-01-01T00:00:00Z")
    refused = []

    def meanwhile(*_):
        try:
            house.partners.remove("127.0.0.1")
        except CatalogueBusy as error:
            refused.append(str(error))

    server.rules["/object/a"] = meanwhile
    house.pull(feed.url)
    assert refused == ["Another process is at work on the partners. Try again later."]
