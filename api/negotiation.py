"""Which representation a client wants: the suffix of the path, else its `Accept` header (RFC 9110,
12.5.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LINKED_ART = "https://linked.art/ns/v1/linked-art.json"


@dataclass(frozen=True)
class Representation:
    """One form of a record: its name, suffix, media type as sent, and the ranges that mean it."""

    name: str
    suffix: str
    content_type: str
    ranges: tuple[str, ...]


HTML = Representation("html", "", "text/html; charset=utf-8", ("text/html", "application/xhtml+xml"))
JSON = Representation(
    "json",
    ".json",
    f'application/ld+json;profile="{LINKED_ART}"',
    ("application/ld+json", "application/json"),
)
TURTLE = Representation("turtle", ".ttl", "text/turtle; charset=utf-8", ("text/turtle", "application/x-turtle"))
NTRIPLES = Representation("ntriples", ".nt", "application/n-triples", ("application/n-triples",))
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
    """
    if not accept:
        return offered[0]
    ranges = list(_ranges(accept[:2000]))
    weighed = [(max((_weight(one, ranges) for one in form.ranges), default=0.0), form) for form in offered]
    weight, form = max(weighed, key=lambda pair: pair[0])
    return form if weight > 0 else None


def accepts(accept: str | None, media_type: str) -> bool:
    """Whether the client names this media type itself (`*/*` does not count)."""
    return any(one == media_type and weight > 0 for one, weight in _ranges((accept or "")[:2000]))


def _weight(media_type: str, ranges: Sequence[tuple[str, float]]) -> float:
    family = media_type.split("/", maxsplit=1)[0] + "/*"
    for wanted_range in (media_type, family, "*/*"):
        for one, weight in ranges:
            if one == wanted_range:
                return weight
    return 0.0


def _ranges(accept: str) -> Iterator[tuple[str, float]]:
    for item in accept.split(","):
        name, *parameters = (part.strip().lower() for part in item.split(";"))
        weight = next((p[2:].strip() for p in parameters if re.fullmatch(r"q=[\d.]+", p)), "1")
        try:
            yield name, min(float(weight), 1.0)
        except ValueError:
            yield name, 0.0
