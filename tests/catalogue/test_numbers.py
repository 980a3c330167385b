"""A number is given once, in turn, however many ask at the same time, and never again."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import date

import pytest

from catalogue import journal
from catalogue.errors import SchemeRefused
from catalogue.numbers import Numbers, mint, read_pattern, today
from tests.catalogue.making import named, text

DAY = date(2024, 3, 9)
FIELD = "object.accession_number"


@pytest.fixture
def schemes(catalogue):
    return Numbers(catalogue.database, catalogue.schema)


def take(catalogue, scheme, on=DAY, lot=None):
    with catalogue.database.writing() as connection:
        return mint(connection, scheme, on, lot)


def numbered(catalogue, place, number):
    return named(catalogue.schema, "object", place, "Lamp", accession_number=[text(number)])


@pytest.mark.parametrize(
    ("pattern", "first", "second"),
    [
        ("{year}.{number:3}", "2024.001", "2024.002"),
        ("LOAN-{year}-{number}", "LOAN-2024-1", "LOAN-2024-2"),
        ("{number:6}", "000001", "000002"),
        ("{year}/{month}/{number}", "2024/03/1", "2024/03/2"),
        ("م {year}/{number}", "م 2024/1", "م 2024/2"),
    ],
)
def test_a_pattern_counts(catalogue, schemes, pattern, first, second):
    made = schemes.add("Accessions", FIELD, pattern)
    assert schemes.preview(made, DAY) == first
    assert [take(catalogue, made), take(catalogue, made)] == [first, second]


def test_a_preview_takes_nothing(schemes):
    made = schemes.add("Accessions", FIELD, "{year}.{number}")
    assert schemes.preview(made, DAY) == schemes.preview(made, DAY) == "2024.1"


def test_the_count_begins_anew_each_year_and_goes_on_where_it_was(catalogue, schemes):
    made = schemes.add("Accessions", FIELD, "{year}.{number}")
    assert [take(catalogue, made, date(year, 1, 1)) for year in (2023, 2023, 2024, 2023)] == [
        "2023.1", "2023.2", "2024.1", "2023.3"
    ]  # fmt: skip


def test_a_lot_counts_by_itself_and_without_one_a_new_lot_begins(catalogue, schemes):
    made = schemes.add("Accessions", FIELD, "{year}.{lot}.{number}")
    assert schemes.preview(made, DAY) == "2024.1.1"
    given = [take(catalogue, made), take(catalogue, made, lot=1), take(catalogue, made), take(catalogue, made, lot=1)]
    assert given == ["2024.1.1", "2024.1.2", "2024.2.1", "2024.1.3"]
    assert take(catalogue, made, date(2025, 1, 1)) == "2025.1.1"


def test_a_number_that_a_record_has_is_skipped(catalogue, schemes):
    catalogue.save(numbered(catalogue, "o1", "2024.2"), "object", who="Nadia")
    made = schemes.add("Accessions", FIELD, "{year}.{number}")
    assert [take(catalogue, made), take(catalogue, made)] == ["2024.1", "2024.3"]


@pytest.mark.parametrize("before", [True, False], ids=["before the scheme", "since"])
def test_a_number_that_a_record_had_is_not_given_again(catalogue, schemes, before):
    if not before:
        made = schemes.add("Accessions", FIELD, "{year}.{number}")
    catalogue.save(numbered(catalogue, "o1", "2024.1"), "object", who="Nadia")
    if before:
        made = schemes.add("Accessions", FIELD, "{year}.{number}")
    catalogue.save(numbered(catalogue, "o1", "A 7"), "object", who="Nadia")
    assert take(catalogue, made) == "2024.2"


def test_a_number_that_was_given_and_never_used_is_not_given_again_by_another_scheme(catalogue, schemes):
    one, other = (schemes.add(title, FIELD, "{year}.{number}") for title in ("Gifts", "Purchases"))
    assert [take(catalogue, one), take(catalogue, other), take(catalogue, one)] == ["2024.1", "2024.2", "2024.3"]
    schemes.remove(one)
    assert take(catalogue, schemes.add("Gifts", FIELD, "{year}.{number}")) == "2024.4"


def test_a_number_whose_save_failed_was_not_given(catalogue, schemes):
    made = schemes.add("Accessions", FIELD, "{year}.{number}")

    def failing():
        with catalogue.database.writing() as connection:
            assert mint(connection, made, DAY) == "2024.1"
            raise RuntimeError("refused")

    with pytest.raises(RuntimeError):
        failing()
    assert take(catalogue, made) == "2024.1"


@pytest.mark.parametrize(
    "pattern",
    [
        "", "{year}", "{year}.{nr}", "{number}{number}", "{year}.{year}.{number}", "{year}{number}", "{number:0}",
        "{lot}{year}.{number}", "{number:12}", "{month}.{number}", "{number}<b>", "{number}\n{year}", "=1+{number}",
        "x" * 100 + "{number}", "{number}{", "{number:3", "{}{number}",
    ],
)  # fmt: skip
def test_a_pattern_by_which_nobody_can_count_is_refused(schemes, pattern):
    with pytest.raises(SchemeRefused) as refused:
        schemes.add("Accessions", FIELD, pattern)
    assert refused.value.field == "pattern"


@pytest.mark.parametrize("address", ["object.title", "object", "nothing.number", ""])
def test_a_scheme_fills_a_field_whose_values_are_unique(schemes, address):
    with pytest.raises(SchemeRefused) as refused:
        schemes.add("Accessions", address, "{number}")
    assert refused.value.field == "address"
    assert FIELD in schemes.addresses()


def test_a_scheme_is_offered_to_its_institution_and_one_of_nobody_to_all(schemes):
    schemes.add("Ours", FIELD, "{number}")
    schemes.add("Theirs", FIELD, "W{number}", "walters")
    assert [one.title for one in schemes.for_field(FIELD, "walters")] == ["Ours", "Theirs"]
    assert [one.title for one in schemes.for_field(FIELD, "louvre")] == ["Ours"]


def test_a_scheme_can_change_and_go(schemes):
    made = schemes.add("Accessions", FIELD, "{number}")
    schemes.change(made, "Gifts", "G{number:3}")
    assert schemes.preview(made) == "G001"
    schemes.remove(made)
    assert schemes.find(made) is None
    with pytest.raises(SchemeRefused):
        schemes.preview(made)


def test_the_example_of_a_pattern_is_of_this_year():
    assert read_pattern("{year}.{number:3}").example == f"{today().year}.001"


def test_two_hundred_saves_at_once_get_two_hundred_numbers_without_a_gap(catalogue, schemes):
    made = schemes.add("Accessions", FIELD, "{year}.{number:3}")
    given: list[str] = []

    def saving(first: int):
        for number in range(first, first + 25):
            with catalogue.database.writing() as connection:
                value = mint(connection, made, DAY)
                saved = journal.Saving(numbered(catalogue, f"t{number}", value), "object")
                journal.append(connection, [saved], who="Nadia", why="", kind="save")
            given.append(value)

    threads = [threading.Thread(target=saving, args=(n * 25,)) for n in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(given) == [f"2024.{n:03}" for n in range(1, 201)]


def test_processes_take_numbers_from_one_count(catalogue, schemes, folder, root):
    made = schemes.add("Accessions", FIELD, "{year}.{number}")
    program = (
        "import sys; from datetime import date; from pathlib import Path\n"
        "from catalogue.database import Database; from catalogue.numbers import mint\n"
        "database = Database(Path(sys.argv[1]))\n"
        "for _ in range(20):\n"
        "    with database.writing() as c: print(mint(c, int(sys.argv[2]), date(2024, 3, 9)))\n"
    )
    command = [sys.executable, "-c", program, str(folder / "journal.sqlite"), str(made)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) for _ in range(3)]
    given = [line for one in running for line in one.communicate(timeout=60)[0].split()]
    assert sorted(given, key=lambda n: int(n[5:])) == [f"2024.{n}" for n in range(1, 61)]
