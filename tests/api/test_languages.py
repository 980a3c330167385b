"""Which language a visitor gets."""

from __future__ import annotations

import pytest

LANG = 'lang="{}"'


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("ar", "ar"),
        ("de, fa;q=0.5, tr;q=0.4", "fa"),
        ("tr;q=0.4, fa-IR;q=0.9", "fa"),
        ("ar;q=0, tr", "tr"),
        ("de", "en"),
        ("", "en"),
        (";;;q=x,,", "en"),
    ],
)
def test_the_accept_language_header_is_heard(client, header, code):
    page = client.get("/", headers={"Accept-Language": header}).text
    assert f'<html lang="{code}"' in page


def test_the_address_is_heard_before_the_cookie_and_the_cookie_before_the_header(client):
    asked = client.get("/?lang=ar", headers={"Accept-Language": "tr"})
    assert '<html lang="ar"' in asked.text
    assert asked.cookies["lang"] == "ar"
    assert '<html lang="ar"' in client.get("/", headers={"Accept-Language": "tr"}).text
    assert '<html lang="fa"' in client.get("/?lang=fa", headers={"Accept-Language": "tr"}).text


def test_a_language_nobody_speaks_here_is_passed_over(client):
    answer = client.get("/?lang=xx", headers={"Accept-Language": "tr"})
    assert '<html lang="tr"' in answer.text
    assert "set-cookie" not in answer.headers


def test_the_switch_stays_on_the_page_with_its_question(client):
    page = client.get("/search?q=lamp&type=object").text
    assert '<a href="?q=lamp&amp;type=object&amp;lang=fa" lang="fa"' in page
