"""Limits count a visitor once, however many addresses they have; nobody is somebody else by a header."""

from __future__ import annotations

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from api import clients
from api.app import create_app
from api.clients import Allowance, client


def test_so_many_times_are_allowed_in_so_long():
    now = [0.0]
    allowance = Allowance(2, 10, lambda: now[0])
    assert [allowance.take("a") for _ in range(3)] == [0, 0, 10]
    assert allowance.take("b") == 0
    now[0] = 4
    assert allowance.take("a") == 6
    now[0] = 10
    assert [allowance.take("a") for _ in range(3)] == [0, 0, 10]


def test_only_so_many_are_remembered(monkeypatch):
    monkeypatch.setattr(clients, "HELD", 2)
    allowance = Allowance(1, 10, lambda: 0.0)
    assert [allowance.take(one) for one in "abc"] == [0, 0, 0]
    assert allowance.take("a") == 0


@pytest.fixture
def asked(collection):
    """The address for which a request counts, by the proxies that are trusted."""

    def asked(proxies, client_host, forwarded):
        app = create_app(replace(collection.settings, trusted_proxies=proxies), collection)
        seen = []

        async def tell(request):
            from starlette.responses import Response

            seen.append(client(request))
            return Response()

        app.router.add_route("/who/is/it", tell)
        app.router.routes.insert(0, app.router.routes.pop())
        TestClient(app, client=(client_host, 1)).get("/who/is/it", headers={"X-Forwarded-For": forwarded})
        return seen[0]

    return asked


@pytest.mark.parametrize(
    ("proxies", "host", "forwarded", "whose"),
    [
        ((), "192.0.2.1", "203.0.113.9", "192.0.2.1"),
        (("192.0.2.1",), "192.0.2.1", "203.0.113.9", "203.0.113.9"),
        (("192.0.2.1",), "192.0.2.2", "203.0.113.9", "192.0.2.2"),
        (("192.0.2.0/24",), "192.0.2.1", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (("192.0.2.0/24",), "192.0.2.1", "203.0.113.9, 192.0.2.8", "203.0.113.9"),
        (("::1",), "::1", "2001:db8:1:2::9", "2001:db8:1:2::/64"),
        (("192.0.2.1",), "192.0.2.1", "", "192.0.2.1"),
    ],
)
def test_only_a_trusted_proxy_is_believed_and_only_the_nearest_client(asked, proxies, host, forwarded, whose):
    assert asked(proxies, host, forwarded) == whose
