"""How gently a partner is asked, and whom we ask at all."""

from __future__ import annotations

import socket
import time

import pytest

from catalogue.partners.client import Client, asked
from catalogue.partners.hosts import Hosts, check_host
from catalogue.partners.limits import Limits
from catalogue.partners.pulling import moved
from catalogue.partners.troubles import Stopped, Unfetchable
from tests.catalogue.partners.serving import Reply

HOME = "https://museum.example/activity"


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(server, clock):
    made = Client(Hosts(server.url), Limits(), "Khizana", clock=lambda: clock.now, sleep=clock.sleep)
    yield made
    made.close()


def test_there_is_a_pause_between_two_requests(client, server, clock):
    for path in ("/a", "/b", "/c"):
        server.rules[path] = lambda *_: Reply(b"{}")
        client.get(server.url + path, "*/*", 100)
    assert clock.slept == [0.1, 0.1]


def test_tries_are_further_and_further_apart(client, server, clock):
    server.rules["/a"] = lambda *_: Reply(status=503)
    with pytest.raises(Unfetchable, match="It answers 503, 4 times") as raised:
        client.get(f"{server.url}/a", "*/*", 100)
    assert raised.value.passing
    assert clock.slept == [1, 2, 4]


@pytest.mark.parametrize(
    ("said", "slept"),
    [("7", [7]), ("0", [1]), ("Wed, 21 Oct 2015 07:28:00 GMT", [1]), ("soon", [1]), ("-5", [1]), ("1" * 30, [1])],
)
def test_we_wait_as_long_as_we_are_asked_to(client, server, clock, said, slept):
    server.rules["/a"] = lambda *_: Reply(status=429, more={"Retry-After": said}) if server.asked["/a"] == 1 else None
    client.get(f"{server.url}/a", "*/*", 100)
    assert clock.slept == slept


def test_but_not_until_tomorrow(client, server, clock):
    server.rules["/a"] = lambda *_: Reply(status=429, more={"Retry-After": "Fri, 01 Jan 2999 00:00:00 GMT"})
    with pytest.raises(Stopped, match="left alone"):
        client.get(f"{server.url}/a", "*/*", 100)
    assert clock.slept == []


def test_a_connection_that_was_hung_up_meanwhile_is_made_anew_at_once(client, server, clock):
    server.rules["/a"] = lambda *_: Reply(b"{}")
    client.get(f"{server.url}/a", "*/*", 100)
    assert client._open is not None
    assert client._open._wire.sock is not None
    client._open._wire.sock.shutdown(socket.SHUT_RDWR)
    client.get(f"{server.url}/a", "*/*", 100)
    assert clock.slept == [0.1]


def test_time_that_was_lost_in_finding_an_address_is_gone(server, monkeypatch):
    """The watch has run out before there is anything to cut off."""
    connected = socket.create_connection

    def slowly(address, timeout):
        time.sleep(0.3)
        return connected(address, timeout)

    monkeypatch.setattr(socket, "create_connection", slowly)
    client = Client(Hosts(server.url), Limits(tries=1, request=0.2), "Khizana")
    with pytest.raises(Unfetchable, match=r"No answer within 0\.2 seconds"):
        client.get(f"{server.url}/a", "*/*", 100)
    assert server.asked == {}


@pytest.mark.parametrize(
    ("hosts", "url", "allowed"),
    [
        ((), "https://museum.example/x", True),
        ((), "http://museum.example/x", True),
        ((), "https://museum.example:8443/x", False),
        ((), "https://data.museum.example/x", False),
        (("data.museum.example",), "https://data.museum.example/x", True),
        (("data.museum.example:8443",), "https://data.museum.example/x", False),
        (("data.museum.example:8443",), "https://data.museum.example:8443/x", True),
        (("*.museum.example",), "https://data.museum.example/x", True),
        (("*.museum.example",), "https://evilmuseum.example/x", False),
        (("*.museum.example",), "https://data.museum.example:22/x", False),
        (("*.example",), "https://inside.example/x", False),
        (("inside.example",), "https://inside.example/x", True),
        (("*.example",), "https://mapped.example/x", False),
        (("*.example",), "https://tunnel.example/x", False),
        (("*.example",), "https://public.example/x", True),
        ((), "https://MUSEUM.example/x", True),
    ],
)
def test_only_the_hosts_of_the_partner_are_asked(monkeypatch, hosts, url, allowed):
    special = {"inside.example": "10.1.2.3", "mapped.example": "::ffff:127.0.0.1", "tunnel.example": "2002:7f00:1::"}
    special["public.example"] = "::ffff:93.184.216.34"

    def look_up(host, port, **_):
        return [(0, 0, 0, "", (special.get(host, "93.184.216.34"), port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    chosen = Hosts(HOME, hosts)
    if allowed:
        assert chosen.place(url).addresses
    else:
        with pytest.raises(Unfetchable):
            chosen.place(url)


def test_a_name_is_looked_up_once(monkeypatch):
    answers = iter(["93.184.216.34", "127.0.0.1"])
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, port, **_: [(0, 0, 0, "", (next(answers), port))])
    hosts = Hosts(HOME)
    assert hosts.place(HOME) == hosts.place(f"{HOME}/page/1")
    assert hosts.place(HOME).addresses == ("93.184.216.34",)


@pytest.mark.parametrize("word", ["a b", "", "museum.example/path", "*", "museum.example:99999", "*.*.example"])
def test_what_is_no_host_is_refused(word):
    with pytest.raises(Unfetchable, match="is no host"):
        check_host(word)


@pytest.mark.parametrize(
    ("url", "wire"),
    [
        ("https://museum.example/a b#c", "https://museum.example/a%20b"),
        ("https://museum.example/نص?q=é", "https://museum.example/%D9%86%D8%B5?q=%C3%A9"),
        ("https://müseum.example/%2F", "https://xn--mseum-kva.example/%2F"),
        ("https://museum.example/a\r\nX: y", "https://museum.example/aX:%20y"),
    ],
)
def test_addresses_go_over_the_wire_in_ascii(url, wire):
    assert asked(url) == wire


@pytest.mark.parametrize(
    ("stated", "url", "expected"),
    [
        ("https://a.example/activity", "https://a.example/activity", None),
        ("http://a.example/activity", "https://a.example/activity", None),
        ("https://a.example/x/activity", "http://b.example/activity", ("https://a.example/x/", "http://b.example/")),
        ("https://a.example/activity", "http://127.0.0.1:8/activity", ("https://a.example/", "http://127.0.0.1:8/")),
        ("https://a.example/feed", "http://b.example/activity", None),
        ("urn:x", "http://b.example/activity", None),
    ],
)
def test_a_feed_under_another_name_is_found_where_it_was_asked_for(stated, url, expected):
    assert moved(stated, url) == expected


def test_http_addresses_of_a_secure_host_are_asked_for_securely(client):
    client.secure = "museum.example"
    assert client.address("http://museum.example/x") == "https://museum.example/x"
    assert client.address("http://other.example/x") == "http://other.example/x"
