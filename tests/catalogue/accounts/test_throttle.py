"""How often somebody may try to sign in."""

from __future__ import annotations

import pytest

from catalogue.accounts import throttle
from catalogue.accounts.throttle import ADDRESS, NAME, Throttle, network

OWNER, PLACE = (NAME, "owner"), (ADDRESS, "192.0.2.1")


class Clock:
    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


def test_a_few_failures_are_free_then_the_wait_doubles_up_to_its_longest():
    clock = Clock()
    held = Throttle(clock)
    waits = []
    for _ in range(14):
        assert held.begin(OWNER) == 0
        waits.append(held.begin(OWNER))
        clock.time += waits[-1]
    assert waits[:4] == [0, 0, 0, 0] or waits[:2] == [0, 0]
    assert waits[-1] == NAME.longest
    assert sorted(waits) == waits


def test_asking_while_one_waits_does_not_make_it_longer():
    clock = Clock()
    held = Throttle(clock)
    while held.begin(OWNER) == 0:
        pass
    before = held.begin(OWNER)
    for _ in range(1000):
        held.begin(OWNER)
    assert held.begin(OWNER) == before
    clock.time += before
    assert held.begin(OWNER) == 0


def test_what_was_right_is_forgotten_for_the_name_and_taken_back_for_the_place():
    held = Throttle(Clock())
    for _ in range(NAME.free - 1):
        held.begin(OWNER, PLACE)
    held.succeeded(OWNER, PLACE)
    assert OWNER not in held._held
    assert held._held[PLACE].count == NAME.free - 2


def test_all_is_forgotten_after_a_quiet_while():
    clock = Clock()
    held = Throttle(clock)
    for _ in range(50):
        held.begin(OWNER)
        clock.time += NAME.longest
    clock.time += NAME.quiet
    assert held.begin(OWNER) == 0
    assert held._held[OWNER].count == 1


def test_a_name_and_a_place_count_apart():
    held = Throttle(Clock())
    while held.begin(OWNER, PLACE) == 0:
        pass
    assert held.begin((NAME, "another"), PLACE) == 0
    assert held.begin(OWNER, (ADDRESS, "192.0.2.2")) > 0


def test_the_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(throttle, "HELD", 100)
    held = Throttle(Clock())
    for number in range(1000):
        held.begin((NAME, str(number)))
    assert len(held._held) == 100


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("", ""),
        ("testclient", "testclient"),
    ],
)
def test_one_place_is_an_address_or_a_64(address, place):
    assert network(address) == place
