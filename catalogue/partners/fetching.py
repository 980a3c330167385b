"""Fetching what a walk has found, each document once, and keeping it as it came.

What was done is committed every half second or hundred documents, so that a kill costs no more than these.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from catalogue.database import partner_walks as walks
from catalogue.database import partners as held
from catalogue.database.partner_walks import Change
from catalogue.database.partners import Fetched, Held, News, Partner, PartnersFile
from catalogue.faults import point
from catalogue.journal import now
from catalogue.partners.client import Client
from catalogue.partners.connection import Answer
from catalogue.partners.feed import FORMATS, LINKED_ART
from catalogue.partners.limits import Limits
from catalogue.partners.report import Pulled
from catalogue.partners.troubles import Stopped, Unfetchable
from catalogue.partners.walking import refuse_without_room

ACCEPT = (
    f'application/ld+json;profile="{LINKED_ART}", application/ld+json;q=0.9, application/json;q=0.8, '
    "text/turtle;q=0.7, application/n-triples;q=0.6, application/rdf+xml;q=0.5"
)
KEPT = frozenset({*FORMATS, "application/json"})
_ASK_AGAIN = ("etag", "last-modified")
BATCH = 100
SECONDS = 0.5
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class _Outcome:
    """What came of a change; no news where it failed."""

    change: Change
    news: News | None


class Fetcher:
    """Fetches the documents of one partner."""

    def __init__(self, file: PartnersFile, client: Client, limits: Limits, report: Pulled) -> None:
        self._file = file
        self._client = client
        self._limits = limits
        self._report = report
        self._failures = 0

    def fetch(self, partner: Partner, progress: Progress | None = None) -> None:
        """Deals with all that waits; raises Stopped where the partner does not answer any more or time is over."""
        with self._file.reading() as connection:
            total, number = walks.how_many_wait(connection, partner.id, partner.pulls), 0
        while batch := self._batch(partner):
            refuse_without_room(self._file, self._limits)
            outcomes: list[_Outcome] = []
            try:
                self._fill(outcomes, batch)
            finally:  # what was fetched is kept, whatever ends it
                self._commit(partner, outcomes)
            number += len(outcomes)
            if progress is not None:
                progress(number, total)

    def _batch(self, partner: Partner) -> list[tuple[Change, Held | None]]:
        with self._file.reading() as connection:
            changes = walks.waiting(connection, partner.id, partner.pulls, BATCH)
            known = held.held(connection, partner.id, [one.iri for one in changes])
        return [(one, known.get(one.iri)) for one in changes]

    def _fill(self, outcomes: list[_Outcome], batch: list[tuple[Change, Held | None]]) -> None:
        until = time.monotonic() + SECONDS
        for change, before in batch:
            outcomes.append(_Outcome(change, self._news(change, before)))
            if self._failures >= self._limits.failures:
                raise Stopped(f"{self._failures} documents in a row could not be had.", "Pull again later.")
            if time.monotonic() > until:
                return

    def _news(self, change: Change, before: Held | None) -> News | None:
        """What came of a change; None where it failed, which is told."""
        news = News(change.iri, change.url, change.time, change.key, before)
        if change.removal:
            return news
        asked = before if before is not None and before.digest is not None and before.url == change.url else None
        etag, modified = (asked.etag, asked.modified) if asked is not None else (None, None)
        try:
            base, answer = self._client.get(change.url, ACCEPT, self._limits.document, etag, modified)
            self._failures = 0
            return _read(news, base, answer, known=asked is not None)
        except Unfetchable as error:
            self._failures += error.passing
            self._report.note(str(error), change.url)
            return None

    def _commit(self, partner: Partner, outcomes: list[_Outcome]) -> None:
        if not outcomes:
            return
        news = [one.news for one in outcomes if one.news is not None]
        with self._file.writing() as connection:
            figures = held.keep(connection, partner.id, news, now())
            walks.done(connection, partner.id, [one.iri for one in news])
            failed = [one.change.iri for one in outcomes if one.news is None]
            walks.failed(connection, partner.id, failed, partner.pulls)
        point("partners.fetched")
        self._report.fetched += figures["fetched"]
        self._report.unchanged += figures["unchanged"]
        self._report.removed += figures["removed"]


def _read(news: News, base: str, answer: Answer, *, known: bool) -> News:
    """What an answer means; raises Unfetchable for one that is no document."""
    if answer.status == 304 and known:
        return replace(news, same=True)
    if answer.status == 410:
        return news
    if answer.status != 200:
        raise Unfetchable(f"It answers {answer.status}.", "Tell the partner.")
    media = answer.headers.get("content-type", "")[:200]
    plain = media.partition(";")[0].strip().lower()
    if plain not in KEPT:
        raise Unfetchable(f"It is {plain[:60] or 'of no type'}, which is no RDF.", "Tell the partner.")
    etag, modified = (one if one and len(one) < 500 else None for one in map(answer.headers.get, _ASK_AGAIN))
    return replace(news, fetched=Fetched(base, media, etag, modified, answer.body))
