"""What a `for-each` walks over: elements read out of the cells of a row.

A reader takes the cells and gives elements: texts, the objects of a JSON list, or small tables whose members a
mapping reaches as ".value", ".begin" and so on; and remarks on what it read with doubts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from catalogue.interchange.mapping_conversions import Unread, year, year_text
from catalogue.interchange.mapping_dates import date_elements
from catalogue.interchange.mapping_dimensions import dimension_elements
from catalogue.interchange.mapping_model import Cutting
from catalogue.interchange.mapping_paths import written
from catalogue.interchange.mapping_remarks import Found

_REMEMBERED = 20_000


@dataclass(frozen=True)
class Given:
    """What a reader reads: cells, in the order of the mapping's columns, how to cut them, and their language."""

    cells: Sequence[object]
    cutting: Cutting
    language: str


Reader = Callable[[Given], Found]


@lru_cache(_REMEMBERED)
def cut(text: str, cutting: Cutting) -> tuple[str, ...]:
    """A text as its pieces: split, and of each piece what the pattern finds in it."""
    pieces = [text]
    for separator in cutting.split:
        pieces = [piece for whole in pieces for piece in whole.split(separator)]
    if cutting.pattern is not None:
        found = (cutting.pattern.search(piece.strip()) for piece in pieces)
        pieces = [_value(match) for match in found if match]
    return tuple(dict.fromkeys(kept for piece in pieces if (kept := piece.strip())))


def _value(match: re.Match[str]) -> str:
    """The group called value, else the first group, else all that was matched."""
    groups = match.re.groupindex
    return match[groups.get("value", 1 if match.re.groups else 0)] or ""


def _list(given: Given) -> Found:
    found = next((cell for cell in given.cells if cell not in (None, "", [])), None)
    if isinstance(found, list):
        return Found(tuple(one for one in found if one not in (None, "")))
    return Found(() if found is None else (found,))


def _text(given: Given) -> Found:
    text = next((t for cell in given.cells if (t := written(cell))), "")
    return _pieces(text, given.cutting)


@lru_cache(_REMEMBERED)
def _pieces(text: str, cutting: Cutting) -> Found:
    """Pieces of text; a table of named groups for each match where the pattern has several."""
    pattern = cutting.pattern
    if pattern is None or set(pattern.groupindex) <= {"value"}:
        return Found(cut(text, cutting))
    matches = (match for piece in cut(text, Cutting(cutting.split)) for match in pattern.finditer(piece))
    return Found(tuple({k: v.strip() for k, v in m.groupdict(default="").items()} for m in matches))


def _years(given: Given) -> Found:
    """First and last year (no year 0; 0 is unknown) → ".begin" and ".end" as moments, ".edtf"."""
    texts = [written(cell) for cell in given.cells]
    known = [text for text in texts if text not in ("", "0")]
    if not known:
        return Found()
    if len(texts) != 2 or len(known) != 2:
        raise Unread("only one of the two years is given", "Give both, or neither.")
    first, last = (year(text) for text in known)
    if first > last:
        raise Unread("the first year comes after the last", "Correct one of them in the source.")
    begin, end = year_text(first), year_text(last)
    edtf = begin if begin == end else f"{begin}/{end}"
    return Found(({"begin": f"{begin}-01-01T00:00:00Z", "end": f"{end}-12-31T23:59:59Z", "edtf": edtf},))


def _date(given: Given) -> Found:
    text, *years = (written(cell) for cell in given.cells)
    return date_elements(text, given.language, tuple(years))


def _dimensions(given: Given) -> Found:
    return dimension_elements(next((text for cell in given.cells if (text := written(cell))), ""))


ELEMENTS: Mapping[str, Reader] = {
    "list": _list,
    "text": _text,
    "years": _years,
    "date": _date,
    "dimensions": _dimensions,
}
