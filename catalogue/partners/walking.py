"""The walk backwards through a feed, from its last page to where the last whole pull had come.

Each page is read once and committed with the changes that it announces, so a walk goes on after a kill where it was.
It ends where times were passed that an earlier pull had taken, or where a page holds nothing but what it had taken: a
feed may give many activities one time. A page that is not in order does not end it by its times.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urldefrag

from catalogue.database import partner_walks as walks
from catalogue.database import partners as held
from catalogue.database.connection import Connection
from catalogue.database.partner_walks import Change, Walk
from catalogue.database.partners import Held, Partner, PartnersFile
from catalogue.partners.client import Client
from catalogue.partners.connection import Answer
from catalogue.partners.feed import Activity, Kind, Page, read_page
from catalogue.partners.limits import Limits
from catalogue.partners.report import Pulled
from catalogue.partners.troubles import Stopped, Unfetchable, Unreadable

ACCEPT = "application/ld+json, application/activity+json;q=0.9, application/json;q=0.9"
Progress = Callable[[int, int], None]


class Walker:
    """Walks through one feed."""

    def __init__(self, file: PartnersFile, client: Client, limits: Limits, report: Pulled) -> None:
        self._file = file
        self._client = client
        self._limits = limits
        self._report = report

    def walk(self, partner: Partner, one: Walk, progress: Progress | None = None) -> Walk:
        """Reads the pages that are left; how far the walk came.

        Raises Unfetchable, Unreadable or Stopped for a page that could not be read; what was read before is committed.
        """
        while one.cursor is not None:
            one = self._step(partner, one, one.cursor)
            if progress is not None:
                progress(one.activities, one.stated or 0)
        return one

    def _step(self, partner: Partner, one: Walk, url: str) -> Walk:
        self._refuse_too_much(partner, one, url)
        address, answer = self._client.get(url, ACCEPT, self._limits.page)
        refuse_status(answer, url)
        page = read_page(answer.body, address, partner.iri, datetime.now(UTC), self._limits.address)
        with self._file.writing() as connection:
            walks.visit(connection, partner.id, url)
            following = self._taken(connection, partner, one, page)
            walks.write(connection, following)
        for odd in page.odd:
            self._report.note(odd, url)
        if following.cursor is None and page.previous is None:
            self._compare(following)
        self._report.pages += 1
        self._report.activities += page.size
        return following

    def _taken(self, connection: Connection, partner: Partner, one: Walk, page: Page) -> Walk:
        """Queues what a page announces; the walk after it."""
        known = held.held(connection, partner.id, [a.iri for a in page.activities if a.iri])
        changes: list[Change] = []
        only_removals, refreshed, settled = one.only_removals, False, bool(page.activities)
        for activity in page.activities:
            if activity.kind is Kind.REFRESH and partner.mark is None:
                refreshed = True  # whatever is there has been announced since
                break
            if activity.kind is Kind.REFRESH:
                only_removals = True
                continue
            dealt_with = _is_known(activity, known.get(activity.iri), partner.mark)
            settled = settled and dealt_with and _until(activity.time, partner.mark)
            if not dealt_with and (activity.kind is Kind.REMOVE or not only_removals):
                changes.append(_change(activity))
        walks.queue(connection, one, changes)
        times = [a.time for a in page.activities if a.time is not None]
        passed = page.ordered and partner.mark is not None and any(time < partner.mark for time in times)
        on = page.previous is not None and not (refreshed or settled or passed)
        return replace(
            one,
            cursor=urldefrag(page.previous or "")[0] if on else None,
            newest=max([t for t in (one.newest, *times) if t is not None], default=None),
            only_removals=only_removals,
            pages=one.pages + 1,
            activities=one.activities + page.size,
        )

    def _compare(self, one: Walk) -> None:
        """Once all pages are read: whether there are as many activities as the feed says."""
        if one.stated is not None and one.stated != one.activities:
            self._report.note(f"The feed says that it has {one.stated:,} activities, and has {one.activities:,}.")

    def _refuse_too_much(self, partner: Partner, one: Walk, url: str) -> None:
        refuse_without_room(self._file, self._limits)
        with self._file.reading() as connection:
            if walks.was_visited(connection, partner.id, url):
                raise Unreadable(f"The pages of the feed go round in a circle: {url} comes again.", "Tell the partner.")
        if one.pages >= self._limits.pages or one.activities >= self._limits.activities:
            said = f"This feed does not end: {one.pages:,} pages with {one.activities:,} activities were read."
            raise Unreadable(said, "Tell the partner.")


def refuse_status(answer: Answer, url: str) -> None:
    """Raises Unfetchable for an answer that is not what was asked for."""
    if answer.status != 200:
        raise Unfetchable(f"{url} answers {answer.status}.", "Tell the partner, or see the address.")


def refuse_without_room(file: PartnersFile, limits: Limits) -> None:
    """Raises Stopped where the disk is nearly full."""
    if shutil.disk_usage(file.path.parent).free < limits.spare:
        raise Stopped(f"Less than {limits.spare >> 20:,} MB are free on the disk.", "Make room, then pull again.")


def _is_known(activity: Activity, one: Held | None, mark: str | None) -> bool:
    """Whether an activity was dealt with: this very one, or a newer one of a time that was passed before."""
    if one is None or activity.time is None:
        return False
    if activity.key == one.key:
        return True
    return mark is not None and activity.time < mark and one.time is not None and activity.time < one.time


def _until(time: str | None, mark: str | None) -> bool:
    return time is not None and mark is not None and time <= mark


def _change(activity: Activity) -> Change:
    return Change(activity.iri, activity.kind is Kind.REMOVE, activity.url, activity.time, activity.key)
