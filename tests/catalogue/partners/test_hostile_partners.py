"""Whatever a partner's server does, a pull ends, says why, and what was held stays whole."""

from __future__ import annotations

import gzip
import itertools
import json
import time

import pytest

from catalogue.database.partners import PartnersFile
from catalogue.errors import PartnerUnusable
from tests.catalogue.partners.serving import Reply

NOW = "2024-01-01T00:00:00Z"


def told(done) -> str:
    return " | ".join([done.ended, *done.odd])


def endless(piece: bytes):
    return (piece for _ in itertools.count())


def items(feed, *more, **told):
    """A page with these activities."""
    held = [{"type": "Create", "object": {"id": feed.iri(name)}, "endTime": NOW} for name in more]
    return Reply(json.dumps({"type": "OrderedCollectionPage", "orderedItems": held, **told}).encode())


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"<html>nothing here</html>", "is not JSON: line 1"),
        (b"[]", "is no JSON object"),
        (b'{"type": "Collection", "last": "x"}', "is no OrderedCollection"),
        (b'{"type": "OrderedCollection", "first": "x"}', "names no last page"),
        (b"[" * 100_000, "nested or written wrongly"),
        (b"\xff\xfe{}", "is not JSON"),
        (b'{"type": "OrderedCollection", "last": "http://[bad"}', "leads on to what is no address"),
        (b'{"type": "OrderedCollection", "last": "/\\ud800"}', "leads on to what is no address"),
        (b'{"type": "OrderedCollection", "last": "/' + b"x" * 9_000 + b'"}', "leads on to what is no address"),
    ],
)
def test_what_is_no_feed_is_no_partner(house, server, body, why):
    server.rules["/activity"] = lambda *_: Reply(body)
    with pytest.raises(PartnerUnusable, match=why):
        house.pull(f"{server.url}/activity")
    assert house.partners.listed() == []


@pytest.mark.parametrize(
    ("page", "why"),
    [
        (b'{"orderedItems": [', "is not JSON"),
        (b'{"type": "OrderedCollectionPage"}', "no list of activities"),
        (b'{"orderedItems": "all of them"}', "no list of activities"),
        (b'{"orderedItems": [], "x": ' + b"9" * 5_000 + b"}", "is not JSON"),
        (b'{"orderedItems": [], "prev": "\\udfff"}', "leads on to what is no address"),
    ],
)
def test_a_broken_page_ends_the_walk_and_what_was_announced_before_is_taken(house, many, server, page, why):
    feed = many(25)
    server.rules["/page/1"] = lambda *_: Reply(page)
    done = house.pull(feed.url)
    assert why in done.ended
    assert (done.fetched, done.complete, done.mark) == (5, False, None)
    del server.rules["/page/1"]
    server.asked.clear()
    done = house.pull(feed.url)
    assert (done.fetched, done.complete) == (20, True)
    assert server.asked["/object/o24"] == 0


def test_odd_activities_are_passed_over_and_told(house, feed):
    feed.change("Create", "a", NOW)
    feed.change("Create", "future", "2999-01-01T00:00:00Z")
    feed.change("Create", "never", "yesterday")
    feed.change("Create", "number", None, endTime=17)
    feed.change("Like", "liked", NOW)
    feed.items += [None, 7, {"type": "Create"}, {"type": "Update", "object": {"id": "relative/name"}}]
    feed.items += [{"type": "Delete", "object": {"id": "javascript:alert(1) x"}}, {"type": ["Create"], "object": []}]
    feed.items += [{"type": "Create", "object": {"id": "https://long.example/" + "x" * 5_000}}]
    done = house.pull(feed.url)
    assert sorted(house.held()) == ["a", "future", "never", "number"]
    assert done.complete
    assert done.odd["An activity is no object."] == 2
    assert done.odd["An activity is about what has no full address (IRI)."] == 5
    assert done.odd["An activity’s endTime lies in the future."] == 1
    assert done.odd["An activity’s endTime is no time."] == 2
    assert done.mark == "2024-01-01T00:00:00.000000+00:00"


