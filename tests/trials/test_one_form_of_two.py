"""Forms that are left, shared, and used without scripts: nobody loses what they wrote."""

from __future__ import annotations

from typing import Any

from tests.api.staffing import PASSWORD
from tests.trials.keys import Keys, desk
from tests.trials.saying import Saying

SAY = Saying("en")
TITLE, NUMBER = SAY.field("object.title"), SAY.field("object.accession_number")
EWER = "/edit/object/blacas-ewer"
TOP = """() => {
  const one = document.activeElement;
  return one.closest(".edit-fields") ? one.getBoundingClientRect().top : Infinity;
}"""


def rewrite(keys: Keys, name: str, text: str) -> None:
    """Goes to a box and writes something else into it."""
    keys.to(name, "input")
    keys.press("Control+a")
    keys.write(text)


def values(page: Any, key: str) -> list[str]:
    """What stands in the texts of a field."""
    found: list[str] = page.locator(f"input[name^='{key}/'][name*='/content/']").evaluate_all(
        "all => all.map(one => one.value)"
    )
    return found


def group(page: Any, address: str) -> Any:
    """A field of a form, by what it is called."""
    return page.get_by_role("group", name=SAY.field(address), exact=True)


def test_two_who_change_different_fields_both_keep_theirs(workplace, browser):
    with desk(browser, workplace, "en", "cataloguer") as one, desk(browser, workplace, "en", "colleague") as two:
        one.open(EWER)
        two.open(EWER)
        rewrite(one, TITLE, "A title by the first")
        one.save()
        assert "A title by the first" in values(one.page, "title")
        rewrite(two, NUMBER, "SECOND.1")
        two.save()
        assert any("Somebody else saved this record meanwhile" in said for said in two.lines(".notice"))
        assert "A title by the first" in values(two.page, "title")
        assert values(two.page, "accession_number") == ["SECOND.1"]


def test_two_who_change_the_same_field_are_asked_which_shall_stand(workplace, browser):
    with desk(browser, workplace, "en", "cataloguer") as one, desk(browser, workplace, "en", "colleague") as two:
        for mine, key in (("THEIRS.1", "ArrowUp"), ("MINE.1", "")):
            one.open(EWER)
            two.open(EWER)
            rewrite(one, NUMBER, f"FIRST.{mine}")
            one.save()
            rewrite(two, NUMBER, f"SECOND.{mine}")
            two.save()
            assert two.page.evaluate("document.activeElement.matches('.notice-warn')")
            text = two.page.locator(".conflict").inner_text()
            assert f"FIRST.{mine}" in text
            assert f"SECOND.{mine}" in text
            two.press("Tab")
            assert two.page.evaluate("document.activeElement.type") == "radio"
            if key:
                two.press(key)
            two.save()
            stands = f"FIRST.{mine}" if key else f"SECOND.{mine}"
            assert values(two.page, "accession_number") == [stands]


def test_what_was_written_is_there_when_a_browser_was_closed_in_the_midst(workplace, browser):
    path = "/edit/object/ardabil-carpet"
    with desk(browser, workplace, "en", "cataloguer") as keys:
        keys.open(path)
        rewrite(keys, NUMBER, "NOT SAVED YET")
        keys.page.locator("[data-state]", has_text="kept for you").wait_for()
        rewrite(keys, NUMBER, "WRITTEN LAST")
        beside = keys.page.context.new_page()
        keys.page.close()
        beside.wait_for_timeout(500)  # what a page sends as it goes is under way by itself
    with desk(browser, workplace, "en", "cataloguer") as keys:
        assert keys.page.locator(f"[aria-labelledby=unsaved] a[href='{path}']").count() == 1
        keys.open(path)
        assert any("without saving" in said for said in keys.lines(".notice"))
        assert values(keys.page, "accession_number") == ["WRITTEN LAST"]
        keys.save()
        assert values(keys.page, "accession_number") == ["WRITTEN LAST"]
    with desk(browser, workplace, "en", "colleague") as keys:
        keys.open(path)
        assert values(keys.page, "accession_number") == ["WRITTEN LAST"]


