from __future__ import annotations

import pytest

from catalogue.sparql.queue import HALF_LIFE, FairQueue, Usage


def drained(queue):
    return [queue.take() for _ in range(len(queue))]


def test_each_client_is_served_in_turn():
    queue: FairQueue[str] = FairQueue(10)
    for item in ("a1", "a2", "a3", "b1", "c1", "c2"):
        assert queue.put(item[0], item) is None
    assert drained(queue) == ["a1", "b1", "c1", "a2", "c2", "a3"]


def test_who_has_used_least_is_served_first():
    usage = Usage(lambda: 100.0)
    usage.charge("a", 2.0)
    usage.charge("b", 0.1)
    queue: FairQueue[str] = FairQueue(10, usage)
    for item in ("a1", "a2", "b1", "b2", "c1"):
        queue.put(item[0], item)
    assert drained(queue) == ["c1", "b1", "b2", "a1", "a2"]


def test_what_was_used_is_forgotten_with_time():
    now = [100.0]
    usage = Usage(lambda: now[0])
    usage.charge("a", 2.0)
    now[0] += HALF_LIFE
    assert usage.of("a") == pytest.approx(1.0)
    usage.charge("a", 1.0)
    now[0] += 2 * HALF_LIFE
    assert usage.of("a") == pytest.approx(0.5)
    assert usage.of("b") == 0


def test_only_so_many_clients_are_remembered():
    usage = Usage(lambda: 100.0)
    for number in range(20_000):
        usage.charge(str(number), 1.0)
    assert usage.of("0") == 0
    assert usage.of("19999") == 1.0


def test_when_full_the_last_of_the_longest_line_goes():
    queue: FairQueue[str] = FairQueue(3)
    for item in ("a1", "a2", "b1"):
        queue.put(item[0], item)
    assert queue.put("c", "c1") == "a2"
    assert drained(queue) == ["a1", "b1", "c1"]


def test_when_all_lines_are_equal_the_newest_goes():
    queue: FairQueue[str] = FairQueue(2)
    queue.put("a", "a1")
    queue.put("b", "b1")
    assert queue.put("c", "c1") == "c1"


def test_who_gave_up_is_not_served():
    queue: FairQueue[str] = FairQueue(3)
    queue.put("a", "a1")
    queue.put("a", "a2")
    queue.drop("a", "a1")
    queue.drop("a", "a1")
    queue.drop("b", "b1")
    assert drained(queue) == ["a2"]


def test_an_empty_queue_says_so():
    with pytest.raises(LookupError):
        FairQueue(1).take()