def test_a_time_in_the_future_hides_nothing_that_comes_later(house, feed):
    feed.change("Create", "a", "2999-01-01T00:00:00Z")
    house.pull(feed.url)
    feed.change("Update", "a", NOW, "Later")
    house.pull(feed.url)
    assert b"Later" in house.body(house.held()["a"])


def test_a_feed_out_of_order_is_walked_on_and_told(house, feed):
    for n in range(30):
        feed.change("Create", f"o{n}", f"2024-01-01T00:{(n * 7) % 30:02}:00Z")
    done = house.pull(feed.url)
    assert (done.fetched, done.complete) == (30, True)
    assert done.odd == {"The activities of a page are not in the order of their times.": 3}
    feed.items.insert(3, {"type": "Create", "object": {"id": feed.iri("o3")}, "endTime": NOW})
    assert house.pull(feed.url).complete


@pytest.mark.parametrize("total", [3, 300, -1, "many", None])
def test_wrong_counts_are_told_and_do_no_harm(house, many, total):
    feed = many(12)
    feed.total = total
    done = house.pull(feed.url)
    assert (done.fetched, done.complete) == (12, True)
    said = {f"The feed says that it has {total} activities, and has 12.": 1} if total in (3, 300) else {}
    assert done.odd == said


def test_pages_that_go_in_a_circle_are_left(house, many, feed, server):
    many(30)
    server.rules["/page/0"] = lambda *_: items(feed, "o0", prev=f"{server.url}/page/2#again")
    done = house.pull(feed.url)
    assert "go round in a circle" in done.ended
    assert done.fetched == 21
    server.rules["/page/2"] = lambda *_: items(feed, "x", prev={"id": f"{server.url}/page/2"})
    assert "go round in a circle" in house.pull(feed.url).ended


def test_pages_without_end_are_left(house, feed, server):
    numbers = itertools.count()
    feed.change("Create", "a", NOW)

    def page(*_):
        number = next(numbers)
        server.rules[f"/endless/{number}"] = page
        return items(feed, "a", prev=f"{server.url}/endless/{number}")

    server.rules["/page/0"] = page
    done = house.pull(feed.url, pages=40)
    assert "This feed does not end: 40 pages" in done.ended
    assert (done.fetched, done.mark) == (1, None)


def test_a_page_of_a_gigabyte_is_cut_off(house, many, server):
    feed, sent = many(12), itertools.count()

    def body():
        for _ in range(1 << 10):
            next(sent)
            yield b" " * (1 << 20)

    server.rules["/page/0"] = lambda *_: Reply(body())
    done = house.pull(feed.url)
    assert "larger than 8,388,608 bytes" in done.ended
    assert done.fetched == 2
    assert next(sent) < 100
    server.rules["/page/0"] = lambda *_: Reply(b"", more={"Content-Length": str(1 << 30)})
    assert "larger than 8,388,608 bytes" in house.pull(feed.url).ended


@pytest.mark.parametrize(
    ("body", "more", "why"),
    [
        (gzip.compress(b" " * (40 << 20)), {"Content-Encoding": "gzip"}, "larger than"),
        (gzip.compress(gzip.compress(b"{}")), {"Content-Encoding": "gzip, gzip"}, "packed as “gzip, gzip”"),
        (b"no gzip", {"Content-Encoding": "gzip"}, "packed wrongly"),
        (b"\x1b", {"Content-Encoding": "br"}, "packed as “br”"),
    ],
    ids=["bomb", "packed twice", "not packed", "another way"],
)
def test_what_is_packed_to_harm_is_cut_off(house, many, server, body, more, why):
    feed = many(3)
    server.rules["/object/o1"] = lambda *_: Reply(body, more=more)
    done = house.pull(feed.url)
    assert (done.fetched, done.failed) == (2, 1)
    assert why in told(done)


