"""Accounts, sessions, tokens and second factors, as they lie in the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from catalogue.accounts import Act, Given, People, people_at
from catalogue.accounts.passwords import Unfit, one_time, unfit
from catalogue.catalogue import Catalogue
from catalogue.errors import AccountRefused, JournalUnwritable, NotACatalogue
from tests.catalogue.making import BASE

BEGIN = datetime(2026, 5, 1, 12, tzinfo=UTC)
PASSWORD = "seven green lanterns"


class Clock:
    def __init__(self) -> None:
        self.time = BEGIN

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    made = Catalogue.create(tmp_path_factory.mktemp("accounts") / "c", BASE, bare=True)
    with made.closing():
        yield made


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def people(house, clock):
    with house.database.writing() as connection:
        for table in ("account", "account_role", "session", "token", "recovery_code", "institution"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
    settings = replace(house.settings, password_memory=8 << 10, password_passes=1)
    return People(house.database, settings, now=clock)


def everything(house) -> bytes:
    """All that the database file holds."""
    with house.database.writing() as connection:
        connection.exec_driver_sql("SELECT 1")
    return b"".join(f.read_bytes() for f in house.settings.data.glob("journal.sqlite*"))


@pytest.mark.parametrize(
    ("said", "name"), [("Amina", "amina"), (" ＡＬＩ ", "ali"), ("şirin.k", "şirin.k"), ("أمينة", "أمينة")]
)
def test_a_name_is_one_name_however_it_is_typed(people, said, name):
    assert people.add(said, [], PASSWORD).name == name
    assert people.with_password(said.upper(), PASSWORD) is not None
    with pytest.raises(AccountRefused, match="already"):
        people.add(name, [], PASSWORD)


@pytest.mark.parametrize("name", ["", " ", "a b", "-a", "a/b", "a\u202eb", "x" * 65])
def test_what_cannot_be_a_name_is_refused(people, name):
    with pytest.raises(AccountRefused):
        people.add(name, [], PASSWORD)


def test_no_secret_lies_in_the_database(people, house):
    made = people.add("amina", [Given("reader")], PASSWORD)
    session, token = people.sessions.begin(made.id, "x"), people.tokens.make(made.id)
    secret = pyotp.random_base32()
    codes = people.second.enrol(made.id, secret, pyotp.TOTP(secret).at(BEGIN))
    once = people.reset(made.id)
    held = everything(house)
    for one in (PASSWORD, session, token, token.removeprefix("khz_"), once, *codes):
        assert one.encode() not in held
    assert b"$argon2id$" in held


def test_a_password_is_the_same_from_every_keyboard(people):
    people.add("amina", [], "café crème à l’été")
    assert people.with_password("amina", "cafe\u0301 cre\u0300me a\u0300 l’e\u0301te\u0301") is not None


def test_a_token_holds_until_its_day(people, clock):
    made = people.add("amina", [Given("reader")], PASSWORD)
    secret = people.tokens.make(made.id, scopes=[Act.READ], days=10)
    known = people.by_token(secret)
    assert known is not None
    assert known.person.scopes == frozenset({"read"})
    assert known.session is None
    clock.time += timedelta(days=9, hours=23)
    assert people.by_token(secret) is not None
    clock.time += timedelta(hours=2)
    assert people.by_token(secret) is None


@pytest.mark.parametrize("forged", ["", "khz_", "khz_" + "A" * 43, "nonsense", "khz_é"])
def test_a_forged_token_is_nobodys(people, forged):
    people.tokens.make(people.add("amina", [], PASSWORD).id)
    assert people.by_token(forged) is None


def test_a_token_says_when_it_was_used_last(people, clock):
    made = people.add("amina", [], PASSWORD)
    secret = people.tokens.make(made.id)
    assert people.tokens.of(made.id)[0].used is None
    clock.time += timedelta(days=2)
    people.by_token(secret)
    assert people.tokens.of(made.id)[0].used == "2026-05-03T12:00:00Z"


def test_a_full_disk_locks_nobody_out(people, house, clock, monkeypatch):
    """When somebody was seen last cannot be written then; that they are known is read."""
    one = people.accounts.add("nadia", [], password=None)
    session, token = people.sessions.begin(one.id, ""), people.tokens.make(one.id, "")

    def full():
        raise JournalUnwritable("The disk is full.")

    clock.time += timedelta(hours=1)
    monkeypatch.setattr(house.database, "writing", full)
    assert people.by_session(session) is not None
    assert people.by_token(token) is not None


def test_sessions_that_have_ended_are_swept_away(people, house, clock):
    made = people.add("amina", [], PASSWORD)
    for _ in range(5):
        people.sessions.begin(made.id, "x")
    clock.time += timedelta(days=15)
    people.sessions.begin(made.id, "x")
    with house.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT COUNT(*) FROM session").scalar() == 1


def test_what_is_still_owed_is_owed_for_ten_minutes(people, clock):
    made = people.add("amina", [], PASSWORD)
    secret = people.sessions.begin(made.id, "x", pending=True)
    assert people.by_session(secret) is None
    assert people.half_in(secret) is not None
    clock.time += timedelta(minutes=11)
    assert people.half_in(secret) is None


def test_a_code_counts_once_and_for_half_a_minute_around_now(people, clock):
    made = people.add("amina", [], PASSWORD)
    secret = pyotp.random_base32()
    totp = pyotp.TOTP(secret)
    assert people.second.enrol(made.id, secret, totp.at(BEGIN - timedelta(minutes=2))) is None
    assert people.second.enrol(made.id, secret, totp.at(BEGIN)) is not None

    def right(code: str) -> bool:
        return people.second.right(people.accounts.by_id(made.id), code)

    assert not right(totp.at(BEGIN)), "used to enrol"
    clock.time += timedelta(seconds=30)
    code = totp.at(clock.time)
    assert right(f" {code[:3]} {code[3:]} ")
    assert not right(code)
    assert not right(totp.at(clock.time - timedelta(seconds=30))), "older than one that was used"
    clock.time += timedelta(seconds=60)
    assert right(totp.at(clock.time - timedelta(seconds=30))), "clocks differ"
    clock.time += timedelta(seconds=90)
    arabic = totp.at(clock.time).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert right(arabic)


def test_a_recovery_code_counts_once_and_for_its_owner(people):
    first, second = (people.add(name, [], PASSWORD) for name in ("amina", "omar"))
    secret = pyotp.random_base32()
    codes = people.second.enrol(first.id, secret, pyotp.TOTP(secret).at(BEGIN))
    people.second.enrol(second.id, secret, pyotp.TOTP(secret).at(BEGIN))
    assert not people.second.right(people.accounts.by_id(second.id), codes[0])
    assert people.second.right(people.accounts.by_id(first.id), codes[0].upper().replace("-", " "))
    assert not people.second.right(people.accounts.by_id(first.id), codes[0])
    assert people.second.left(first.id) == 9


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short", Unfit.SHORT),
        ("x" * 2000 + "abcde", Unfit.LONG),
        ("aaaaaaaaaaaaaaaa", Unfit.PLAIN),
        ("amina amina 1", Unfit.NAME),
        (PASSWORD, None),
    ],
)
def test_a_password_must_be_worth_something(password, why):
    assert unfit(password, "amina") is why
    assert unfit(password, "amina", earlier=password) is (why or Unfit.SAME)


def test_a_password_for_once_is_a_good_one():
    assert len({one_time() for _ in range(100)}) == 100
    assert unfit(one_time(), "amina") is None


def test_a_catalogue_keeps_an_administrator_if_it_has_one(people):
    people.add("reader", [Given("reader")], PASSWORD)
    people.accounts.give(people.accounts.named("reader").id, [])
    chief = people.add("chief", [Given("administrator")], PASSWORD)
    people.add("local", [Given("administrator", "walters")], PASSWORD)
    with pytest.raises(AccountRefused):
        people.accounts.give(chief.id, [Given("reader")])
    with pytest.raises(AccountRefused):
        people.disable(chief.id)
    assert people.accounts.named("chief").roles == {Given("administrator")}
    people.add("second", [Given("administrator")], PASSWORD)
    people.disable(chief.id)


def test_a_role_that_there_is_not_is_not_given(people):
    with pytest.raises(AccountRefused, match="Roles are"):
        people.add("amina", [Given("king")], PASSWORD)


def test_a_mark_is_of_its_words(people):
    mark = people.signed("a", "b")
    assert people.is_signed(mark, "a", "b")
    assert not people.is_signed(mark, "ab", "")
    assert not people.is_signed("ü", "a", "b")


def test_people_are_found_beside_a_server(people, house):
    people.add("amina", [], PASSWORD)
    with people_at(house.settings.data) as beside:
        assert beside.accounts.named("Amina").name == "amina"
    with pytest.raises(NotACatalogue), people_at(house.settings.data / "nothing"):
        pass
