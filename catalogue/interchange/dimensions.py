"""Dimensions as museums write them, as measures: `H: 15 3/16 x W: 10 1/16 in. (38.5 x 25.5 cm)`.

Nothing is invented: a number whose kind is not written has none, and what cannot be read gets a
note. Where centimetres stand beside inches, they are taken, and the inches only checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType


@dataclass(frozen=True)
class Measure:
    """One number with its unit (cm, mm, m, kg, g, in, ft, lb, oz).

    `kind` is height, width, depth, length, diameter, thickness, circumference or weight; `part` is
    what was measured, or how, in the words of the source.
    """

    kind: str | None
    value: Decimal
    unit: str
    part: str | None = None
    approximate: bool = False


@dataclass(frozen=True)
class Dimensions:
    """What was read of a text; `notes` say what was not."""

    measures: tuple[Measure, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Item:
    """A number with the label before it."""

    label: str
    number: Decimal


_KINDS = MappingProxyType(
    {
        **dict.fromkeys(("h", "height", "high", "tall"), "height"),
        **dict.fromkeys(("w", "width", "wide"), "width"),
        **dict.fromkeys(("d", "depth", "deep"), "depth"),
        **dict.fromkeys(("l", "length", "long"), "length"),
        **dict.fromkeys(("diam", "dia", "diameter"), "diameter"),
        **dict.fromkeys(("th", "thickness", "thick"), "thickness"),
        **dict.fromkeys(("circ", "circumference"), "circumference"),
        **dict.fromkeys(("wt", "weight"), "weight"),
    }
)
_UNITS = MappingProxyType(
    {
        **{unit: unit for unit in ("cm", "mm", "m", "kg", "g")},
        **dict.fromkeys(("in", "in.", "inch", "inches"), "in"),
        **dict.fromkeys(("ft", "ft.", "feet"), "ft"),
        **dict.fromkeys(("lb", "lb.", "lbs", "lbs."), "lb"),
        **dict.fromkeys(("oz", "oz."), "oz"),
    }
)
_MASSES = frozenset({"kg", "g", "lb", "oz"})
_NUMBER = r"\d+ +\d+/\d+|\d+/\d+|\d+(?:[.,]\d+)?"
_METRIC = re.compile(rf"\(\s*((?:{_NUMBER})(?:\s*[x×]\s*(?:{_NUMBER}))*)\s*(cm|mm|m|kg|g)\.?\s*\)", re.IGNORECASE)
_AFTER = re.compile(r"\s*(?:\(([A-Za-z. x×]+)\))?\s*(approx\.?)?")
_STATED = re.compile(r"[;\r\n]+")
_UNIT = re.compile(
    rf"(?<=\d)\s*({'|'.join(sorted(map(re.escape, _UNITS), key=len, reverse=True))})"
    r"(?![A-Za-z])\.?(?: *(high|wide|deep|long|thick|tall)\b)?"
)
_TIMES = re.compile(r"(?<=[\d\s])[x×](?=[\s\dA-Z])|(?<=\d), +(?=[A-Za-z])")
_LABELLED = re.compile(rf"([^\d/]*?)\s*({_NUMBER})(?![\d/])")
_HEADED = re.compile(r"^[^:]*:+")
_ABOUT = re.compile(r"\b(?:approx\.?|approximately|ca\.?|c\.)(?![A-Za-z]) *", re.IGNORECASE)
_WORDS = "|".join(sorted((word for word in _KINDS if len(word) > 1), key=len, reverse=True))
_KIND = re.compile(rf"(?<![\w'’-])([HWDL]|(?i:{_WORDS}))(?![\w'’])\.?")
_LAST_KIND = re.compile(rf"(?<![\w'’-])([hwdl]|{_WORDS})\.?$", re.IGNORECASE)
_STATE = re.compile(r"\b(?:frame|framed|unframed|open|closed|unfolded|mat|mount)\b")
_INCH = Decimal("2.54")


def read_dimensions(text: str) -> Dimensions:
    """Reads all that a text says of the size and weight of a thing."""
    measures, notes = list[Measure](), list[str]()
    for statement in filter(None, map(str.strip, _STATED.split(text))):
        try:
            measures.extend(_read(statement, notes))
        except ValueError as error:
            notes.append(f"“{statement}” is not read: {error}.")
    return Dimensions(tuple(measures), tuple(notes))


def _read(statement: str, notes: list[str]) -> list[Measure]:
    """The measures between one `(… cm)` and the next; words at the end are said of all."""
    begun, read = 0, list[Measure]()
    for metric in _METRIC.finditer(statement):
        after = _AFTER.match(statement, metric.end())
        kinds, about = (after[1] or "", after[2]) if after else ("", None)
        found = _both(statement[begun : metric.start()], metric, kinds, notes)
        read += [replace(each, approximate=each.approximate or bool(about)) for each in found]
        begun = after.end() if after else metric.end()
    rest = statement[begun:].strip(" .,")
    if re.search(r"\d", rest):
        return [*read, *_alone(rest)]
    if rest and not read:
        raise ValueError("it has no number")
    return [replace(each, part=" ".join(filter(None, (each.part, rest))) or None) for each in read]


def _both(head: str, metric: re.Match[str], kinds: str, notes: list[str]) -> Iterator[Measure]:
    """Inches with labels, then centimetres: the numbers of one, the labels of the other."""
    unit, values = metric[2].lower(), [_number(each) for each in re.split(r"[x×]", metric[1])]
    imperial = _UNIT.search(head)
    items = _items(head[: imperial.start()] if imperial else head)
    if len(items) > len(values):
        raise ValueError("it has fewer metric numbers than others")
    for item, value in zip(items, values, strict=False):
        if imperial and _apart(item.number, _UNITS[imperial[1].lower()], value, unit):
            if len(items) < len(values):
                raise ValueError("its numbers do not agree")
            notes.append(f"“{(head + metric[0]).strip()}”: the numbers do not agree.")
            break
    measured = [_Item(item.label, value) for item, value in zip(items, values, strict=False)]
    measured += [_Item("", value) for value in values[len(items) :]]
    yield from _named(measured, unit, kinds)


def _alone(text: str) -> Iterator[Measure]:
    """Numbers in one unit: `24.1 x 23 cm`, `H 708, W 93 cm, 700 kg`, `35 m long`."""
    begun = 0
    for unit in _UNIT.finditer(text):
        items = _items(text[begun : unit.start()].strip(" ,"))
        yield from _named(items, _UNITS[unit[1].lower()], unit[2] or "")
        begun = unit.end()
    if begun == 0:
        raise ValueError("it has no unit")
    if re.search(r"\w", _ABOUT.sub("", text[begun:])):
        raise ValueError(f"“{text[begun:].strip()}” is not understood")


def _items(text: str) -> list[_Item]:
    found = list[_Item]()
    for piece in filter(None, map(str.strip, _TIMES.split(text))):
        headed = _HEADED.match(piece)
        ahead = headed[0] if headed else ""
        matches = list(_LABELLED.finditer(piece, len(ahead)))
        if not matches or piece[matches[-1].end() :].strip(" .,"):
            raise ValueError(f"“{piece}” is not understood")
        labels = [ahead + matches[0][1], *(match[1] for match in matches[1:])]
        found.extend(_Item(label.strip(), _number(match[2])) for label, match in zip(labels, matches, strict=True))
    return found


def _named(items: list[_Item], unit: str, kinds: str) -> Iterator[Measure]:
    """Gives each number its kind and part. A part named before the first kind is that of all."""
    later = [_KINDS.get(kind.strip(" .").lower()) for kind in re.split(r" [x×] ", _bare(kinds))]
    later = later if kinds and len(later) == len(items) else [None] * len(items)
    shared = state = ""
    for item, written in zip(items, later, strict=True):
        about = _ABOUT.search(item.label) is not None
        before, kind, after = _split(_ABOUT.sub("", item.label).strip(" :,"))
        shared = before or shared
        state = after if _STATE.search(after) else state
        part = " ".join(filter(None, (shared, after or state))).strip(" :,")
        yield Measure(
            kind=kind or written or ("weight" if unit in _MASSES else None),
            value=item.number,
            unit=unit,
            part=part or None,
            approximate=about,
        )


def _split(label: str) -> tuple[str, str | None, str]:
    """What stands before the kind, the kind, and what stands after it: `of bezel` as `bezel`."""
    found = _KIND.search(label) or _LAST_KIND.search(label)
    if found is None:
        return label, None, ""
    after = re.sub(r"^of (?:the )?", "", label[found.end() :].strip(" :,"))
    before = label[: found.start()].strip(" :,")
    if re.fullmatch(r"[\d /]+", before):
        raise ValueError(f"“{label}” has a number where its part should be")
    return before, _KINDS[found[1].lower()], after


def _bare(kinds: str) -> str:
    """Kinds without words such as max."""
    return re.sub(r"\b(?:max|min)\. *", "", kinds)


def _number(text: str) -> Decimal:
    """`15 3/16`, `3/8`, `38.5` or `38,5`."""
    total = Decimal(0)
    for piece in text.replace(",", ".").split():
        above, _, below = piece.partition("/")
        if below and not int(below):
            raise ValueError(f"“{text}” divides by nothing")
        total += Decimal(above) / Decimal(below) if below else Decimal(above)
    return total


def _apart(one: Decimal, unit: str, other: Decimal, metric: str) -> bool:
    """Whether inches and centimetres are too far apart for rounding."""
    if unit != "in" or metric not in {"cm", "mm"}:
        return False
    ours = one * _INCH * (10 if metric == "mm" else 1)
    return abs(ours - other) > max(other / 10, Decimal("0.4"))