def test_what_is_packed_as_it_should_be_is_kept_unpacked(house, many, server):
    feed = many(1)
    plain = feed.documents["/object/o0"].body
    server.rules["/object/o0"] = lambda *_: Reply(gzip.compress(plain), more={"Content-Encoding": "gzip"})
    house.pull(feed.url)
    assert house.body(house.held()["o0"]) == plain


@pytest.mark.parametrize("status", [500, 503, 429])
def test_an_error_that_passes_is_tried_again(house, many, server, status):
    feed = many(12)
    for path in ("/activity", "/page/1", "/page/0", "/object/o7"):
        server.rules[path] = lambda path, _: Reply(status=status) if server.asked[path] < 3 else None
    done = house.pull(feed.url)
    assert (done.fetched, done.complete, server.asked["/page/0"]) == (12, True, 3)


def test_a_page_that_fails_for_now_is_where_the_next_pull_begins(house, many, server):
    feed = many(35)
    server.rules["/page/1"] = lambda *_: Reply(status=500)
    done = house.pull(feed.url)
    assert "It answers 500, 4 times. Pull again later." in done.ended
    assert done.fetched == 15
    server.rules.clear()
    server.asked.clear()
    feed.change("Update", "o34", "2024-02-01T00:00:00Z", "Meanwhile")
    assert house.pull(feed.url).complete
    assert server.asked["/page/2"] == 0
    assert len(house.held()) == 35
    assert b"Meanwhile" in house.body(house.held()["o34"])


@pytest.mark.parametrize("broken", [Reply(status=500), Reply(b"garbage")])
def test_an_old_page_that_stays_broken_does_not_hide_what_is_new(house, many, server, broken):
    feed = many(35)
    server.rules["/page/1"] = lambda *_: broken
    house.pull(feed.url, tries=1)
    for number in range(3):
        feed.change("Update", "o34", f"2024-02-0{number + 1}T00:00:00Z", f"Title {number}")
        done = house.pull(feed.url, tries=1)
        assert "/page/1 is not JSON" in done.ended or "It answers 500" in done.ended
        assert f"Title {number}".encode() in house.body(house.held()["o34"])
    assert server.asked["/object/o30"] == 1
    server.rules.clear()
    assert house.pull(feed.url).complete
    assert house.pull(feed.url).complete
    assert len(house.held()) == 35


def test_a_document_that_cannot_be_had_is_told_kept_and_asked_for_again(house, many, server):
    feed = many(8)
    house.pull(feed.url)
    feed.change("Update", "o3", "2024-02-01T00:00:00Z", "New")
    server.rules["/object/o3"] = lambda *_: Reply(status=404)
    done = house.pull(feed.url)
    assert (done.failed, done.complete) == (1, False)
    assert "It answers 404" in told(done)
    assert b"o3" in house.body(house.held()["o3"])
    assert house.partners.listed()[0].failed == 1
    server.rules.clear()
    assert house.pull(feed.url).complete
    assert b"New" in house.body(house.held()["o3"])


def test_a_partner_whose_documents_all_fail_is_left_alone(house, many, server):
    feed = many(50)
    for n in range(50):
        server.rules[f"/object/o{n}"] = lambda *_: Reply(status=500)
    done = house.pull(feed.url, tries=2)
    assert "5 documents in a row could not be had" in done.ended
    assert (done.failed, done.waiting, sum(server.asked.values())) == (5, 45, 16)
    server.rules.clear()
    assert house.pull(feed.url).complete
    assert len(house.held()) == 50


def test_who_asks_for_much_patience_is_left_alone(house, many, server):
    feed = many(12)
    server.rules["/object/o5"] = lambda *_: Reply(status=503, more={"Retry-After": "86400"})
    begun = time.monotonic()
    done = house.pull(feed.url)
    assert "asks to be left alone for 86,400 seconds" in done.ended
    assert time.monotonic() - begun < 5
    assert done.fetched + done.waiting == 12
    server.rules.clear()
    assert house.pull(feed.url).complete


