"""A small harvester, as another house might have one: it reads the feed and fetches what that names."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import Any
from urllib.parse import urlsplit

from starlette.testclient import TestClient

FOR_EVER = "public, max-age=31536000, immutable"


class Mirror:
    """What a harvester knows: id → ETag of what it fetched. It goes on where it stopped."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.held: dict[str, str] = {}
        self.done = 0
        self.kept: dict[str, bytes] = {}
        """Pages that may be kept for ever, as they were first read."""

    def follow(self) -> None:
        """Reads on from the page where it stopped."""
        activities = self.activities("/activity")
        for one in activities[self.done :]:
            self.take(one)
        self.done = len(activities)

    def take(self, one: dict[str, Any]) -> None:
        for gone in [one["object"]] if one["type"] in ("Delete", "Move") else []:
            self.held.pop(gone["id"], None)
        for changed in [one["object"]] if one["type"] in ("Create", "Update") else [one.get("target")]:
            if changed is not None:
                self.fetch(changed["id"])

    def fetch(self, id_: str) -> None:
        """A later activity may have ended it already."""
        self.held.pop(id_, None)
        answer = self.client.get(f"{urlsplit(id_).path}.nt", follow_redirects=False)
        if answer.status_code == 200:
            self.held[id_] = hashlib.sha256(answer.content).hexdigest()

    def activities(self, path: str) -> list[dict[str, Any]]:
        """All activities of a list, page by page; what it says of itself is true."""
        told, found = self.json(path), list[dict[str, Any]]()
        here, last, previous = told["first"]["id"], told["last"]["id"], None
        while here:
            page = self.json(urlsplit(here).path)
            assert (page["id"], page["partOf"]["id"]) == (here, told["id"])
            assert (page["startIndex"], page.get("prev", {}).get("id")) == (len(found), previous)
            found += page["orderedItems"]
            if "next" not in page:
                assert here == last
            previous, here = here, page.get("next", {}).get("id")
        assert told["totalItems"] == len(found)
        assert [one["endTime"] for one in found] == sorted(one["endTime"] for one in found)
        return found

    def json(self, path: str) -> dict[str, Any]:
        """A document; what may be kept for ever is not asked for twice."""
        if path in self.kept:
            return json.loads(self.kept[path])
        answer = self.client.get(path)
        assert answer.status_code == 200, path
        if answer.headers["cache-control"] == FOR_EVER:
            self.kept[path] = answer.content
        else:
            assert answer.headers["cache-control"] == "no-cache"
        return answer.json()

    def check_types(self, slugs: list[str]) -> None:
        """The list of each type is what the whole says of that type, in that order."""
        whole = self.activities("/activity")
        named = Counter(urlsplit(one["object"]["id"]).path.split("/")[1] for one in whole)
        assert named.keys() <= set(slugs)
        for slug in slugs:
            mine = [one for one in whole if urlsplit(one["object"]["id"]).path.startswith(f"/{slug}/")]
            assert self.activities(f"/activity/{slug}") == mine
