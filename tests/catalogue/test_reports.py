"""What visitors report is kept as they wrote it, bounded, and shown to those who may answer."""

from __future__ import annotations

import pytest

from catalogue.errors import ReportRefused, UnknownRecord
from catalogue.reports import HOURLY, LONGEST, ReportKind, Reports, ReportState
from tests.catalogue.making import named

EVERYWHERE = {"": ["object", "person"]}


@pytest.fixture
def reports(catalogue):
    catalogue.save(named(catalogue.schema, "object", "o1", "Lamp"), "object", who="Nadia")
    return Reports(catalogue.database)


def test_a_report_is_kept_as_it_was_written(reports):
    made = reports.add("/object/o1", ReportKind.CLAIM, " It was ours.\r\nBefore 1938.\x00 ", "A\nB", "a@b.example")
    found = reports.find(made)
    assert (found.path, found.kind, found.slug) == ("/object/o1", "claim", "object")
    assert (found.text, found.name, found.address) == ("It was ours.\nBefore 1938.", "A B", "a@b.example")
    assert found.handled is None


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"text": " \n"}, "text"),
        ({"text": "x" * (LONGEST + 1)}, "text"),
        ({"name": "x" * 201}, "name"),
        ({"address": "nobody"}, "address"),
        ({"address": "a@b.example\nBcc: c@d.example"}, "address"),
    ],
)
def test_what_cannot_be_taken_says_in_which_field(reports, said, field):
    with pytest.raises(ReportRefused) as refused:
        reports.add("/object/o1", ReportKind.INFORMATION, **{"text": "It is a lamp.", **said})
    assert refused.value.field == field
    assert reports.listed(ReportState.OPEN, EVERYWHERE) == ([], 0)


def test_a_flood_is_stopped(reports):
    for number in range(HOURLY):
        reports.add("/object/o1", ReportKind.INFORMATION, f"Word {number}")
    with pytest.raises(ReportRefused) as refused:
        reports.add("/object/o1", ReportKind.INFORMATION, "One more")
    assert refused.value.field == "time"


def test_reports_are_listed_by_what_became_of_them(reports):
    one, two, three = (reports.add("/object/o1", ReportKind.INFORMATION, text) for text in ("a", "b", "c"))
    reports.handle(two, ReportState.HANDLED, "Nadia", "Answered by letter")
    reports.handle(three, ReportState.SPAM, "Nadia")

    def texts(state):
        return [row.text for row in reports.listed(state, EVERYWHERE)[0]]

    assert [texts(state) for state in ReportState] == [["a"], ["b"], ["c"]]
    handled = reports.find(two)
    assert (handled.handled_by, handled.note) == ("Nadia", "Answered by letter")
    reports.handle(two, ReportState.OPEN, "Nadia", "Once more")
    assert texts(ReportState.OPEN) == ["b", "a"]
    assert reports.find(two).handled_by is None
    assert one != two


def test_each_institution_sees_the_reports_about_its_own_records(catalogue, reports):
    theirs = named(catalogue.schema, "object", "o2", "Bowl")
    catalogue.saver.save(theirs, "object", who="Nadia", institution="walters")
    for path in ("/object/o1", "/object/o2", "/object/erased"):
        reports.add(path, ReportKind.INFORMATION, path)

    def seen(places):
        return sorted(row.path for row in reports.listed(ReportState.OPEN, places)[0])

    assert seen({"walters": ["object"]}) == ["/object/o2"]
    assert seen({"": ["object"]}) == ["/object/erased", "/object/o1"]
    assert seen({"walters": ["person"], "": []}) == ["/object/erased"]
    assert seen({}) == []


def test_there_is_no_report_that_nobody_made(reports):
    with pytest.raises(UnknownRecord):
        reports.find(7)
