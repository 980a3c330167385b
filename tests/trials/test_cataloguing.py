"""A day at the desk, in a real browser, with the keyboard alone: catalogued, mended, published, found, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.trials.keys import Keys, desk
from tests.trials.saying import Saying


@dataclass(frozen=True)
class Day:
    """What is catalogued, in the words of one language."""

    language: str
    title: str
    other: str
    other_language: str
    own_language: str
    number: str
    maker: str
    wrong: str
    right: str
    shown: str
    unit: str
    event: str
    treatment: str


ENGLISH = Day(
    "en", "Ewer of the trial", "إبريق التجربة", "Arabic", "English", "TRIAL.1", "Zaynab of the trial", "thirty", "30.5",
    "30.5", "centimetres", "Gift to the trial", "Cleaning of the ewer",
)  # fmt: skip
ARABIC = Day(
    "ar", "طست التجربة", "Basin of the trial", "الإنجليزية", "العربية", "TRIAL.2", "مريم من التجربة", "ثلاثون", "٤١٫٢٥",
    "٤١٫٢٥", "سنتيمتر", "هبة إلى التجربة", "تنظيف الطست",
)  # fmt: skip


def begin(keys: Keys, say: Saying, slug: str) -> None:
    """From anywhere to the form of a new record, through the menu."""
    keys.open("/edit")
    keys.enter(say("New …"), "summary")
    keys.follow(say.kind(slug), "a")


def saved(keys: Keys) -> str:
    """Saves; the path of what was saved."""
    keys.save()
    assert "?saved" in keys.page.url, list(keys.lines(".notice-error"))
    return keys.page.url.split("/edit", 1)[1].split("?")[0]


@pytest.mark.parametrize("day", [ENGLISH, ARABIC], ids=lambda day: day.language)
def test_a_day_at_the_desk_by_keyboard_alone(workplace, browser, day: Day):
    say = Saying(day.language)
    with desk(browser, workplace, day.language, "cataloguer") as keys:
        direction = "rtl" if day.language == "ar" else "ltr"
        assert keys.page.locator("html").get_attribute("dir") == direction
        ewer = catalogue_object(keys, say, day)
        event = record_of(keys, say, "provenance", "object", day.event, day)
        treatment = record_of(keys, say, "treatment", "object", day.treatment, day)
        for path in (ewer, event, treatment):
            keys.open(f"/edit{path}/publish")
            keys.follow(say("Ask for a review"), "button")
            assert say("A review was asked for.") in list(keys.lines(".notice"))
    with desk(browser, workplace, day.language, "publisher") as keys:
        maker = made_in_passing(keys, say, day)
        for path in (ewer, event, treatment):
            approve(keys, say, path)
        read_in_public(keys, say, day, ewer, (event, treatment, maker))
        withdraw(keys, say, day, ewer)


def catalogue_object(keys: Keys, say: Saying, day: Day) -> str:
    """An object with two names, a number, a maker that is made in passing, a height; its path."""
    begin(keys, say, "object")
    name, language = say.field("object.title"), say.field("object.title.language")
    keys.fill(name, day.title)
    keys.select(language, day.own_language)
    keys.press("Alt+n")
    keys.arrived(name)
    keys.write(day.other)
    keys.select(language, day.other_language)
    keys.fill(say.field("object.accession_number"), day.number)
    keys.pick(
        say.field("object.production.carried_out_by"), day.maker, say("New record: %(name)s") % {"name": day.maker}
    )
    keys.arrived(say("Name"))
    keys.press("Enter")
    keys.page.wait_for_selector("dialog", state="hidden")
    assert day.maker in list(keys.lines("[data-picked]"))
    keys.enter(f"+ {say.field('object.height')}", "button")
    keys.arrived(say.field("object.height"))
    keys.write(day.wrong)
    keys.select(say.field("object.height.unit"), day.unit)
    keys.save()
    mend(keys, say, day)
    return saved(keys)


def mend(keys: Keys, say: Saying, day: Day) -> None:
    """Reads what is wrong in the summary, which has the focus; follows its link into the box; writes it right."""
    assert keys.page.evaluate("document.activeElement.matches('.notice-error')")
    (fault,) = keys.lines(".notice-error li")
    assert say("“%(text)s” is no number.") % {"text": day.wrong} in fault
    keys.enter(f"{say.field('object.height')} › {say.field('object.height.value')}", "a")
    keys.arrived(say.field("object.height"))
    assert keys.page.evaluate("document.activeElement.value") == day.wrong
    assert keys.page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"
    keys.press("Control+a")
    keys.write(day.right)


def record_of(keys: Keys, say: Saying, slug: str, pointer: str, name: str, day: Day) -> str:
    """A record of its own that points to the object; its path."""
    begin(keys, say, slug)
    called = say.field(f"{slug}.name")
    if not say.schema.by_slug[slug].by_key["name"].minimum:
        keys.enter(f"+ {called}", "button")
        keys.arrived(called)
    else:
        keys.to(called, "input")
    keys.write(name)
    keys.pick(say.field(f"{slug}.{pointer}"), day.title, day.title)
    assert day.title in list(keys.lines("[data-picked]"))
    return saved(keys)


def made_in_passing(keys: Keys, say: Saying, day: Day) -> str:
    """The maker of whom a name is all that is known: found, and published."""
    keys.open(f"/edit/search?q={day.maker}")
    keys.follow(day.maker, "a")
    path = keys.page.url.split("/edit", 1)[1].split("?")[0]
    keys.open(f"/edit{path}/publish")
    keys.follow(say("Publish"), "button")
    return path


def approve(keys: Keys, say: Saying, path: str) -> None:
    """Approves what waits on the page of one's own work."""
    keys.open("/edit")
    assert keys.page.locator(f"[aria-labelledby=waiting] a[href='/edit{path}/publish']").count() == 1
    keys.open(f"/edit{path}/publish")
    keys.follow(say("Approve and publish"), "button")
    assert say("It was approved and published.") in list(keys.lines(".notice"))


def read_in_public(keys: Keys, say: Saying, day: Day, ewer: str, others: tuple[str, ...]) -> None:
    """Finds the object by the search of the public, and reads what was catalogued."""
    keys.open("/")
    keys.fill(say("Search the collection"), day.title)
    with keys.page.expect_navigation():
        keys.press("Enter")
    keys.page.wait_for_function("path => document.querySelector(`main a[href='${path}']`)", arg=ewer)
    keys.follow(day.title, "a")
    assert keys.page.url.split("?")[0] == keys.url + ewer
    text = keys.page.locator("main").inner_text()
    for said in (day.title, day.other, day.number, day.maker, day.shown, day.event, day.treatment):
        assert said in text, said
    for path in others:
        assert keys.page.locator(f"main a[href='{path}']").count() >= 1, path


def withdraw(keys: Keys, say: Saying, day: Day, ewer: str) -> None:
    """Withdraws it: its page says that it is gone, and no search finds it."""
    keys.open(f"/edit{ewer}/publish")
    keys.follow(say("Withdraw"), "button")
    assert say("It was withdrawn.") in list(keys.lines(".notice"))
    assert keys.page.request.get(keys.url + ewer).status == 410
    keys.open(f"/search?q={day.title}")
    for _ in range(40):
        if not keys.page.locator(f"main a[href='{ewer}']").count():
            return
        keys.page.wait_for_timeout(50)
        keys.page.reload()
    raise AssertionError("it is still found")
