"""The sentence of a theme, filled with what its query found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce

from babel.lists import format_list

from api.asked import Row
from api.presenter import Presenter
from api.shown import Shown
from catalogue.publication import Summary
from catalogue.rdf import Term, iri_text, is_iri

NAMED = 4  # of several values, so many are named
Piece = str | Shown
_PARTS = re.compile(r"\[([^\[\]]*)\]|([^\[\]]+)")
_NAMES = re.compile(r"\{(\w+)\}")


def addresses(rows: Sequence[Row]) -> Iterator[str]:
    """The IRIs in rows: what a page needs the labels of."""
    return (iri_text(term) for row in rows for term in row.values() if is_iri(term))


def story(sentence: str, rows: Sequence[Row], presenter: Presenter, public: Mapping[str, Summary]) -> tuple[Piece, ...]:
    """The sentence in pieces; empty where a name that it needs found nothing that is public now.

    “{name}” stands for the values of a column; “[…]” is left out where one of its names has none.
    """
    values = _values(rows, public)
    pieces: list[Piece] = []
    for optional, needed in _PARTS.findall(sentence):
        names = _NAMES.findall(optional or needed)
        if all(values.get(name) for name in names):
            pieces += _filled(optional or needed, values, presenter)
        elif needed:
            return ()
    return tuple(pieces)


def _values(rows: Sequence[Row], public: Mapping[str, Summary]) -> dict[str, list[Term]]:
    """The different values of each column; a record that is not public any more is none."""
    found: dict[str, dict[Term, None]] = {}
    for row in rows:
        for name, term in row.items():
            if not is_iri(term) or iri_text(term) in public:
                found.setdefault(name, {})[term] = None
    return {name: list(terms) for name, terms in found.items()}


def _filled(text: str, values: Mapping[str, list[Term]], presenter: Presenter) -> Iterator[Piece]:
    for number, piece in enumerate(_NAMES.split(text)):
        if number % 2 == 0:
            yield from [piece] if piece else []
        else:
            yield from _listed([presenter.term(term) for term in values[piece]], presenter)


def _listed(values: list[Shown], presenter: Presenter) -> Iterator[Piece]:
    """Values as the language lists them; of many, the first, and dots."""
    if len(values) > NAMED:
        values = [*values[:NAMED], Shown("TextViewer", "…")]
    marks = [f"\0{number}\0" for number in range(len(values))]
    locale = presenter.numerals.locale
    between = locale.list_patterns["standard"]["middle"].format
    written = reduce(between, marks) if len(values) > NAMED else format_list(marks, "standard", locale)
    for number, piece in enumerate(written.split("\0")):
        if number % 2:
            yield values[int(piece)]
        elif piece:
            yield piece
