"""Parts as a reader sees them."""

from __future__ import annotations

import pytest

from api.languages import BY_CODE
from api.messages import translations
from api.numerals import Numerals
from api.presenter import Presenter
from catalogue.rdf import literal
from catalogue.record import Part, Value
from catalogue.shape_files import read_schema
from catalogue.shapes import Shape

SPAN = Shape("x:span", ("x:Span",), {}, {}, None, frozenset(), ())


def presenter(code: str = "en") -> Presenter:
    language = BY_CODE[code]
    return Presenter(language, Numerals(language), translations(language), {})


def span(**days: str) -> Part:
    def value(day: str) -> Value:
        term = literal(day, "dateTime")
        return Value(term, ("<x:s>", "<x:p>", term))

    values = {key: (value(day),) for key, day in days.items()}
    return Part("<x:s>", SPAN, values, (), ())


def interval(begin: str | None, end: str | None, code: str = "en") -> str:
    days = {"begin_of_the_begin": begin, "end_of_the_end": end}
    return presenter(code).interval(span(**{key: day for key, day in days.items() if day}))


@pytest.mark.parametrize(
    ("begin", "end", "written"),
    [
        ("1539-01-01T00:00:00Z", "1539-12-31T23:59:59Z", "1539"),
        ("1539-01-01T00:00:00Z", "1540-12-31T23:59:59Z", "1539–1540"),
        ("1539-05-29T00:00:00Z", "1540-05-17T23:59:59Z", "29 May 1539 – 17 May 1540"),
        ("1539-05-29T00:00:00Z", "1539-05-29T23:59:59Z", "29 May 1539"),
        ("-0479-01-01T00:00:00Z", "-0450-12-31T23:59:59Z", "480 BCE–451 BCE"),
        ("0000-01-01T00:00:00Z", "0000-12-31T23:59:59Z", "1 BCE"),
        ("1934-01-01T00:00:00Z", None, "from 1 January 1934"),
        (None, "1503-12-31T23:59:59Z", "until 31 December 1503"),
        (None, None, ""),
    ],
)
def test_an_interval_is_told_as_shortly_as_it_is_known(begin, end, written):
    assert interval(begin, end) == written


@pytest.mark.parametrize(
    ("year", "code", "written"),
    [("-299999", "en", "300000 BCE"), ("0", "en", "1 BCE"), ("1750", "en", "1750"), ("1750", "ar", "١٧٥٠")],
)
def test_a_year_is_no_quantity(year, code, written):
    field = read_schema().addresses["accord.coverage.from_year"].field
    term = literal(year, "integer")
    assert presenter(code).value(field, Value(term, ("<x:s>", "<x:p>", term))).text == written


def test_an_interval_is_told_in_the_readers_language():
    assert interval("1934-01-01T00:00:00Z", None, "ar") == "من ١ يناير ١٩٣٤"
    assert interval("-0479-01-01T00:00:00Z", "-0479-12-31T23:59:59Z", "fa") == "۴۸۰ پ.م."


@pytest.mark.parametrize(
    ("address", "href"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("urn:isbn:1", ""),
    ],
)
def test_only_web_and_mail_addresses_are_links(address, href):
    assert presenter().reference(f"<{address}>").href == href


def test_an_address_is_shown_as_people_write_it():
    assert presenter().reference("<https://example.org/a/b?c=1>").text == "example.org/a/b?c=1"