def drip(*_):
    def slowly():
        for _ in range(100):
            time.sleep(0.05)
            yield b" "

    return Reply(slowly())


def test_who_answers_drop_by_drop_is_cut_off(house, many, server):
    feed = many(2)
    server.rules["/object/o0"] = drip
    begun = time.monotonic()
    done = house.pull(feed.url, request=0.3, tries=1)
    assert time.monotonic() - begun < 3
    assert "No answer within 0.3 seconds" in told(done)
    assert done.fetched == 1


def test_a_pull_has_an_end(house, many, server):
    feed = many(40)
    for path in feed.documents:
        server.rules[path] = lambda *_: time.sleep(0.05)
    done = house.pull(feed.url, whole=0.6)
    assert "seconds of one pull are over" in done.ended
    assert 0 < done.fetched < 40
    assert house.pull(feed.url).complete
    assert max(server.asked[path] for path in feed.documents) <= 2


@pytest.mark.parametrize("body", [b'{"half": ', b""])
def test_an_answer_that_breaks_off_is_no_document(house, many, server, body):
    feed = many(3)
    server.rules["/object/o1"] = lambda *_: Reply(iter([body]), more={"Content-Length": "5000"})
    done = house.pull(feed.url, tries=2)
    assert (done.fetched, done.failed, server.asked["/object/o1"]) == (2, 1, 2)


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("/object/o0", "redirects more than 5 times"),
        ("http://169.254.169.254/latest", "leads to 169.254.169.254, which is not asked"),
        ("http://127.0.0.1:1/", "leads to 127.0.0.1:1, which is not asked"),
        ("http://elsewhere.example/", "say: --host elsewhere.example"),
        ("file:///etc/passwd", "is no address of the web"),
        ("http://user:secret@127.0.0.1/", "holds a name or a password"),
        ("gopher://127.0.0.1/", "is no address of the web"),
    ],
)
def test_a_redirect_leads_only_where_we_may_go(house, many, server, target, why):
    feed = many(1)
    server.rules["/object/o0"] = lambda *_: Reply(status=302, more={"Location": target})
    assert why in told(house.pull(feed.url))


def test_a_redirect_within_the_house_is_followed(house, many, server):
    feed = many(1)
    plain = feed.documents.pop("/object/o0")
    server.rules["/object/o0"] = lambda *_: Reply(status=303, more={"Location": "/documents/o0.json"})
    server.rules["/documents/o0.json"] = lambda *_: plain
    house.pull(feed.url)
    assert house.held()["o0"].base == f"{server.url}/documents/o0.json"


def test_links_lead_only_where_we_may_go(house, feed, server):
    for target in ("http://10.0.0.1/x", "ftp://127.0.0.1/x", "http://localhost/x", "http://127.0.0.1.nip.example/x"):
        feed.items.append({"type": "Create", "object": {"id": target}, "endTime": NOW})
    done = house.pull(feed.url)
    assert (done.failed, done.fetched) == (4, 0)
    assert sum(count for reason, count in done.odd.items() if "not asked" in reason) == 3
    page = {"last": "http://10.0.0.1/page", "type": "OrderedCollection"}
    server.rules["/activity"] = lambda *_: Reply(json.dumps(page).encode())
    assert "10.0.0.1, which is not asked" in house.pull(feed.url).ended


