"""How a record is cited: as text, as BibTeX and in Dublin Core."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from api.shown import RecordPage
from catalogue.settings import Settings

_SPECIAL = str.maketrans(
    {c: "\\" + c for c in "&%$#_{}"}
    | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
)


def as_text(page: RecordPage, site: str) -> tuple[str, ...]:
    """Title, the facts of the header, the catalogue, the day of the last change, the address.

    In parts, so that each keeps its own direction.
    """
    facts = [
        value.text
        for one in page.header
        for value in (next(shown.words(), None) for shown in one.values)
        if value is not None and value.text
    ]
    said = (page.names.title.text, *facts, site, page.updated.strftime("%Y-%m-%d"), page.iri)
    return tuple(part.rstrip(".") for part in said)


def as_bibtex(page: RecordPage, site: str) -> str:
    """A @misc entry; characters that mean something to TeX are escaped."""
    key = "-".join(page.path.strip("/").split("/"))
    fields = {
        "title": "{" + _tex(page.names.title.text) + "}",
        "howpublished": _tex(site),
        "year": str(page.updated.year),
        "note": "Last changed " + page.updated.strftime("%Y-%m-%d"),
        "url": page.iri,
    }
    inner = "".join(f"  {name} = {{{text}}},\n" for name, text in fields.items())
    return f"@misc{{{key},\n{inner}}}\n"


def as_dublin_core(page: RecordPage, told: Mapping[str, Any], settings: Settings) -> tuple[tuple[str, str], ...]:
    """Elements and values for programs that collect references; `told` is what schema.org is told."""
    found = [("title", page.names.title.text), ("identifier", page.iri), ("type", page.kind)]
    found += [("creator", name) for name in _names(told.get("creator", ()))]
    found += [("date", str(told["dateCreated"]))] if "dateCreated" in told else []
    found += [("publisher", settings.publisher or settings.title)]
    found += [("rights", settings.licence)] if settings.licence else []
    return tuple(found)


def _names(things: Any) -> Iterator[str]:
    for one in things if isinstance(things, list | tuple) else [things]:
        if "name" in one:
            yield one["name"]


def _tex(text: str) -> str:
    return text.translate(_SPECIAL).replace("\n", " ")
