"""What our own questions find in the public store: asked of the pool that answers everybody's, within its limits."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from catalogue.rdf import Term, iri, literal
from catalogue.sparql import formats
from catalogue.sparql.pool import QueryPool

ROWS = 1_000
SECONDS = 10.0  # for one question; what takes longer is not told
PATIENCE = 2.0  # for all; a page is not kept waiting longer
AGAIN = 60.0  # seconds after which a question that was not answered is asked again
_CLIENT = "the catalogue itself"
_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
_log = logging.getLogger("khizana.asked")

Row = Mapping[str, Term]


@dataclass(frozen=True)
class Found:
    """The rows that each question found, without those not answered in time; the number of the round of asking."""

    number: int = 0
    generation: int | None = None
    rows: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    again_at: float | None = None

    def due(self, generation: int | None, now: float) -> bool:
        """Whether the questions are to be asked (again)."""
        if generation is None:
            return False
        return generation != self.generation or (self.again_at is not None and now > self.again_at)


class Asked:
    """The answers to a set of questions, asked once for each checkpoint, when a page first needs them."""

    def __init__(self, questions: Mapping[str, str], seconds: float | None = None) -> None:
        self.questions = questions
        self._seconds = seconds
        self._found = Found()
        self._asking: asyncio.Task[None] | None = None

    async def found(self, pool: QueryPool, patience: float | None = None) -> Found:
        """What is found; where asking takes long, what was found before, until it is done."""
        if self._asking is None and self._found.due(pool.generation, asyncio.get_running_loop().time()):
            self._asking = asyncio.create_task(self._ask(pool))
        if self._asking is not None:
            await asyncio.wait({self._asking}, timeout=PATIENCE if patience is None else patience)
        return self._found

    async def close(self) -> None:
        """Stops asking."""
        if self._asking is not None:
            self._asking.cancel()
            with suppress(asyncio.CancelledError):
                await self._asking

    async def _ask(self, pool: QueryPool) -> None:
        generation, found = pool.generation, dict[str, Sequence[Row]]()
        try:
            for name, query in self.questions.items():
                rows = await answered(pool, query, seconds=self._seconds)
                if rows is not None:
                    found[name] = rows
        finally:
            self._asking = None
        again_at = asyncio.get_running_loop().time() + AGAIN if len(found) < len(self.questions) else None
        self._found = Found(self._found.number + 1, generation, found, again_at)


async def answered(
    pool: QueryPool, query: str, rows: int = ROWS, seconds: float | None = None
) -> Sequence[Row] | None:
    """The rows of an answer, without what is unbound; None where there is none in time."""
    seconds = SECONDS if seconds is None else seconds
    try:
        asking = pool.answer(query, formats.TABLE.media_type, rows=rows, client=_CLIENT)
        answer = await asyncio.wait_for(asking, seconds)
    except TimeoutError:
        _log.warning("A question of ours took more than %s seconds: %s", seconds, query.partition("\n")[0])
        return None
    if not answer.ok:
        _log.warning("A question of ours was not answered: %s", answer.error)
        return None
    told = json.loads(answer.body)
    return [
        {name: _term(*cell) for name, cell in zip(told["columns"], row, strict=True) if cell is not None}
        for row in told["rows"]
    ]


def _term(kind: str, text: str, more: str) -> Term:
    if kind == "iri":
        return iri(text)
    if more.startswith("@"):
        return literal(text, language=more[1:])
    return literal(text, None if more == _XSD_STRING else more)
