"""The demo in a real browser: both directions, narrow and wide, light and dark; nothing is fetched from outside."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

LANGUAGES = {"en": "ltr", "ar": "rtl", "fa": "rtl", "tr": "ltr"}
WIDTHS = (360, 1440)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_fit_and_complain_of_nothing(site, browser, language: str, width: int, scheme: str):
    url, pages = site
    faults: list[str] = []
    with browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, locale=language) as context:
        page = context.new_page()
        page.on("console", lambda said: _complaint(said, page.url, faults))
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.on("request", lambda asked: _outside(asked.url, url, faults))
        for step in pages:
            page.goto(f"{url}{step}{'&' if '?' in step else '?'}lang={language}")
            faults += _looks(page, step, language)
    assert faults == []


def _looks(page: Any, step: str, language: str) -> Iterator[str]:
    root = page.locator("html")
    if (root.get_attribute("lang"), root.get_attribute("dir")) != (language, LANGUAGES[language]):
        yield f"{step}: lang and dir are not those of {language}"
    beyond = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if beyond > 0:
        yield f"{step}: {beyond} pixels wider than the window"
    if page.locator("h1").count() != 1:
        yield f"{step}: {page.locator('h1').count()} main headings"
    if not page.title():
        yield f"{step}: no title"


def _complaint(said: Any, where: str, faults: list[str]) -> None:
    expected = "404" in said.text and "/no/such/page" in where
    if said.type in ("error", "warning") and not expected:
        faults.append(f"{where}: {said.text}")


def _outside(asked: str, ours: str, faults: list[str]) -> None:
    if not asked.startswith((ours, "data:")):
        faults.append(f"asked the outside: {asked}")


def test_the_first_stop_of_the_tab_key_leads_to_the_content(site, browser):
    url, _ = site
    page = browser.new_page()
    page.goto(url)
    page.keyboard.press("Tab")
    target = page.evaluate("document.activeElement.getAttribute('href')")
    assert target is not None
    assert target.startswith("#")
    assert page.locator(target).count() == 1
    page.close()


def test_a_search_can_be_made_with_the_keyboard_alone(site, browser):
    url, _ = site
    page = browser.new_page()
    page.goto(f"{url}/search?lang=en")
    box = page.locator("input[name=q]").last
    box.focus()
    page.keyboard.type("ewer")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=ewer**")
    page.close()


def test_pages_can_be_read_without_scripts(site, browser):
    url, pages = site
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        for step in pages:
            page.goto(url + step)
            assert page.locator("main").inner_text().strip(), step


def test_every_link_of_the_first_page_leads_somewhere(site, browser, tmp_path: Path):
    url, _ = site
    page = browser.new_page()
    page.goto(url)
    links = {a.evaluate("a => a.href") for a in page.locator("a[href]").all()}
    page.close()
    ours = sorted(link.split("#")[0] for link in links if link.startswith(url))
    assert ours
    assert [link for link in ours if httpx2.get(link, follow_redirects=True).status_code != 200] == []