def test_the_focus_stays_with_the_work(workplace, browser):
    with desk(browser, workplace, "en", "cataloguer") as keys:
        keys.open("/edit/object/new")
        keys.fill(TITLE, "Tray")
        keys.press("Alt+n")
        keys.arrived(TITLE)
        keys.enter(f"Remove: {TITLE}", "button")
        keys.page.wait_for_function(
            "() => document.activeElement.matches('.ef *') && !document.querySelector('.htmx-request')"
        )
        rewrite(keys, NUMBER, "TRAY.1")
        keys.save()
        assert keys.page.evaluate("document.activeElement.value") == "TRAY.1"
        bar = keys.page.locator(".edit-bar").bounding_box()
        for _ in range(120):
            keys.press("Tab")
            top = keys.page.evaluate(TOP)
            assert top >= bar["y"] + bar["height"] - 1, keys.focused()


def test_numbers_may_be_written_in_the_digits_of_arabic_and_persian(workplace, browser):
    with desk(browser, workplace, "fa", "cataloguer") as keys:
        say = Saying("fa")
        keys.open("/edit/object/new")
        keys.fill(say.field("object.title"), "سینی")
        for field, text in (("height", "۱۲٫۵"), ("width", "٣٠")):
            keys.enter(f"+ {say.field(f'object.{field}')}", "button")
            keys.arrived(say.field(f"object.{field}"))
            keys.write(text)
        keys.save()
        found = keys.page.locator("input[inputmode=decimal]").evaluate_all("all => all.map(one => one.value)")
        assert {"12.5", "30"} <= set(found)


def test_a_record_is_made_without_scripts(workplace, browser):
    with browser.new_context(java_script_enabled=False, locale="en") as context:
        page = context.new_page()
        page.goto(f"{workplace}/edit/object/new")
        page.get_by_label("Name", exact=True).fill("cataloguer")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        group(page, "object.title").get_by_role("textbox").first.fill("Plain dish")
        page.get_by_role("button", name=f"+ {SAY.field('object.height')}", exact=True).click()
        box = group(page, "object.height").get_by_role("textbox").first
        box.fill("tall")
        group(page, "object.type").get_by_role("textbox").fill("ewers")
        page.get_by_role("button", name="Save", exact=True).click()
        assert "is no number" in page.locator(".notice-error").inner_text()
        assert page.locator("[data-picked]", has_text="ewers").count() == 1  # one term is called so: it is taken
        page.locator(".notice-error a").click()
        box = group(page, "object.height").get_by_role("textbox").first
        assert box.input_value() == "tall"
        box.fill("12")
        group(page, "object.material").get_by_role("textbox").fill("bra")
        page.get_by_role("button", name="Save", exact=True).click()
        page.locator(".found").get_by_label("brass").first.check()
        page.get_by_role("button", name="Save", exact=True).click()
        assert "?saved" in page.url
        assert page.locator("[data-picked]", has_text="brass").count() == 1


def test_a_record_that_is_wanting_is_made_without_scripts_and_the_form_is_kept(workplace, browser):
    with browser.new_context(java_script_enabled=False, locale="en") as context:
        page = context.new_page()
        page.goto(f"{workplace}/edit/object/new")
        page.get_by_label("Name", exact=True).fill("colleague")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        group(page, "object.title").get_by_role("textbox").first.fill("Half a dish")
        maker = group(page, "object.production.carried_out_by")
        maker.locator("summary").click()
        maker.get_by_role("button", name=SAY.kind("person"), exact=True).click()
        assert page.url.endswith("/edit/person/new")
        page.goto(f"{workplace}/edit/object/new")
        assert values(page, "title") == ["Half a dish"]
