"""A feed's JSON as values: what a collection and a page say, read without trust (IIIF Change Discovery 1.0, 3.1–3.3).

Whatever is not as the standard has it is passed over and told, unless nothing could be done without it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urljoin

from catalogue.errors import BadTerm
from catalogue.partners.troubles import Unreadable
from catalogue.rdf import iri

JSON_LD = "application/ld+json"
FORMATS = ("application/n-triples", "text/turtle", JSON_LD, "application/rdf+xml")
"""Media types of documents that we can read, the best first: a context may leave out what it has no word for."""
LINKED_ART = "https://linked.art/ns/v1/linked-art.json"
_LONGEST = 8_000  # characters of a page's address
AHEAD = timedelta(minutes=5)  # by which a partner's clock may go before ours


class Kind(StrEnum):
    """What an activity means for us."""

    INCLUDE = "include"
    REMOVE = "remove"
    REFRESH = "refresh"


@dataclass(frozen=True)
class Collection:
    """The entrance of a feed: what it calls itself, its last page, how many activities it says it has."""

    iri: str
    last: str
    total: int | None


@dataclass(frozen=True)
class Activity:
    """What happened to one record, and where its representation is; `time` is UTC, None where it is of no use."""

    kind: Kind
    iri: str
    url: str
    time: str | None
    key: str


@dataclass(frozen=True)
class Page:
    """A page: the one before it, its activities, the newest first, how many it lists, and what was odd."""

    previous: str | None
    activities: tuple[Activity, ...]
    size: int
    ordered: bool
    odd: tuple[str, ...]


def read_collection(content: bytes, url: str) -> Collection:
    """The entrance of a feed; raises Unreadable where it is none."""
    held = _object(content, url)
    if "OrderedCollection" not in _types(held):
        raise Unreadable(f"{url} is no feed: it is no OrderedCollection.", "Give the address of its activity stream.")
    last = _address(held.get("last"), url)
    if last is None:
        raise Unreadable(f"{url} names no last page, as a feed must.", "Ask the partner to add “last”.")
    total = held.get("totalItems")
    stated = total if isinstance(total, int) and not isinstance(total, bool) and 0 <= total < 1 << 53 else None
    return Collection(_id(held) or url, last, stated)


def read_page(content: bytes, url: str, collection: str, now: datetime, longest: int) -> Page:
    """A page of a feed; raises Unreadable where it is none. Addresses longer than `longest` are passed over."""
    held = _object(content, url)
    items = held.get("orderedItems")
    if not isinstance(items, list):
        raise Unreadable(f"{url} is no page of a feed: it has no list of activities.", "Tell the partner.")
    reader = _Reader(collection, now, longest)
    found = [activity for item in items for activity in reader.activities(item)]
    times = [one.time for one in found if one.time is not None]
    ordered = times == sorted(times)
    if not ordered:
        reader.odd.append("The activities of a page are not in the order of their times.")
    previous = _address(held.get("prev"), url)
    return Page(previous, tuple(reversed(found)), len(items), ordered, tuple(reader.odd))


class _Reader:
    """Reads activities; `odd` is what had to be passed over."""

    def __init__(self, collection: str, now: datetime, longest: int) -> None:
        self.odd: list[str] = []
        self._collection = collection
        self._latest = now + AHEAD
        self._longest = longest

    def activities(self, item: Any) -> Iterator[Activity]:
        """What one activity says: nothing, one thing, or the two of a move, of which the new address counts first."""
        if not isinstance(item, dict):
            self.odd.append("An activity is no object.")
            return
        kinds, time = _types(item), self._time(item.get("endTime"))
        if "Refresh" in kinds:
            yield Activity(Kind.REFRESH, "", "", time, "")
        elif "Move" in kinds:
            yield from self._one(Kind.REMOVE, item.get("object"), item, time)
            yield from self._one(Kind.INCLUDE, item.get("target"), item, time)
        elif kinds & {"Create", "Update"} or ("Add" in kinds and self._here(item.get("target"))):
            yield from self._one(Kind.INCLUDE, item.get("object"), item, time)
        elif "Delete" in kinds or ("Remove" in kinds and self._here(item.get("origin"))):
            yield from self._one(Kind.REMOVE, item.get("object"), item, time)
        elif not kinds & {"Add", "Remove"}:
            self.odd.append("An activity is of a type that means nothing to us.")

    def _here(self, place: Any) -> bool:
        """Whether an Add or Remove is about this feed, as one that does not say otherwise is."""
        stream = _id(place) if isinstance(place, dict) else place
        return not isinstance(stream, str) or stream == self._collection

    def _one(self, kind: Kind, thing: Any, item: Mapping[str, Any], time: str | None) -> Iterator[Activity]:
        name = _id(thing) if isinstance(thing, dict) else thing
        if not _usable(name, self._longest):
            self.odd.append("An activity is about what has no full address (IRI).")
            return
        assert isinstance(name, str)
        url = _representation(thing) if isinstance(thing, dict) else None
        told = [one if isinstance(one := item.get(word), str) else "" for word in ("endTime", "id")]
        key = json.dumps([sorted(_types(item)), name, kind, *told])
        digest = hashlib.sha256(key.encode()).hexdigest()[:32]
        yield Activity(kind, name, url if _usable(url, self._longest) and url else name, time, digest)

    def _time(self, said: Any) -> str | None:
        """A time in UTC, all of them equally long so that they can be compared as texts."""
        if said is None:
            self.odd.append("An activity has no endTime.")
            return None
        try:
            found = datetime.fromisoformat(said)
            moment = found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)
        except (ValueError, TypeError, OverflowError):
            self.odd.append("An activity’s endTime is no time.")
            return None
        if moment > self._latest:
            self.odd.append("An activity’s endTime lies in the future.")
            return None
        return moment.isoformat(timespec="microseconds")


def _object(content: bytes, url: str) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        said = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else "it is nested or written wrongly"
        raise Unreadable(f"{url} is not JSON: {said}.", "Tell the partner.") from None
    if not isinstance(found, dict):
        raise Unreadable(f"{url} is no JSON object.", "Tell the partner.")
    return found


def _types(held: Mapping[str, Any]) -> set[str]:
    said = held.get("type", held.get("@type"))
    return {one for one in (said if isinstance(said, list) else [said]) if isinstance(one, str)}


def _id(held: Mapping[str, Any]) -> str | None:
    found = held.get("id", held.get("@id"))
    return found if isinstance(found, str) and found else None


def _address(link: Any, url: str) -> str | None:
    """The address of a page, given as an object or as text, in full or from here."""
    found = _id(link) if isinstance(link, dict) else link
    if not isinstance(found, str) or not found:
        return None
    try:
        joined = urljoin(url, found)
        joined.encode()
    except ValueError:
        joined = ""
    if not joined or len(joined) > _LONGEST:
        raise Unreadable(f"{url} leads on to what is no address.", "Tell the partner.")
    return joined


def _representation(thing: Mapping[str, Any]) -> str | None:
    """The address of a document that describes a thing in a syntax that we can read, the best there is."""
    links = thing.get("seeAlso")
    found: list[tuple[int, str]] = []
    for link in links if isinstance(links, list) else [links]:
        if not isinstance(link, dict) or not isinstance(address := _id(link), str):
            continue
        media, _, parameters = str(link.get("format", "")).partition(";")
        profile = LINKED_ART if LINKED_ART in parameters else link.get("profile", LINKED_ART)
        media = media.strip().lower().replace("application/json", JSON_LD)
        if media in FORMATS and profile == LINKED_ART:  # another profile says something else of it
            found.append((FORMATS.index(media), address))
    return min(found)[1] if found else None


def _usable(name: Any, longest: int) -> bool:
    if not isinstance(name, str) or len(name) > longest:
        return False
    try:
        return bool(iri(name))
    except BadTerm:
        return False