def test_what_cannot_be_read_is_kept_as_bytes_and_told(house, many, server):
    feed = many(6)
    bodies = {
        "o0": (b'{"@context": "http://iiif.io/api/presentation/3/context.json", "id": "x:y"}', "not in our table"),
        "o1": (b'{"@context": "file:///etc/passwd", "id": "x:y"}', "not in our table"),
        "o2": (b"{}", "Nothing could be read"),
        "o3": (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, "not JSON"),
        "o4": (b'{"a":' * 500 + b"1" + b"}" * 500, "nested more than 100 levels"),
    }
    for name, (body, _) in bodies.items():
        server.rules[f"/object/{name}"] = lambda *_, body=body: Reply(body)
    done = house.pull(feed.url)
    assert (done.fetched, done.unreadable, done.complete) == (6, 5, True)
    for name, (body, why) in bodies.items():
        assert house.body(house.held()[name]) == body
        assert why in (house.held()[name].problem or "")
        assert why in told(done)
    assert any("o5" in line for line in house.said(feed.url))


def test_a_page_for_people_is_no_document(house, many, server):
    feed = many(2)
    server.rules["/object/o1"] = lambda *_: Reply(b"<html>", media="text/html; charset=utf-8")
    done = house.pull(feed.url)
    assert (done.fetched, done.failed) == (1, 1)
    assert "It is text/html, which is no RDF." in told(done)


def test_headers_without_end_and_nonsense_are_no_answer(house, many, server):
    feed = many(3)
    server.rules["/object/o0"] = lambda *_: Reply(more={f"X-{n}": "x" for n in range(500)})
    server.rules["/object/o1"] = lambda *_: Reply(more={"X": "x" * 100_000})
    done = house.pull(feed.url, tries=1)
    assert (done.fetched, done.failed) == (1, 2)
    assert "is no HTTP" in told(done)


def test_where_nobody_answers_there_is_no_partner(house, server):
    with pytest.raises(PartnerUnusable, match="Connection refused"):
        house.pull("http://127.0.0.1:1/activity")
    for wrong in ("museum", "ftp://museum.example/activity", "http://", "https://a b/", "http://museum.example:99999/"):
        with pytest.raises(PartnerUnusable, match="is no address of the web"):
            house.pull(wrong)
    with pytest.raises(PartnerUnusable, match="answers 404"):
        house.pull(f"{server.url}/nothing")


def test_a_file_that_is_none_of_ours_is_not_touched(house):
    house.settings.partners.write_bytes(b"something else entirely" * 100)
    with pytest.raises(Exception, match="is no file of partners"):
        PartnersFile(house.settings.partners)


def test_what_a_server_writes_does_not_reach_the_terminal_raw(house, many, server):
    feed = many(3)
    server.rules["/object/o0"] = lambda *_: Reply(b"", media="text/\x1b[2Jhtml")
    server.rules["/object/o1"] = lambda *_: Reply(b"", more={"Content-Encoding": "\x1b]0;owned\x07"})
    server.rules["/object/o2"] = lambda *_: Reply(b'{"@context": "https://x.example/\xe2\x80\xae\\u001b[2J"}')
    done = house.pull(feed.url)
    assert len(done.odd) == 3
    assert told(done).isprintable()


@pytest.mark.parametrize("name", ["http://[", "\ud800", "urn:x", 5, "https://a.example:x/", "x" * 100_000])
def test_a_feed_with_an_impossible_name_goes_by_its_address(house, many, server, name):
    feed = many(2)
    told = json.dumps(feed.collection() | {"id": name}).encode()
    server.rules["/activity"] = lambda *_: Reply(told)
    assert house.pull(feed.url).complete
    assert house.graphs() == [feed.url]


def test_an_activity_with_an_impossible_name_is_one_all_the_same(house, feed):
    deep: object = "x"
    for _ in range(400):
        deep = [deep]
    feed.change("Create", "a", NOW, id=deep)
    feed.change("Create", "b", NOW, id="\ud800")
    assert house.pull(feed.url).complete
    assert sorted(house.held()) == ["a", "b"]


def test_troubles_of_a_thousand_kinds_are_one(house, feed):
    for n in range(1_100):
        feed.items.append({"type": "Create", "object": {"id": f"http://x{n}.example/"}, "endTime": NOW})
    done = house.pull(feed.url)
    assert (len(done.odd), done.failed) == (1_001, 1_100)
