"""A date as written, its EDTF form, and the days within which it lies."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from catalogue.calendars import edtf
from catalogue.calendars.days import NoSuchDay, date_of, gregorian
from catalogue.calendars.phrases import Phrase, read_phrase
from catalogue.calendars.points import LATEST, Unread
from catalogue.calendars.spans import EARLIEST, Span, between, overlap, xsd
from catalogue.calendars.spans import years as whole_years
from catalogue.calendars.words import plain

Years = tuple[int | None, int | None]
"""First and last year as museums count them: -425 is 425 BC; 0 is taken as 1 BC."""


@dataclass(frozen=True)
class Bounds:
    """Four xsd:dateTime in UTC: it began between the first two and ended between the last two.

    `begin` and `end` hold all of it. The inner two are known only where a text says from when to
    when something lasted; a range such as 1690-1699 only says within which years it lies.
    """

    begin: str | None = None
    begin_latest: str | None = None
    end_earliest: str | None = None
    end: str | None = None


@dataclass(frozen=True)
class WrittenDate(Bounds):
    """`as_written` is kept to the letter; `edtf` is None where the phrase was not understood."""

    as_written: str = ""
    edtf: str | None = None
    notes: tuple[str, ...] = ()


_UNDATED = re.compile(r"(?:n\. ?d\.?|no date|undated|date unknown|unknown|s\. ?d\.?|tarihsiz)?")
_LABEL = re.compile(r"^([^\W\d_][^:;\d]{1,60}):\s+(?=\S)")
_VERBS = (
    r"(?:designed|modell?ed|cast|engraved|issued|published|printed|made|painted|written|copied|"
    r"gilded|built|carved|signed|assembled|commissioned|original) +(?=\S)"
)
_VERB = re.compile(rf"^{_VERBS}", re.IGNORECASE)
_PARTS = re.compile(rf"[;\n]|, *(?={_VERBS})", re.IGNORECASE)
_TAIL = re.compile(r",? +with (?=.*(?:addition|alteration|restoration|retouching|carving|repaint)).*$", re.DOTALL)
_UNJOINED = re.compile(r"(?<=\dth) +(?=(?:early|mid|late) \d)")
_OTHER_ERA = re.compile(r"\b(?:0\d|1[0-4])\d\d\b")
"""Years that may be of either Hijri calendar."""

_LONGEST = 500
_MONTH_OR_RANGE = re.compile(r"(\d\d)(\d\d)-(\d\d)")


def year_bounds(begin_year: int | None, end_year: int | None) -> Bounds:
    """The outer bounds of two years as museums count them; none of a year out of reach."""
    begin, end = (None if year is None else _astronomical(year) for year in (begin_year, end_year))
    if begin is not None and end is not None and begin > end:
        return Bounds()
    return Bounds(
        begin=None if begin is None or not _reached(begin) else xsd(gregorian(begin, 1, 1)),
        end=None if end is None or not _reached(end) else xsd(gregorian(end, 12, 31), last=True),
    )


def read_date(text: str, language: str = "en", years: Years | None = None) -> WrittenDate:
    """Reads a date as museums write it. What is not understood gets a note, never a guess.

    `years` are the first and last year that the source itself gives: they bound what the text
    leaves open, and a note says so where they contradict it. In Arabic and Persian, years and
    centuries that may be of the Hijri calendar are read only if their era is named.
    """
    source, notes = _source(years)
    try:
        phrase = _read(text, language, source)
    except (Unread, NoSuchDay) as error:
        return _unread(text, source, (*notes, _because(text, error)))
    if phrase is None:
        return _unread(text, source, notes)
    notes = (*notes, *phrase.notes, *_disagreement(phrase, source))
    return _written(text, phrase, source, notes)


def _because(text: str, error: Unread | NoSuchDay) -> str:
    said = "is no date" if isinstance(error, NoSuchDay) else "is not understood"
    return f"“{text[:_LONGEST]}” {said}. {error}".strip()


def _source(years: Years | None) -> tuple[Span | None, tuple[str, ...]]:
    """The years of the source as a span; (0, 0) and nothing are none."""
    begin, end = (None if year is None else _astronomical(year) for year in years or (None, None))
    if years in {None, (None, None), (0, 0)} or not (_reached(begin) or _reached(end)):
        return None, ()
    if begin is not None and end is not None and begin > end:
        return None, (f"The source's years {years} end before they begin; they are not used.",)
    open_end = Span(None, None, "", "")
    first = whole_years(begin, begin) if begin is not None and _reached(begin) else open_end
    last = whole_years(end, end) if end is not None and _reached(end) else open_end
    return replace(between(first, last), exact=True), ()


def _read(text: str, language: str, source: Span | None) -> Phrase | None:
    """None where the text says that there is no date."""
    if len(text) > _LONGEST:
        raise Unread
    words = plain(text)
    if _UNDATED.fullmatch(words):
        return None
    bare = language.partition("-")[0] not in {"ar", "fa"}
    given = _given(text.strip(), source) if bare or not _OTHER_ERA.search(words) else None
    if given is not None:
        return given
    parts = [part.strip() for part in _PARTS.split(text) if part.strip()]
    read, notes = list[Phrase](), list[str]()
    for part in parts:
        try:
            read.extend(_read_part(part, words if part == text else None, notes, bare=bare))
        except Unread as error:
            if len(parts) == 1:
                raise
            notes.append(_because(part, error))
    if not read:
        raise Unread
    if len(read) == 1:
        return replace(read[0], notes=(*read[0].notes, *notes))
    spans = tuple(each for phrase in read for each in phrase.spans)
    kept = (note for phrase in read for note in phrase.notes)
    several = f"“{text}” gives several dates; the bounds hold all that were read."
    return Phrase(spans, notes=(several, *kept, *notes))


def _read_part(part: str, whole: str | None, notes: list[str], *, bare: bool) -> list[Phrase]:
    """Reads one of several dates, each with what it is the date of."""
    label = _LABEL.match(part)
    dated = part[label.end() :] if label else part
    tail = _TAIL.search(dated)
    if tail is not None:
        notes.append(f"“{tail[0].strip(' ,')}” is not part of the computed date.")
        dated = dated[: tail.start()]
    undressed = _VERB.sub("", dated)
    words = _UNJOINED.sub("-", whole if whole and undressed == part else plain(undressed))
    return [] if _UNDATED.fullmatch(words) else _joined(words, bare=bare)


def _joined(words: str, *, bare: bool) -> list[Phrase]:
    try:
        return [read_phrase(words, bare=bare)]
    except Unread:
        if " and " not in words:
            raise
        return [read_phrase(each, bare=bare) for each in words.split(" and ")]


def _given(text: str, source: Span | None) -> Phrase | None:
    """A date that is written in EDTF already. None for anything else."""
    digits = "".join(str(int(letter)) if letter.isdecimal() else letter for letter in text)
    short = _MONTH_OR_RANGE.fullmatch(digits)
    if short is not None and int(short[3]) > int(short[2]):
        return _month_or_range(digits, int(short[1] + short[3]), source)
    interval = edtf.read_interval(digits)
    if interval is not None:
        return Phrase(interval, lasting=True, given=digits)
    members = edtf.read_set(digits)
    if members is not None:
        return Phrase(members, choice=digits.startswith("["), given=digits)
    one = edtf.read_date(digits)
    return None if one is None else Phrase((one,))


def _month_or_range(text: str, last: int, source: Span | None) -> Phrase | None:
    """1801-10 is October to EDTF and ten years to museums; the source's own years may tell."""
    if int(text[5:]) > 12 or source is None or source.end is None:
        return None
    if date_of(source.end)[0] == int(text[:4]) != last:
        one = edtf.read_date(text)
        return None if one is None else Phrase((one,))
    return None


