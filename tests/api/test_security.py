"""What every answer carries, and whom we answer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from api.app import create_app

PATHS = ("/", "/object/lamp", "/object/lamp.ttl", "/nothing", "/healthz", "/static/css/page.css")


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_says_what_a_browser_may_do(client, path):
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    for rule in ("default-src 'self'", "object-src 'none'", "base-uri 'none'"):
        assert rule in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", PATHS)
def test_anybody_may_read_what_is_public(client, path):
    assert client.get(path).headers["access-control-allow-origin"] == "*"


def test_nobody_elsewhere_may_read_what_is_not(client):
    assert "access-control-allow-origin" not in client.get("/edit/object/lamp").headers
    assert "access-control-allow-origin" not in client.options("/account/login").headers


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("collection.example.org", 200),
        ("COLLECTION.example.org:8443", 200),
        ("[::1]:8000", 200),
        ("evil.example", 421),
        ("collection.example.org.evil.example", 421),
        ("", 421),
    ],
)
def test_only_the_hosts_in_the_settings_are_answered(collection, host, status):
    settings = replace(collection.settings, hosts=("collection.example.org", "[::1]"))
    answer = TestClient(create_app(settings, collection)).get("/healthz", headers={"Host": host})
    assert answer.status_code == status
    assert "content-security-policy" in answer.headers


def test_images_come_from_the_hosts_in_the_settings_only(collection):
    settings = replace(collection.settings, image_hosts=("images.example",))
    headers = TestClient(create_app(settings, collection)).get("/healthz").headers
    assert "img-src 'self' data: https://images.example;" in headers["content-security-policy"]


def test_crawlers_read_records_and_leave_searches_alone(client):
    assert "Disallow: /search" in client.get("/robots.txt").text
