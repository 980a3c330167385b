"""The command line about the past: as of a day, and erasing."""

from __future__ import annotations

import pytest

from tests.api.test_cli import khizana  # noqa: F401  # a fixture
from tests.catalogue.making import BASE, named
from tests.standing import bare


@pytest.fixture
def treasury(tmp_path):
    folder = tmp_path / "treasury"
    with bare(folder, BASE).closing() as catalogue:
        catalogue.save(named(catalogue.schema, "object", "o1", "Secretword"), "object", who="Nadia")
        catalogue.publish_all()
    return folder


def test_export_as_of_a_day(khizana, treasury, tmp_path):  # noqa: F811
    for day, expected in (("2001-01-01", False), ("2999-01-01", True)):
        for more in ((), ("--public",)):
            done = khizana("export", "--data", treasury, "--as-of", day, "--output", tmp_path / "out.nq", *more)
            assert done.code == 0
            assert ("Secretword" in (tmp_path / "out.nq").read_text("utf-8")) == expected


def test_a_day_that_is_none_is_a_mistyped_command(khizana, treasury, tmp_path):  # noqa: F811
    assert khizana("export", "--data", treasury, "--as-of", "May", "--output", tmp_path / "out.nq").code == 2


def test_a_record_is_erased_and_the_journal_still_verifies(khizana, treasury):  # noqa: F811
    done = khizana("erase", "--data", treasury, f"{BASE}/object/o1", "--reason", "asked for")
    assert (done.code, done.err) == (0, "")
    assert "2 versions" in done.out
    checked = khizana("verify", "--data", treasury)
    assert checked.code == 0
    assert "2 erased" in checked.out


def test_names_are_erased(khizana, treasury):  # noqa: F811
    done = khizana("erase", "--data", treasury, "--person", "Nadia", "--reason", "asked for")
    assert "who and why of 1 changes" in done.out
    assert khizana("verify", "--data", treasury).code == 0


def test_erasing_nothing_or_what_is_not_there_is_refused(khizana, treasury):  # noqa: F811
    assert khizana("erase", "--data", treasury, "--reason", "x").code == 2
    done = khizana("erase", "--data", treasury, f"{BASE}/object/none", "--reason", "x")
    assert (done.code, done.err) == (1, f"khizana: There is no record {BASE}/object/none.\n")
