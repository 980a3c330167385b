from __future__ import annotations

import pytest

from catalogue.sparql.queue import FairQueue


def drained(queue):
    return [queue.take() for _ in range(len(queue))]


def test_each_client_is_served_in_turn():
    queue: FairQueue[str] = FairQueue(10)
    for item in ("a1", "a2", "a3", "b1", "c1", "c2"):
        assert queue.put(item[0], item) is None
    assert drained(queue) == ["a1", "b1", "c1", "a2", "c2", "a3"]


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
