"""Our own questions: asked once for each checkpoint, and never for longer than a page may wait."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from api import asked
from api.asked import Asked
from api.stories import story
from catalogue.rdf import iri, literal
from catalogue.sparql.answer import Answer, Body


class Pool:
    """A pool that answers every query with one row, after a while."""

    def __init__(self, generation: int | None = 1, seconds: float = 0.0, status: int = 200) -> None:
        self.generation, self.seconds, self.status = generation, seconds, status
        self.asked: list[str] = []

    async def answer(self, query, media_type="", *, rows=None, client=""):
        self.asked.append(query)
        await asyncio.sleep(self.seconds)
        if self.status != 200:
            return Answer(self.status, 1, error="No.")
        body = Body()
        cells = ["literal", str(len(self.asked)), "http://www.w3.org/2001/XMLSchema#integer"]
        body.add(json.dumps({"columns": ["n", "none"], "rows": [[cells, None]]}).encode())
        return Answer(200, 1, content=body)


def fake(**said: Any) -> Any:
    """Such a pool, taken for a real one."""
    return Pool(**said)


def test_it_asks_once_for_a_checkpoint_and_again_for_the_next():
    async def act():
        questions, pool = Asked({"a": "A", "b": "B"}), fake()
        first, again = await questions.found(pool), await questions.found(pool)
        pool.generation = 2
        return first, again, await questions.found(pool), pool

    first, again, later, pool = asyncio.run(act())
    assert first is again
    assert (first.number, later.number) == (1, 2)
    assert pool.asked == ["A", "B", "A", "B"]
    assert first.rows["a"] == [{"n": literal("1", "integer")}]


def test_many_visitors_ask_together():
    async def act():
        questions, pool = Asked({"a": "A"}), fake(seconds=0.05)
        found = await asyncio.gather(*(questions.found(pool) for _ in range(20)))
        return found, pool

    found, pool = asyncio.run(act())
    assert pool.asked == ["A"]
    assert {one.number for one in found} == {1}


def test_a_page_waits_no_longer_than_it_may_and_asking_goes_on(monkeypatch):
    monkeypatch.setattr(asked, "PATIENCE", 0.02)

    async def act():
        questions, pool = Asked({"a": "A"}), fake(seconds=0.1)
        early = await questions.found(pool)
        await asyncio.sleep(0.2)
        return early, await questions.found(pool), pool

    early, later, pool = asyncio.run(act())
    assert (early.number, dict(early.rows)) == (0, {})
    assert (later.number, pool.asked) == (1, ["A"])


@pytest.mark.parametrize("pool", [fake(seconds=1), fake(status=503)], ids=["slow", "busy"])
def test_a_question_that_is_not_answered_is_left_out_and_asked_again_later(monkeypatch, pool):
    monkeypatch.setattr(asked, "SECONDS", 0.02)
    monkeypatch.setattr(asked, "AGAIN", 0.05)

    async def act():
        questions = Asked({"a": "A"})
        found = await questions.found(pool)
        at_once = await questions.found(pool)
        await asyncio.sleep(0.1)
        later = await questions.found(pool)
        await questions.close()
        return found, at_once, later

    found, at_once, later = asyncio.run(act())
    assert dict(found.rows) == {}
    assert (found.number, at_once.number, later.number) == (1, 1, 2)


def test_nothing_is_asked_while_there_is_no_checkpoint_and_closing_stops_what_is_asked():
    async def act():
        none, slow = fake(generation=None), fake(seconds=60)
        assert (await Asked({"a": "A"}).found(none)).number == 0
        questions = Asked({"a": "A"})
        waiting = asyncio.create_task(questions.found(slow))
        await asyncio.sleep(0.01)
        await questions.close()
        await waiting
        return none.asked

    assert asyncio.run(act()) == []


SENTENCE = "One: {a}[ (b: {b})]."


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"a": literal("x"), "b": literal("y")}], "One: x (b: y)."),
        ([{"a": literal("x")}], "One: x."),
        ([{"a": literal("x")}, {"a": literal("y")}, {"a": literal("x")}], "One: x and y."),
        ([{"a": literal(letter)} for letter in "uvwxyz"], "One: u, v, w, x, …."),
        ([{"a": literal("x"), "b": iri("https://khizana.example/object/draft")}], "One: x."),
        ([{"a": iri("https://khizana.example/object/draft"), "b": literal("y")}], ""),
        ([{"b": literal("y")}], ""),
        ([], ""),
    ],
)
def test_a_sentence_is_filled_or_not_told(client, rows, said):
    from starlette.requests import Request

    from api.presenter import presenter_for

    request = Request({"type": "http", "app": client.app, "headers": [], "query_string": b"", "path": "/"})
    pieces = story(SENTENCE, rows, presenter_for(request, {}), {})
    assert "".join(piece if isinstance(piece, str) else piece.text for piece in pieces) == said