def _written(text: str, phrase: Phrase, source: Span | None, notes: tuple[str, ...]) -> WrittenDate:
    begin, end = _outer(phrase, source)
    inner: tuple[int | None, int | None] = (None, None)
    if phrase.lasting:
        inner = phrase.spans[0].bounds[1], phrase.spans[1].bounds[0]
    return WrittenDate(
        as_written=text,
        edtf=_edtf(phrase),
        begin=None if begin is None else xsd(begin),
        begin_latest=None if inner[0] is None else xsd(inner[0], last=True),
        end_earliest=None if inner[1] is None else xsd(inner[1]),
        end=None if end is None else xsd(end, last=True),
        notes=notes,
    )


def _outer(phrase: Phrase, source: Span | None) -> tuple[int | None, int | None]:
    """The days that hold all spans. The source's own years replace our margin, and bound what is
    open, where they agree with the text.
    """
    begins = [span.bounds[0] for span in phrase.spans]
    ends = [span.bounds[1] for span in phrase.spans]
    begin = None if None in begins else min(day for day in begins if day is not None)
    end = None if None in ends else max(day for day in ends if day is not None)
    if phrase.lasting:
        begin, end = begins[0], ends[1]
    if source is None or not any(overlap(span, source) for span in phrase.spans):
        return begin, end
    loose = any(span.approximate for span in phrase.spans)
    if source.begin is not None and _looser(source.begin, begin, end, loose=loose):
        begin = source.begin
    if source.end is not None and _looser(source.end, end, begin, loose=loose):
        end = source.end
    return begin, end


