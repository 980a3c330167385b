"""The way from draft to publication: a review is asked for, and approved or sent back with a comment.

A review is of one version. Who saves the record meanwhile makes the reviewer look again: what was approved is never
taken for what is there now.
"""

from __future__ import annotations

from catalogue import database as db
from catalogue import journal
from catalogue.database import reviews
from catalogue.database.reviews import Review
from catalogue.errors import ChangedMeanwhile, RecordRefused, UnknownRecord
from catalogue.journal import Held

LONGEST = 5_000  # characters of a request or an answer


class Reviewing:
    """The reviews of one catalogue."""

    def __init__(self, database: db.Database) -> None:
        self._database = database

    def ask(self, iri: str, who: str, request: str = "") -> int:
        """Asks for a review of a record as it is now; a request that waits already is replaced."""
        with self._database.writing() as connection:
            held = _held(connection, iri)
            if held.status == "published":
                said = f"{held.path} is published as it is."
                raise RecordRefused(said, "There is nothing to review until it is changed.")
            waiting = [one.id for one in reviews.of_record(connection, held.id) if one.waiting]
            reviews.decide(connection, waiting, reviews.RECALLED, who, journal.now(), "")
            return reviews.ask(connection, held.id, held.version, who, journal.now(), _bounded(request))

    def recall(self, iri: str, who: str) -> None:
        """Takes back a request that waits."""
        with self._database.writing() as connection:
            waiting = [one.id for one in reviews.of_record(connection, _held(connection, iri).id) if one.waiting]
            reviews.decide(connection, waiting, reviews.RECALLED, who, journal.now(), "")

    def decide(self, iri: str, who: str, *, approve: bool, answer: str = "", version: int | None = None) -> Review:
        """Approves the request that waits, or sends it back; `version` is the one that the reviewer saw.

        Raises ChangedMeanwhile where that is no longer the head, RecordRefused where nothing waits, or where it is sent
        back without a comment.
        """
        if not approve and not answer.strip():
            raise RecordRefused("A record that is sent back needs a comment.", "Say what is to be mended.")
        with self._database.writing() as connection:
            held = _held(connection, iri)
            found = next((one for one in reviews.of_record(connection, held.id) if one.waiting), None)
            if found is None:
                raise RecordRefused(f"No review of {held.path} waits.", "Somebody else has decided already.")
            if approve and version is not None and version != held.version:
                said = f"{held.path} has been changed since you opened it."
                raise ChangedMeanwhile(said, "Look at it again.", held.version)
            decision = reviews.APPROVED if approve else reviews.RETURNED
            reviews.decide(connection, [found.id], decision, who, journal.now(), _bounded(answer))
            return next(one for one in reviews.of_record(connection, held.id) if one.id == found.id)

    def of(self, iri: str) -> list[Review]:
        """The reviews of a record, the newest first."""
        with self._database.reading() as connection:
            return reviews.of_record(connection, _held(connection, iri).id)

    def waiting(self) -> list[Review]:
        """Every request that waits, the oldest first."""
        with self._database.reading() as connection:
            return reviews.waiting(connection)

    def decided_for(self, who: str, since: str) -> list[Review]:
        """What was decided of somebody's requests since a time."""
        with self._database.reading() as connection:
            return reviews.decided_for(connection, who, since)


def _held(connection: db.Connection, iri: str) -> Held:
    held = journal.find(connection, [iri]).get(iri)
    if held is None:
        raise UnknownRecord(f"There is no record {iri}.")
    return held


def _bounded(text: str) -> str:
    if len(text) > LONGEST:
        raise RecordRefused(f"The comment has {len(text):,} characters; {LONGEST:,} are read.", "Shorten it.")
    return text.strip()
