from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from pathlib import Path

import pytest

from catalogue.sparql import formats
from catalogue.sparql.answer import IN_MEMORY
from catalogue.sparql.pool import QueryPool
from catalogue.sparql.process import WorkerFailed

pytestmark = pytest.mark.anyio

EX = "http://example.org/"
LIGHT = f"SELECT ?o {{ <{EX}o/7> <{EX}label> ?o }}"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o FILTER(?c = ?o) }"
GRAPHS = "SELECT ?o { ?s <http://example.org/p> ?o }"


def doubling(times):
    """A query whose answer is a number, and which needs 8 bytes doubled so many times to find it."""
    steps = " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(times))
    return f'SELECT (STRLEN(?x{times}) AS ?n) {{ BIND("abcdefgh" AS ?x0) {steps} }}'


def bindings(answer):
    assert answer.status == 200, answer.error
    return [
        {name: term["value"] for name, term in row.items()} for row in json.loads(answer.body)["results"]["bindings"]
    ]


async def until(holds, seconds=10.0):
    """Waits until something holds that others bring about."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it never came to hold"
        await asyncio.sleep(0.01)


async def stopped(worker):
    """The process of a worker, held still."""
    pid = worker._confined.process.pid
    os.kill(pid, signal.SIGSTOP)
    await until(lambda: ") T" in Path(f"/proc/{pid}/stat").read_text("utf-8"))
    return pid


def exists(pid):
    return Path(f"/proc/{pid}").exists()


def workers(pool):
    return [one for one in pool._staff.all if one.alive]


async def test_all_four_forms_are_answered(serving):
    async with serving() as pool:
        assert bindings(await pool.answer(LIGHT)) == [{"o": "Object 7"}]
        ask = await pool.answer("ASK {}")
        construct = await pool.answer(f"CONSTRUCT WHERE {{ <{EX}o/7> ?p ?o }}", "application/n-triples")
        describe = await pool.answer(f"DESCRIBE <{EX}o/7>")
    assert json.loads(ask.body) == {"head": {}, "boolean": True}
    assert construct.body.count(b"\n") == 2
    assert describe.media_type == "text/turtle; charset=utf-8"
    assert b'"Object 7"@en' in describe.body


SELECTED = {
    "application/sparql-results+json": b'"value":"Object 7"',
    "application/sparql-results+xml": b"<literal",
    "text/csv": b"o\r\nObject 7\r\n",
    "text/tab-separated-values": b'?o\n"Object 7"@en\n',
}
BUILT = {
    "text/turtle": b'"Object 7"@en',
    "application/n-triples": b'"Object 7"@en .\n',
    "application/ld+json": b'"@language":"en"',
    "application/rdf+xml": b'xml:lang="en"',
}


@pytest.mark.parametrize(("media_type", "part"), [*SELECTED.items(), *BUILT.items()])
async def test_every_format_is_written(serving, media_type, part):
    query = LIGHT if media_type in SELECTED else f"CONSTRUCT WHERE {{ <{EX}o/7> <{EX}label> ?o }}"
    async with serving() as pool:
        answer = await pool.answer(query, media_type)
    assert answer.media_type.split(";")[0] == media_type
    assert part in answer.body


@pytest.mark.parametrize("media_type", ["text/csv", "text/tab-separated-values", "text/turtle"])
async def test_a_boolean_has_no_table_and_no_graph(serving, media_type):
    async with serving() as pool:
        answer = await pool.answer("ASK {}", media_type)
    assert answer.status == 406
    assert "application/sparql-results+json" in (answer.error or "")


async def test_a_table_has_no_more_rows_than_asked_for_and_says_if_there_are(serving):
    async with serving() as pool:
        every = await pool.answer("SELECT * { ?s ?p ?o }", formats.TABLE.media_type, rows=3)
        one = await pool.answer(LIGHT, formats.TABLE.media_type, rows=1)
    assert len(told := json.loads(every.body)["rows"]) == 3
    assert len(told[0]) == 3
    assert json.loads(every.body)["more"] is True
    assert json.loads(one.body) == {
        "form": "SELECT",
        "columns": ["o"],
        "rows": [[["literal", "Object 7", "@en"]]],
        "more": False,
    }


async def test_the_dataset_of_the_protocol_replaces_that_of_the_query(serving):
    graph, other = (f"{EX}graph",), (f"{EX}other",)
    async with serving() as pool:
        assert bindings(await pool.answer(GRAPHS)) == []
        assert len(bindings(await pool.answer(GRAPHS, default_graphs=graph))) == 1
        assert bindings(await pool.answer(GRAPHS, named_graphs=graph)) == []
        named = "SELECT ?o { GRAPH ?g { ?s ?p ?o } }"
        assert len(bindings(await pool.answer(named, named_graphs=graph))) == 1
        assert bindings(await pool.answer(named, default_graphs=graph)) == []
        stated = GRAPHS.replace("{", f"FROM <{EX}graph> {{", 1)
        assert len(bindings(await pool.answer(stated))) == 1
        assert bindings(await pool.answer(stated, default_graphs=other)) == []


async def test_a_graph_that_is_no_iri_is_the_askers_fault(serving):
    async with serving() as pool:
        answer = await pool.answer(GRAPHS, default_graphs=("not an iri",))
    assert answer.status == 400
    assert "not an absolute IRI" in (answer.error or "")


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("SELECT * {\n ?s ?p }", 400, "line 2, column"),
        ("SELECT ?x ?x { ?x ?y } }", 400, "line 1, column"),
        ("SELECT * { ?s ex:p ?o }", 400, "PREFIX ex:"),
        ("SELECT * { FILTER(<http://example.org/f>(1)) }", 400, "is not supported"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> {} }", 403, "asks no other servers"),
        ("DROP ALL", 403, "queries only"),
        ("SELECT * {} #" + "x" * 200_000, 413, "100,000 bytes"),
        ("SELECT * " + "{" * 10_000 + "}" * 10_000, 400, "nested more than 100 deep"),
    ],
)
async def test_what_cannot_run_is_explained_and_costs_no_worker(serving, query, status, said):
    async with serving() as pool:
        before = workers(pool)
        answer = await pool.answer(query)
        assert workers(pool) == before
    assert answer.status == status
    assert said in (answer.error or "")
    assert answer.body == b""


async def test_a_query_that_takes_too_long_is_stopped_and_its_worker_replaced(serving):
    async with serving(seconds=0.3, patience=10) as pool:
        answer = await pool.answer(ENDLESS)
        assert answer.status == 503
        assert "longer than 0.3 seconds" in (answer.error or "")
        assert answer.retry_after
        assert bindings(await pool.answer(LIGHT)) == [{"o": "Object 7"}]


async def test_the_clock_on_the_wall_counts_not_only_the_work(serving):
    async with serving(seconds=0.3) as pool:
        (worker,) = pool._staff.idle
        await stopped(worker)
        answer = await pool.answer(LIGHT)
        assert answer.status == 503
        assert "longer than 0.3 seconds" in (answer.error or "")
        assert bindings(await pool.answer(LIGHT)) == [{"o": "Object 7"}]


async def test_a_query_that_takes_too_much_memory_is_told_so_and_others_go_on(serving):
    async with serving(memory_bytes=64 << 20) as pool:
        answer = await pool.answer(doubling(24))
        assert answer.status == 503
        assert "64 MiB of memory" in (answer.error or "")
        assert bindings(await pool.answer(doubling(3))) == [{"n": "64"}]


async def test_a_worker_that_crashes_costs_its_own_query_only(serving):
    async with serving(size=2) as pool:
        asked = asyncio.create_task(pool.answer(ENDLESS))
        await until(lambda: pool._staff.running)
        (running,) = pool._staff.running
        os.kill(running.worker._confined.process.pid, signal.SIGSEGV)
        light = await pool.answer(LIGHT)
        answer = await asked
        assert light.status == 200
        assert answer.status == 503
        assert "too much for the engine" in (answer.error or "")
        await until(lambda: len(pool._staff.idle) == 2)


async def test_an_idle_worker_that_dies_is_replaced(serving):
    async with serving() as pool:
        (one,) = pool._staff.idle
        os.kill(one._confined.process.pid, signal.SIGKILL)
        await until(lambda: not one.alive)
        assert bindings(await pool.answer(LIGHT)) == [{"o": "Object 7"}]


async def test_an_answer_larger_than_the_limit_is_an_error_and_never_cut(serving):
    async with serving(bytes=10_000) as pool:
        answer = await pool.answer("SELECT * { ?s ?p ?o }")
        assert answer.status == 413
        assert "10,000 bytes" in (answer.error or "")
        assert "LIMIT and OFFSET" in (answer.error or "")
        assert answer.content is None
        assert bindings(await pool.answer(LIGHT)) == [{"o": "Object 7"}]


async def test_a_large_answer_comes_whole(serving):
    query = "SELECT * { ?a ?b ?c . ?s ?p ?o } LIMIT 110000"
    async with serving() as pool:
        answer = await pool.answer(query, "text/csv")
    assert answer.content is not None
    assert answer.content.size > IN_MEMORY, "large enough to lie in a file"
    body = answer.body
    assert len(body) == answer.content.size
    assert body.count(b"\r\n") == 110_001


async def test_cancelling_the_call_ends_the_query(serving):
    async with serving() as pool:
        asked = asyncio.create_task(pool.answer(ENDLESS))
        await until(lambda: pool._staff.running)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        await until(lambda: not pool._staff.running)
        assert bindings(await pool.answer(LIGHT)) == [{"o": "Object 7"}]


async def test_who_gives_up_waiting_is_not_run(serving):
    async with serving(patience=10, seconds=0.5) as pool:
        first = asyncio.create_task(pool.answer(ENDLESS))
        await until(lambda: pool._staff.running)
        second = asyncio.create_task(pool.answer(ENDLESS))
        await until(lambda: len(pool._waiting))
        second.cancel()
        with pytest.raises(asyncio.CancelledError):
            await second
        assert len(pool._waiting) == 0
        assert (await first).status == 503


async def test_a_long_query_makes_room_for_short_ones(serving):
    async with serving(size=1, patience=0.05, seconds=20) as pool:
        asked = asyncio.create_task(pool.answer(ENDLESS))
        await until(pool._staff.long)
        assert bindings(await pool.answer(LIGHT)) == [{"o": "Object 7"}]
        asked.cancel()
        await asyncio.gather(asked, return_exceptions=True)


async def test_when_too_many_are_long_the_newest_of_the_greediest_goes(serving):
    async with serving(size=2, patience=0.05, seconds=20) as pool:
        asked = [asyncio.create_task(pool.answer(ENDLESS, client=one)) for one in ("a", "b", "b", "c")]
        await until(lambda: len(pool._staff.long()) == 3 and len(pool._staff.running) == 4)
        assert bindings(await pool.answer(LIGHT, client="d")) == [{"o": "Object 7"}]
        assert [one.done() for one in asked] == [False, False, True, False]
        stopped = asked[2].result()
        assert stopped.status == 503
        assert "busy with long queries" in (stopped.error or "")
        for one in asked:
            one.cancel()
        await asyncio.gather(*asked, return_exceptions=True)


async def test_a_long_query_keeps_its_place_while_another_is_free(serving):
    async with serving(size=2, patience=0.05, seconds=20) as pool:
        before = workers(pool)
        asked = asyncio.create_task(pool.answer(ENDLESS))
        await until(lambda: pool._staff.running and pool._staff.running[0].ripe)
        assert bindings(await pool.answer(LIGHT)) == [{"o": "Object 7"}]
        assert set(workers(pool)) == set(before), "no process was started for nothing"
        asked.cancel()
        await asyncio.gather(asked, return_exceptions=True)


async def test_who_has_used_little_goes_before_who_has_used_much(serving):
    async with serving(size=1, patience=10, seconds=0.4) as pool:
        first = asyncio.create_task(pool.answer(ENDLESS, client="greedy"))
        await until(lambda: pool._staff.running)
        assert (await first).status == 503
        order = []

        async def ask(client):
            await pool.answer(LIGHT, client=client)
            order.append(client)

        pool._staff.idle.clear()  # nobody is free, so that both must wait
        await asyncio.gather(ask("greedy"), ask("modest"))
        assert order == ["modest", "greedy"]


async def test_when_too_many_wait_one_is_sent_away(serving):
    async with serving(size=1, patience=10, seconds=1, waiting=1) as pool:
        first = asyncio.create_task(pool.answer(ENDLESS))
        await until(lambda: pool._staff.running)
        second = asyncio.create_task(pool.answer(LIGHT))
        await until(lambda: len(pool._waiting))
        third = await pool.answer(LIGHT)
        assert third.status == 503
        assert third.retry_after
        assert (await first).status == 503
        assert bindings(await second) == [{"o": "Object 7"}]


async def test_who_waits_too_long_is_told_so(serving):
    async with serving(size=1, patience=10, seconds=1, wait_seconds=0.05) as pool:
        first = asyncio.create_task(pool.answer(ENDLESS))
        await until(lambda: pool._staff.running)
        second = await pool.answer(LIGHT)
        assert second.status == 503
        assert "busy" in (second.error or "")
        await first


async def test_new_queries_use_the_new_checkpoint_and_old_ones_finish_on_theirs(serving, later):
    async with serving(size=1, patience=20) as pool:
        (worker,) = pool._staff.idle
        pid = await stopped(worker)  # a query that takes as long as we like
        old = asyncio.create_task(pool.answer(LIGHT))
        await until(lambda: pool._staff.running)
        await pool.follow(later, 2)
        assert pool.generations == {1, 2}
        new = await pool.answer(f"SELECT ?o {{ <{EX}o/1> <{EX}label> ?o }}")
        assert (new.generation, bindings(new)) == (2, [{"o": "Later object 1"}])
        os.kill(pid, signal.SIGCONT)
        finished = await old
        assert (finished.generation, bindings(finished)) == (1, [{"o": "Object 7"}])
        assert pool.generations == {2}
        await until(lambda: {one.generation for one in workers(pool)} == {2})


async def test_a_checkpoint_that_cannot_be_opened_leaves_the_one_before_in_use(serving, tmp_path):
    async with serving() as pool:
        with pytest.raises(WorkerFailed):
            await pool.follow(tmp_path / "nothing", 2)
        answer = await pool.answer(LIGHT)
        assert (answer.generation, bindings(answer)) == (1, [{"o": "Object 7"}])


async def test_before_the_first_checkpoint_there_is_no_answer():
    pool = QueryPool()
    await pool.start()
    answer = await pool.answer(LIGHT)
    assert answer.status == 503
    await pool.close()


async def test_closing_ends_every_process_and_tells_who_waits(serving):
    async with serving(size=2) as pool:
        asked = asyncio.create_task(pool.answer(ENDLESS))
        await until(lambda: pool._staff.running)
        pids = [one._confined.process.pid for one in workers(pool)]
    assert (await asked).status == 503
    assert [pid for pid in pids if exists(pid)] == []


async def test_many_questions_at_once_are_all_answered(serving):
    async with serving(size=2) as pool:
        queries = [f"SELECT ?o {{ <{EX}o/{n}> <{EX}label> ?o }}" for n in range(100)]
        answers = await asyncio.gather(*(pool.answer(q, client=str(n % 7)) for n, q in enumerate(queries)))
    assert [bindings(one)[0]["o"] for one in answers] == [f"Object {n}" for n in range(100)]
