"""Which language a visitor gets."""

from __future__ import annotations

import re

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


def test_a_name_that_is_not_there_is_shown_in_the_next_language_of_the_chain_and_the_page_says_so(client):
    page = client.get("/person/musli?lang=tr").text
    assert '<h1><bdi dir="auto" lang="en">Musli</bdi></h1>' in page
    assert "bu adın dili: İngilizce." in page
    listed = client.get("/person?lang=fa").text
    assert re.search(r'lang="en">Musli</bdi> <abbr class="tongue" dir="ltr" title="انگلیسی">en</abbr>', listed)


def test_a_name_in_the_readers_language_carries_no_remark(client):
    page = client.get("/person/musli?lang=ar").text
    assert '<h1><bdi dir="auto" lang="ar">مصلي</bdi></h1>' in page
    assert "لغة هذا الاسم" not in page


@pytest.mark.parametrize(
    ("language", "chain"), [("en", "shown as it was written"), ("tr", "İngilizce"), ("ar", "بالإنجليزية")]
)
def test_every_page_states_the_chain(client, language, chain):
    for path in ("/", "/object", "/object/lamp", "/search", "/nothing-here"):
        foot = client.get(path, headers={"Accept-Language": language}).text.partition('<footer class="foot">')[2]
        assert chain in foot