def _looser(source: int, side: int | None, other: int | None, *, loose: bool) -> bool:
    """Whether the source's own day is to stand for a side: where it is open, or approximate."""
    if side is None:
        return other is None or abs(source - other) > 366
    return loose


def _disagreement(phrase: Phrase, source: Span | None) -> tuple[str, ...]:
    """Whether the source's own years say something else than its text."""
    if source is None:
        return ()
    years = f"The source's own years, {source.edtf}, "
    if not any(overlap(span, source) for span in phrase.spans):
        return (f"{years}lie outside the date as written.",)
    sides = [(span.begin, span.end) for span in phrase.spans]
    stated = [day for side in sides for day in side if day is not None]
    precise = all(span.exact and not span.approximate for span in phrase.spans)
    if not precise or any(None in side for side in sides):
        return ()
    given = [day for day in (source.begin, source.end) if day is not None]
    apart = max(
        abs(date_of(min(stated))[0] - date_of(min(given))[0]),
        abs(date_of(max(stated))[0] - date_of(max(given))[0]),
    )
    return (f"{years}differ from the date as written.",) if apart > 1 else ()


def _edtf(phrase: Phrase) -> str:
    if phrase.given is not None:
        return phrase.given
    if phrase.lasting:
        one, other = phrase.spans
        return f"{one.edtf.partition('/')[0]}/{other.edtf.rpartition('/')[2]}"
    if len(phrase.spans) == 1:
        return phrase.spans[0].edtf
    ordered = tuple(sorted(phrase.spans, key=_beginning))
    return edtf.one_of(ordered) if phrase.choice else edtf.all_of(ordered)


def _beginning(span: Span) -> float:
    return float("-inf") if span.begin is None else span.begin


def _unread(text: str, source: Span | None, notes: tuple[str, ...]) -> WrittenDate:
    """No EDTF; the bounds are the source's own years, if it gives any."""
    begin, end = (None, None) if source is None else source.bounds
    return WrittenDate(
        as_written=text,
        begin=None if begin is None else xsd(begin),
        end=None if end is None else xsd(end, last=True),
        notes=notes,
    )


def _astronomical(year: int) -> int:
    return year + 1 if year < 0 else year


def _reached(year: int | None) -> bool:
    return year is not None and EARLIEST <= year <= LATEST
