"""Which representation a client wants: the suffix of the path, else its `Accept` header (RFC 9110,
12.5.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

LINKED_ART = "https://linked.art/ns/v1/linked-art.json"
_ITEM = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*")+')
_PARAMETER = re.compile(r';\s*([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))')


@dataclass(frozen=True)
class Representation:
    """One form of a record: its name, suffix, media type as sent, and the ranges that mean it.

    `alone` says that it tells of the record alone, without the names of what it refers to.
    """

    name: str
    suffix: str
    content_type: str
    ranges: tuple[str, ...]
    alone: bool = False

    @cached_property
    def profile(self) -> str:
        """The profile that it follows (RFC 6906), if one is said."""
        return next((one[2] for one in _PARAMETER.finditer(self.content_type) if one[1] == "profile"), "")

    @property
    def bare(self) -> str:
        """The media type without its parameters."""
        return self.content_type.partition(";")[0]


@dataclass(frozen=True)
class _Range:
    """A range of an Accept header; the profiles are those that it names."""

    name: str
    weight: float
    profiles: frozenset[str]


HTML = Representation("html", "", "text/html; charset=utf-8", ("text/html", "application/xhtml+xml"))
JSON = Representation(
    "json",
    ".json",
    f'application/ld+json;profile="{LINKED_ART}"',
    ("application/ld+json", "application/json"),
)
TURTLE = Representation(
    "turtle", ".ttl", "text/turtle; charset=utf-8", ("text/turtle", "application/x-turtle"), alone=True
)
NTRIPLES = Representation("ntriples", ".nt", "application/n-triples", ("application/n-triples",), alone=True)
RECORD_FORMS = (HTML, JSON, TURTLE, NTRIPLES)


def by_suffix(name: str) -> tuple[str, Representation | None]:
    """The id without its suffix, and the representation that the suffix asks for."""
    for form in RECORD_FORMS:
        if form.suffix and name.endswith(form.suffix):
            return name[: -len(form.suffix)], form
    return name, None


def wanted(accept: str | None, offered: Sequence[Representation]) -> Representation | None:
    """The best of the offered forms, the first among equals; None if the client accepts none of
    them.

    A profile that we do not have is a wish, and no condition (RFC 6906, 3.1): its range then means the media type.
    """
    if not accept:
        return offered[0]
    ranges = list(_ranges(accept[:2000]))
    weighed = [(max((_weight(one, form, ranges) for one in form.ranges), default=0.0), form) for form in offered]
    weight, form = max(weighed, key=lambda pair: pair[0])
    return form if weight > 0 else None


def accepts(accept: str | None, media_type: str) -> bool:
    """Whether the client names this media type itself (`*/*` does not count)."""
    return any(one.name == media_type and one.weight > 0 for one in _ranges((accept or "")[:2000]))


def _weight(media_type: str, form: Representation, ranges: Sequence[_Range]) -> float:
    """What the most specific of the ranges that mean a form says of it; a wildcard means what is sent, and no other
    name of it.
    """
    named = [one for one in ranges if one.name == media_type]
    family = media_type.split("/", maxsplit=1)[0] + "/*"
    by_rank = (
        (one for one in named if form.profile and form.profile in one.profiles),
        (one for one in named if not one.profiles),
        iter(named),
        (one for one in ranges if one.name == family and media_type == form.bare),
        (one for one in ranges if one.name == "*/*" and media_type == form.bare),
    )
    return next((found.weight for rank in by_rank if (found := next(rank, None)) is not None), 0.0)


def _ranges(accept: str) -> Iterator[_Range]:
    for item in _ITEM.findall(accept):
        name, semicolon, rest = item.partition(";")
        said = {one[1].lower(): one[2] or one[3] or "" for one in _PARAMETER.finditer(semicolon + rest)}
        profiles = frozenset(said.get("profile", "").split())
        yield _Range(name.strip().lower(), _quality(said.get("q", "1")), profiles)


def _quality(said: str) -> float:
    """A weight; what is not one says nothing."""
    return min(float(said), 1.0) if re.fullmatch(r"\d+(\.\d*)?|\.\d+", said) else 1.0
