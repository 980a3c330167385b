"""Where a request comes from."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from starlette.requests import Request

from api.visitor import by_https, client_address, local_path

PROXIES = ("10.0.0.0/8", "::1", "unix")


def request(client, headers=(), scheme="http", proxies=PROXIES):
    app = SimpleNamespace(state=SimpleNamespace(settings=SimpleNamespace(trusted_proxies=proxies)))
    pairs = [(name.encode(), value.encode()) for name, value in headers]
    scope = {"type": "http", "app": app, "headers": pairs, "client": client, "scheme": scheme, "path": "/"}
    return Request({**scope, "method": "GET", "query_string": b"", "server": ("a", 80)})


@pytest.mark.parametrize(
    ("client", "said", "address"),
    [
        ("192.0.2.1", [], "192.0.2.1"),
        ("192.0.2.1", ["198.51.100.9"], "192.0.2.1"),
        ("10.0.0.1", ["198.51.100.9"], "198.51.100.9"),
        ("10.0.0.1", ["203.0.113.5, 198.51.100.9"], "198.51.100.9"),
        ("10.0.0.1", ["203.0.113.5", "198.51.100.9, 10.9.9.9"], "198.51.100.9"),
        ("10.0.0.1", ["nonsense"], "nonsense"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("::1", ["2001:db8::1"], "2001:db8::1"),
        ("unix", ["198.51.100.9"], "198.51.100.9"),
    ],
)
def test_an_address_is_believed_from_our_proxies_only(client, said, address):
    headers = [("x-forwarded-for", one) for one in said]
    assert client_address(request((client, 1), headers)) == address


def test_a_visitor_without_an_address_has_none():
    assert client_address(request(None)) == ""


@pytest.mark.parametrize(
    ("client", "said", "scheme", "https"),
    [
        ("192.0.2.1", "https", "http", False),
        ("10.0.0.1", "https", "http", True),
        ("10.0.0.1", "http", "https", False),
        ("10.0.0.1", None, "https", True),
        ("192.0.2.1", None, "https", True),
    ],
)
def test_https_is_believed_from_our_proxies_only(client, said, scheme, https):
    headers = [("x-forwarded-proto", said)] if said else []
    assert by_https(request((client, 1), headers, scheme)) is https


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ("/edit/object/x?a=b&c=%C3%BC#d", "/edit/object/x?a=b&c=%C3%BC#d"),
        ("//evil.example", "/edit"),
        ("/\\evil.example", "/edit"),
        ("https://evil.example", "/edit"),
        ("javascript:alert(1)", "/edit"),
        ("/\tevil", "/edit"),
        ("/\r\nSet-Cookie: a", "/edit"),
        ("/" + "x" * 3000, "/edit"),
        (None, "/edit"),
    ],
)
def test_only_a_path_of_ours_is_gone_on_to(said, path):
    assert local_path(said) == path
