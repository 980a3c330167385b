"""What a `for-each` walks over: elements read out of the cells of a row.

A reader takes the cells and gives elements: texts, the objects of a JSON list, or small tables
whose members a mapping reaches as ".value", ".begin" and so on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from catalogue.interchange.mapping_conversions import Unread, year, year_text
from catalogue.interchange.mapping_model import Cutting
from catalogue.interchange.mapping_paths import written

Elements = Sequence[object]
Reader = Callable[[Sequence[object], Cutting], Elements]


def cut(text: str, cutting: Cutting) -> list[str]:
    """A text as its pieces: split, and of each piece what the pattern finds in it."""
    pieces = text.split(cutting.split) if cutting.split is not None else [text]
    if cutting.pattern is not None:
        found = (cutting.pattern.search(piece.strip()) for piece in pieces)
        pieces = [_value(match) for match in found if match]
    return [kept for piece in pieces if (kept := piece.strip())]


def _value(match: re.Match[str]) -> str:
    """The group called value, else the first group, else all that was matched."""
    groups = match.re.groupindex
    return match[groups.get("value", 1 if match.re.groups else 0)] or ""


def _list(cells: Sequence[object], _: Cutting) -> Elements:
    found = next((cell for cell in cells if cell not in (None, "", [])), None)
    if isinstance(found, list):
        return [one for one in found if one not in (None, "")]
    return [] if found is None else [found]


def _text(cells: Sequence[object], cutting: Cutting) -> Elements:
    """Pieces of text; a table of named groups for each match where the pattern has several."""
    text = next((t for cell in cells if (t := written(cell))), "")
    pattern = cutting.pattern
    if pattern is None or set(pattern.groupindex) <= {"value"}:
        return list(dict.fromkeys(cut(text, cutting)))
    pieces = cut(text, Cutting(cutting.split))
    matches = (match for piece in pieces for match in pattern.finditer(piece))
    return [{k: v.strip() for k, v in m.groupdict(default="").items()} for m in matches]


def _years(cells: Sequence[object], _: Cutting) -> Elements:
    """Two cells, first and last year (no year 0) → begin and end as moments, EDTF as "interval"."""
    texts = [written(cell) for cell in cells]
    given = [text for text in texts if text not in ("", "0")]
    if not given:
        return []
    if len(cells) != 2 or len(given) != 2:
        raise Unread("Only one of the two years is given.", "Give both, or neither.")
    first, last = (year(text) for text in given)
    if first > last:
        raise Unread("The first year comes after the last.", "Correct one of them in the source.")
    begin, end = year_text(first), year_text(last)
    return [
        {
            "begin": f"{begin}-01-01",
            "end": f"{end}-12-31",
            "interval": begin if begin == end else f"{begin}/{end}",
        }
    ]


ELEMENTS: Mapping[str, Reader] = {"list": _list, "text": _text, "years": _years}
