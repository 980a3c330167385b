"""What a page says to a reader: its texts, and its attributes that are read out or shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser

SPOKEN = frozenset({"title", "aria-label", "aria-description", "placeholder", "alt", "label", "summary", "data-label"})
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
UNSEEN = frozenset({"script", "style", "svg"})


@dataclass(frozen=True)
class Element:
    """An element that is open around a text."""

    tag: str
    attributes: Mapping[str, str | None]

    @property
    def classes(self) -> frozenset[str]:
        return frozenset((self.attributes.get("class") or "").split())


@dataclass(frozen=True)
class Said:
    """A text, or an attribute of that name, with the elements around it, outermost first."""

    text: str
    within: tuple[Element, ...]
    attribute: str = ""

    def inside(self, *names: str) -> bool:
        """Whether it stands in an element of one of these tags or `.classes`."""
        return any(one.tag in names or any(f".{c}" in names for c in one.classes) for one in self.within)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Said] = []
        self._open: list[Element] = []

    def handle_starttag(self, tag, attrs):
        element = Element(tag, dict(attrs))
        within = (*self._open, element)
        names = SPOKEN | ({"content"} if "og:title" in dict(attrs).values() else frozenset[str]())
        self.found += [Said(value, within, name) for name, value in attrs if name in names and value]
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag):
        while self._open and self._open.pop().tag != tag:
            pass

    def handle_data(self, data):
        if data.strip() and not UNSEEN & {one.tag for one in self._open}:
            self.found.append(Said(data.strip(), tuple(self._open)))


def visible(page: str) -> Iterator[Said]:
    """Everything that a page says, in order."""
    parsed = _Page()
    parsed.feed(page)
    parsed.close()
    yield from parsed.found
