"""Hands on a keyboard: nothing here clicks, or writes into what has not got the focus."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.api.staffing import PASSWORD
from tests.trials.saying import Saying

FARTHEST = 700  # presses of the tab key
LONGEST = 120  # lines of a list
_FOCUSED = """() => {
  const one = document.activeElement;
  const text = ids => (ids ?? "").split(" ").map(id => document.getElementById(id)?.textContent ?? "").join(" ");
  const name = text(one.getAttribute("aria-labelledby")) || one.getAttribute("aria-label")
    || [...(one.labels ?? [])].map(l => l.textContent).join(" ") || one.textContent || one.title;
  return {kind: one.tagName.toLowerCase(), name: name.replace(/\\s+/g, " ").trim(), id: one.id};
}"""


class Keys:
    """A page that is worked by keyboard; what its console complains of is kept."""

    def __init__(self, page: Any, url: str) -> None:
        self.page = page
        self.url = url
        self.complaints: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))

    def _heard(self, said: Any) -> None:
        refused = re.search(r"status of (409|410|422|404)", said.text)  # pages that say what is to be mended
        if said.type in ("error", "warning") and not refused:
            self.complaints.append(f"{self.page.url}: {said.text}")

    def open(self, path: str) -> None:
        """Writes an address."""
        self.page.goto(self.url + path)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        self.page.keyboard.type(text)

    def focused(self) -> dict[str, str]:
        """Kind, name and id of what has the focus."""
        found: dict[str, str] = self.page.evaluate(_FOCUSED)
        return found

    def to(self, name: str, kind: str = "", *, back: bool = False) -> None:
        """Tabs to the next thing that is called so (all of its name, or what stands before a colon or a star)."""
        seen = []
        for _ in range(FARTHEST):
            self.press("Shift+Tab" if back else "Tab")
            here = self.focused()
            seen.append(f"{here['kind']} {here['name']}")
            if here["name"] in (name, f"{name} *") and kind in ("", here["kind"]):
                return
        raise AssertionError(f"no {kind} {name} among {seen[:60]}")

    def arrived(self, name: str) -> None:
        """Waits until what is called so has the focus."""
        for _ in range(100):
            if self.focused()["name"] == name:
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"the focus is at {self.focused()}, not at {name}")

    def enter(self, name: str, kind: str = "", *, back: bool = False) -> None:
        """Goes to a link or button and presses Enter; waits where that leads to another page."""
        self.to(name, kind, back=back)
        self.press("Enter")

    def follow(self, name: str, kind: str = "", *, back: bool = False) -> None:
        """The same, for what leads to another page."""
        self.to(name, kind, back=back)
        with self.page.expect_navigation():
            self.press("Enter")

    def fill(self, name: str, text: str, kind: str = "input") -> None:
        """Goes to a box and writes into it."""
        self.to(name, kind)
        self.write(text)

    def select(self, name: str, option: str) -> None:
        """Goes to a list, and down to what is to be chosen once it is there."""
        self.to(name, "select")
        self.page.wait_for_function(
            "text => [...document.activeElement.options].some(one => one.label === text)", arg=option
        )
        chosen = "document.activeElement.selectedOptions[0].label"
        for _ in range(LONGEST):
            if self.page.evaluate(chosen) == option:
                return
            self.press("ArrowDown")
        raise AssertionError(f"{option} cannot be reached")

    def pick(self, name: str, words: str, wanted: str) -> None:
        """Writes into a picker, and goes down to what begins with the wanted."""
        self.to(name, "input")
        self.write(words)
        self.page.wait_for_selector(".autocomplete__menu--visible [role=option]")
        self.page.wait_for_function(
            "text => [...document.querySelectorAll('.autocomplete__menu--visible [role=option]')]"
            ".some(one => one.textContent.startsWith(text))",
            arg=wanted,
        )
        for _ in range(20):
            self.press("ArrowDown")
            if self.focused()["name"].startswith(wanted):
                self.press("Enter")
                return
        raise AssertionError(f"{wanted} cannot be reached")

    def save(self) -> None:
        """Ctrl+S, wherever one is."""
        with self.page.expect_navigation():
            self.press("Control+s")

    def sign_in(self, who: str, name: str, password: str) -> None:
        """Signs in; `name` and `password` are what the two boxes are called."""
        self.fill(name, who)
        self.fill(password, PASSWORD)
        with self.page.expect_navigation():
            self.press("Enter")

    def lines(self, selector: str) -> Iterator[str]:
        """What stands in each element."""
        yield from (" ".join(one.split()) for one in self.page.locator(selector).all_inner_texts())


@contextmanager
def desk(browser: Any, url: str, language: str, who: str, **options: Any) -> Iterator[Keys]:
    """Somebody signed in, at an own browser; at the end its console has complained of nothing."""
    say = Saying(language)
    with browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "locale": language} | options) as context:
        keys = Keys(context.new_page(), url)
        keys.open(f"/edit?lang={language}")
        keys.sign_in(who, say("Name"), say("Password"))
        yield keys
        assert keys.complaints == [], keys.complaints
