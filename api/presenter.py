"""Parts of a record → what templates print. Looks at shapes only: never at a slug or a class."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from urllib.parse import unquote, urlsplit

from babel.support import Translations
from starlette.requests import Request

from api.claims import Sorted, circumstances, said_in, sort_out
from api.labels import Label, best, unnamed
from api.languages import Language
from api.numerals import Numerals, whole_years, year_of
from api.order import place
from api.shown import Claim, Shown, ShownField
from catalogue.namespaces import XSD
from catalogue.publication import Summary
from catalogue.rdf import Term, iri_text, is_iri, is_literal, parts
from catalogue.record import Part, Value
from catalogue.shapes import Field, Kind, label_in

_YEAR = re.compile(r"-?\d{1,9}")
_LINKABLE = re.compile(r"(https?://|mailto:)\S+", re.IGNORECASE)
_NUMBERS = frozenset(XSD + name for name in ("integer", "decimal", "double", "float", "int", "long"))
_DAYS = frozenset(XSD + name for name in ("date", "dateTime"))
_BY_KIND = {
    Kind.LITERAL: "TextViewer",
    Kind.REFERENCE: "LinkViewer",
    Kind.LINK: "LinkViewer",
    Kind.PART: "DetailsViewer",
}


class Presenter:
    """Shows parts to a reader of one language; `summaries` describe whatever the parts refer to.

    `inside` are the slugs of records to whose pages for staff it links; files of ours are then those for staff, too.
    """

    def __init__(
        self,
        language: Language,
        numerals: Numerals,
        messages: Translations,
        summaries: Mapping[str, Summary],
        base: str = "",
        inside: Collection[str] = frozenset(),
    ) -> None:
        self.language = language.code
        self.numerals = numerals
        self.gettext = messages.gettext
        self._summaries = summaries
        self._files = f"{base}/file/"
        self._inside = inside

    def fields(self, part: Part, fields: Iterable[Field]) -> tuple[ShownField, ...]:
        """Those of the fields that have values or disputed ones, in their order."""
        sorted_out = sort_out(part)
        held = (f for f in fields if sorted_out.part.all(f.key) or f.key in sorted_out.by_field)
        return tuple(self._field(sorted_out, one) for one in held)

    def _field(self, sorted_out: Sorted, one: Field) -> ShownField:
        values = (self.value(one, value) for value in sorted(sorted_out.part.all(one.key), key=place))
        return ShownField(
            one.key,
            label_in(one.labels, self.language),
            label_in(one.help, self.language),
            tuple(sorted(values, key=lambda value: value.language != self.language)),
            tuple(self._claim(statement) for statement in sorted_out.by_field.get(one.key, ())),
        )

    def _claim(self, statement: Part) -> Claim:
        says = (v for one in self.fields(statement, said_in(statement)) for v in one.values)
        told = self.fields(statement, circumstances(statement))
        standing = next((one.values[0] for one in told if one.key == "status" and one.values), None)
        return Claim(tuple(says), standing, tuple(one for one in told if one.key != "status"))

    def value(self, one: Field, value: Value) -> Shown:
        """One value of a field."""
        if value.part is not None:
            return self.part(value.part, one.viewer or value.part.shape.viewer or _BY_KIND[Kind.PART])
        if is_literal(value.term):
            return self._literal(value.term, one.viewer or _BY_KIND[Kind.LITERAL])
        return self.reference(value.term, one.viewer or _BY_KIND[Kind.LINK])

    def term(self, term: Term) -> Shown:
        """A term by itself, as a query answers it."""
        return self._literal(term, _BY_KIND[Kind.LITERAL]) if is_literal(term) else self.reference(term)

    def part(self, part: Part, viewer: str) -> Shown:
        """A part with its own fields; text in it takes the language that the part names."""
        fields = self.fields(part, part.shape.fields)
        text = self.interval(part) if viewer == "DateViewer" else ""
        return Shown(viewer, text=text, language=self.language_of(part), fields=fields)

    def reference(self, term: Term, viewer: str = "LinkViewer") -> Shown:
        """A pointer to a record of ours (by its label), to a file of ours (by its name), or to anything else."""
        address = iri_text(term) if is_iri(term) else term
        summary = self._summaries.get(address)
        if summary is not None:
            label = self.label(summary)
            path = f"/edit{summary.path}/view" if summary.slug in self._inside else summary.path
            return Shown("LinkViewer", label.text, label.language, path, local=True)
        if address.startswith(self._files):
            place = ("/edit/file/" if self._inside else "/file/") + address.removeprefix(self._files)
            return Shown(viewer, unquote(address.rpartition("/")[2]), href=place)
        if _LINKABLE.fullmatch(address):
            return Shown(viewer, _without_scheme(address), href=address)
        return Shown("TextViewer", address)

    def label(self, summary: Summary) -> Label:
        """What a record is called in the reader's language; the end of its address where it has no name."""
        return best(summary.labels, self.language) or unnamed(summary.iri, summary.path)

    def language_of(self, part: Part) -> str:
        """The BCP 47 tag that a part's `language` field names, by the notation of that term."""
        term = part.first("language")
        summary = self._summaries.get(iri_text(term)) if term and is_iri(term) else None
        return summary.notations[0] if summary is not None and summary.notations else ""

    def interval(self, part: Part) -> str:
        """The computed interval of a time-span, from earliest begin to latest end."""
        return self.between(_text(part, "begin_of_the_begin"), _text(part, "end_of_the_end"))

    def between(self, begin: str, end: str) -> str:
        """An interval in words, from its first and last moment; an empty one is open."""
        if begin and end and whole_years(begin, end):
            first, last = self._year(begin), self._year(end)
            return first if first == last else f"{first}–{last}"
        first, last = self._day(begin), self._day(end)
        if first and last:
            return first if first == last else f"{first} – {last}"
        if first:
            return self.gettext("from %(day)s") % {"day": first}
        return self.gettext("until %(day)s") % {"day": last} if last else ""

    def years(self, begin: str, end: str) -> str:
        """The years of two bounds, either of which may not be known."""
        first, last = (self._year(text) if year_of(text) is not None else "" for text in (begin, end))
        return first if first == last else f"{first}–{last}"

    def _year(self, text: str) -> str:
        return self._astronomical(year_of(text) or 0)

    def _astronomical(self, year: int) -> str:
        if year > 0:
            return self.numerals.plain(year)
        return self.gettext("%(year)s BCE") % {"year": self.numerals.plain(1 - year)}

    def _day(self, text: str) -> str:
        year = year_of(text) if text else None
        if year is None:
            return ""
        return self._year(text) if year <= 0 else self.numerals.stored_day(text)

    def _literal(self, term: Term, viewer: str) -> Shown:
        text, datatype, language = parts(term)
        if datatype == XSD + "gYear" or (viewer == "DateViewer" and datatype in _NUMBERS):
            return Shown("TextViewer", self._astronomical(int(text)) if _YEAR.fullmatch(text) else text)
        if datatype in _NUMBERS:
            return Shown("TextViewer", self.numerals.number(text))
        if datatype in _DAYS:
            return Shown("TextViewer", self._day(text))
        if datatype == XSD + "boolean":
            return Shown("TextViewer", self.gettext("yes") if text == "true" else self.gettext("no"))
        if datatype == XSD + "anyURI" and _LINKABLE.fullmatch(text):
            return Shown("LinkViewer", _without_scheme(text), href=text)
        return Shown(viewer, text, language or "")


def presenter_for(request: Request, summaries: Mapping[str, Summary]) -> Presenter:
    """The presenter for the language of a request; on pages for staff everything leads to pages for staff."""
    state = request.app.state
    tongue = state.pages.tongue(request)
    inside = state.schema.by_slug.keys() if request.url.path.startswith("/edit") else frozenset()
    return Presenter(tongue.language, tongue.numerals, tongue.messages, summaries, state.settings.base, inside)


def _text(part: Part, key: str) -> str:
    term = part.first(key)
    return parts(term).text if term and is_literal(term) else ""


def _without_scheme(address: str) -> str:
    """An address as people write it: host and path."""
    split = urlsplit(address)
    return (split.netloc + split.path).rstrip("/") + (f"?{split.query}" if split.query else "") or address
