"""A browser without scripts: it reads a form, fills it in, presses a button."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

import httpx2

Pairs = list[tuple[str, str]]


class _Form(HTMLParser):
    """The inputs of one form as they would be sent, and the labels of what is wrong."""

    def __init__(self, id_: str) -> None:
        super().__init__()
        self._id, self._in, self._select, self._area = id_, False, "", ""
        self.action, self.pairs, self.buttons = "", Pairs(), Pairs()
        self.ids: list[str] = []
        self._noscript = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {key: value or "" for key, value in attrs}
        if "id" in said:
            self.ids.append(said["id"])
        if tag == "form":
            self._in = said.get("id") == self._id
            self.action = said.get("action", "") if self._in else self.action
        if not self._in or "disabled" in said:
            return
        if tag == "input" and said.get("type") in ("hidden", "text", "search"):
            self.pairs.append((said["name"], said.get("value", "")))
        elif tag == "input" and said.get("type") in ("radio", "checkbox") and "checked" in said:
            self.pairs.append((said["name"], said.get("value", "on")))
        elif tag == "select":
            self._select = said["name"]
            self.pairs.append((self._select, ""))
        elif tag == "option" and self._select and "selected" in said:
            self.pairs[-1] = (self._select, said.get("value", ""))
        elif tag == "textarea":
            self._area = said["name"]
            self.pairs.append((self._area, ""))
        elif tag == "button" and "name" in said:
            self.buttons.append((said["name"], said.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._in = False
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            name, text = self.pairs[-1]
            self.pairs[-1] = (name, (text + data).removeprefix("\n"))


@dataclass
class Sheet:
    """A form that is open in a browser."""

    client: httpx2.Client
    action: str
    pairs: Pairs
    buttons: Pairs
    text: str
    status: int
    address: str = ""
    ids: list[str] = field(default_factory=list)

    def value(self, ending: str) -> str:
        """What stands in the first input whose name ends like that."""
        return next(text for name, text in self.pairs if name.endswith(ending))

    def names(self, beginning: str = "") -> list[str]:
        return [name for name, _ in self.pairs if name.startswith(beginning)]

    def write(self, name: str, text: str) -> Sheet:
        """Writes into the input of that name, or the first whose name begins or ends so."""
        for at, (each, _) in enumerate(self.pairs):
            if each == name or (name.startswith("…") and each.endswith(name[1:])):
                self.pairs[at] = (each, text)
                return self
        raise AssertionError(f"no input {name} among {self.names()}")

    def press(self, name: str = "_do", value: str = "save") -> Sheet:
        """Presses a button, and follows where that leads."""
        sent = [*self.pairs, (name, value)]
        return opened(self.client, self.action, self.client.post(self.action, data=multi(sent)))


def open_form(client: httpx2.Client, path: str) -> Sheet:
    return opened(client, path, client.get(path))


def opened(client: httpx2.Client, path: str, answer) -> Sheet:
    address = path
    while answer.is_redirect:
        address = answer.headers["location"]
        answer = client.get(address)
    form = _Form("record-form")
    form.feed(answer.text)
    return Sheet(client, form.action, form.pairs, form.buttons, answer.text, answer.status_code, address, form.ids)


def multi(pairs: Pairs) -> dict[str, list[str]]:
    """The pairs as a client takes them for a form."""
    found: dict[str, list[str]] = {}
    for name, text in pairs:
        found.setdefault(name, []).append(text)
    return found
