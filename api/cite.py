"""How a record is cited: as text and as BibTeX."""

from __future__ import annotations

from api.shown import RecordPage

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


def _tex(text: str) -> str:
    return text.translate(_SPECIAL).replace("\n", " ")
