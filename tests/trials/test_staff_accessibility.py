"""Every page for staff by axe-core's rules, at both ends of width, light and dark, in both directions.

The pages are those of the application's own doors, so a new one is looked at without being named; beside them the
states that a form is in when something is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from api import account, editing
from tests.trials.keys import Keys, desk
from tests.trials.test_accessibility import ASK, AXE, RULES

EWER = "/edit/object/blacas-ewer"
KNOWN = {
    "/edit/{slug}": "/edit/object",
    "/edit/{slug}/new": "/edit/object/new",
    "/edit/{slug}/{id}": EWER,
    "/edit/{slug}/{id}/{rest}": EWER,
    "{number}": "1",
    "{number:int}": "1",
}
"""What stands for the parts of an address that are open."""
FURTHER = (
    "/edit/search?q=ewer",
    "/edit/search?q=nothing-is-called-so",
    "/edit/person/new",
    "/edit/treatment/new",
    "/edit/provenance/new",
    f"{EWER}?saved",
    "/edit/object/no-such-record",
    "/edit/files",
)
FIT = "() => document.documentElement.scrollWidth - window.innerWidth"


def doors() -> Iterator[str]:
    """An address for each page that the application has for those who work here."""
    for route in (*account.routes, *editing.routes):
        if "GET" in (route.methods or ()):
            yield _address(route.path)


def _address(path: str) -> str:
    for whole, address in KNOWN.items():
        if path == whole:
            return address
    path = path.replace("/edit/{slug}/{id}", EWER).replace("{slug}", "object")
    return path.replace("{number:int}", "1").replace("{number}", "1")


@pytest.fixture(scope="module")
def prepared(workplace, browser) -> str:
    """The URL, once there is a draft, a review that waits, and something left unsaved."""
    with desk(browser, workplace, "en", "cataloguer") as keys:
        page = keys.page
        for title in ("A draft for review", "A draft"):
            keys.open("/edit/object/new")
            page.locator("input[name='title/new-1/content/new-1']").fill(title)
            page.locator("[data-save]").click()
            page.wait_for_url("**?saved")
            if "review" in title:
                keys.open(page.url.removeprefix(workplace).removesuffix("?saved") + "/publish")
                page.locator("button[value=ask]").click()
                page.locator(".notice").first.wait_for()
    return workplace


@pytest.mark.parametrize(
    ("language", "width", "scheme"), [("en", 1440, "light"), ("ar", 360, "dark"), ("ar", 1440, "light")]
)
def test_axe_finds_nothing_on_any_page_for_staff(prepared, browser, language: str, width: int, scheme: str):
    if not AXE.is_file():
        pytest.skip("axe-core is not installed; make assets brings it")
    options = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    faults: list[str] = []
    with desk(browser, prepared, language, "administrator", **options) as keys:
        for address in dict.fromkeys((*doors(), *FURTHER)):
            answer = keys.page.goto(prepared + address)
            if answer is None or "text/html" not in answer.headers.get("content-type", ""):
                continue
            faults += looked_at(keys, address, language)
        for name, state in STATES.items():
            state(keys)
            faults += looked_at(keys, name, language)
    with browser.new_context(locale=language, **options) as context:
        keys = Keys(context.new_page(), prepared)
        for address in ("/account/sign-in", "/account/forgotten"):
            keys.open(f"{address}?lang={language}")
            faults += looked_at(keys, f"{address} of nobody", language)
    assert faults == [], "\n".join(faults)


def looked_at(keys: Keys, name: str, language: str) -> Iterator[str]:
    """What is wrong with the page that is open."""
    page = keys.page
    root = page.locator("html")
    direction = "rtl" if language == "ar" else "ltr"
    if (root.get_attribute("lang"), root.get_attribute("dir")) != (language, direction):
        yield f"{name}: lang and dir are not those of {language}"
    if page.locator("h1").count() != 1:
        yield f"{name}: {page.locator('h1').count()} main headings"
    beyond = page.evaluate(FIT)
    if beyond > 0:
        yield f"{name}: {beyond} pixels wider than the window"
    page.evaluate(AXE.read_text("utf-8"))
    yield from (f"{name}: {fault}" for fault in page.evaluate(ASK, RULES))


def wrong(keys: Keys) -> None:
    """A form with a number that is none: 422."""
    page: Any = keys.page
    keys.open("/edit/object/new")
    page.locator("button[name=_add][value=height]").click()
    page.locator("input[name^='height/'][inputmode=decimal]").last.fill("thirty")
    page.locator("[data-save]").click()
    page.locator(".notice-error").wait_for()


def disputed(keys: Keys) -> None:
    """A form of which somebody else changed the same: 409."""
    page: Any = keys.page
    number = "input[name^='accession_number/'][name*='/content/']"
    keys.open(EWER)
    other = page.context.new_page()
    other.goto(keys.url + EWER)
    for one, text in ((other, "THEIRS"), (page, "MINE")):
        one.locator(number).fill(f"{text}.{one.locator(number).input_value()[-6:]}")
        one.locator("[data-save]").click()
        one.locator(".notice-warn" if one is page else "[data-state]").first.wait_for()
    other.close()


def differing(keys: Keys) -> None:
    """A form with a differing opinion, and with a row that was taken out."""
    page: Any = keys.page
    keys.open("/edit/object/ardabil-carpet")
    page.locator("button[name=_differ]").last.click()
    page.locator(".ef-claims").first.wait_for()
    page.locator("button[name=_remove]").first.click()
    page.locator(".ef-removed").first.wait_for()
    page.wait_for_function("() => !document.querySelector('.htmx-request')")


def picking(keys: Keys) -> None:
    """A picker that is open."""
    page: Any = keys.page
    keys.open("/edit/treatment/new")
    page.locator("[data-pick*='treatment.object'] input[type=text]").focus()
    page.keyboard.type("ewer")
    page.locator(".autocomplete__menu--visible .making", has_text="ewer").wait_for()


def making(keys: Keys) -> None:
    """The dialog of a record that is made in passing."""
    picking(keys)
    page: Any = keys.page
    for _ in range(20):
        page.keyboard.press("ArrowDown")
        if page.evaluate("() => Boolean(document.activeElement.querySelector('.making'))"):
            break
    page.keyboard.press("Enter")
    page.locator("dialog[open]").wait_for()


def choosing(keys: Keys) -> None:
    """Work on many records, chosen in a search."""
    page: Any = keys.page
    keys.open("/edit/search?q=ewer")
    page.locator("main tbody input[type=checkbox]").first.check()
    page.locator("#bulk button").click()
    page.wait_for_url("**/edit/bulk**")


STATES = {
    "choosing": choosing,
    "422": wrong,
    "409": disputed,
    "differing": differing,
    "picking": picking,
    "making": making,
}
