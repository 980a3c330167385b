"""A long feed is taken whole, however often the taking is killed; little is asked for twice."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from catalogue.database import partners as held
from catalogue.database.partners import PartnersFile
from catalogue.partners import Partners
from catalogue.partners.fetching import BATCH
from catalogue.partners.following import Following
from catalogue.settings import Settings, read_settings
from tests.catalogue.partners.serving import FakeFeed, serving
from tests.standing import bare

CHANGES = int(os.environ.get("KHIZANA_CHANGES", "100000"))
KILLS = 10
FAULTS = ("", "commit.before:4", "", "commit.after:4", "", "partners.fetched:2", "", "", *["partners.applied:2"] * 2)


@pytest.fixture
def feed() -> Iterator[FakeFeed]:
    with serving() as server:
        yield FakeFeed(server, size=100)


def fill(feed: FakeFeed, count: int, begin: int = 0) -> None:
    """Changes of every kind, about four fifths as many records; several happen in the same second."""
    chance = random.Random(begin)
    names: list[str] = [f"o{n}" for n in range(begin)]
    for number in range(begin, begin + count):
        moment = time.gmtime(1_700_000_000 + number // 3)
        at, dice = time.strftime("%Y-%m-%dT%H:%M:%SZ", moment), chance.random()
        if names and dice < 0.15:
            feed.change("Update", chance.choice(names), at, f"Title {number}")
        elif names and dice < 0.2:
            feed.change("Delete", chance.choice(names), at)
        else:
            names.append(f"o{number}")
            feed.change("Create", names[-1], at, f"Title {number}")


def start(folder: Path, feed: FakeFeed, root: Path, fault: str = "") -> subprocess.Popen[str]:
    program = [sys.executable, "-c", "from api.cli import main; main()"]
    command = [*program, "partner", "pull", "--data", str(folder), "--pause", "0", feed.url]
    environment = os.environ | {"KHIZANA_FAULT": fault}
    return subprocess.Popen(command, cwd=root, env=environment, stdout=subprocess.PIPE, text=True)


def killed(folder: Path, feed: FakeFeed, root: Path, fault: str, after: int) -> None:
    """Lets a pull go on until so many requests more were made, and kills it; or it does so itself."""
    with start(folder, feed, root, fault) as child:
        most = sum(feed.server.asked.values()) + after
        until = time.monotonic() + 600
        while child.poll() is None and (fault or sum(feed.server.asked.values()) < most) and time.monotonic() < until:
            time.sleep(0.02)
        child.kill()
        assert child.wait() == -signal.SIGKILL


def compare(settings: Settings, feed: FakeFeed) -> None:
    """What is held is what the partner publishes, byte for byte; the store says what a new one would say."""
    with closing(PartnersFile(settings.partners)) as file, file.reading() as connection:
        partner = held.find(connection, feed.url)
        assert partner is not None
        have = {one.iri.removeprefix(feed.server.url): one.digest for one in held.documents(connection, partner.id)}
    sent = {path: reply.body for path, reply in feed.documents.items() if isinstance(reply.body, bytes)}
    assert have == {path: hashlib.sha256(body).hexdigest() for path, body in sent.items()}
    grown = said(settings, feed)
    Partners(settings).rebuild()
    assert grown == said(settings, feed)


def said(settings: Settings, feed: FakeFeed) -> list[str]:
    with closing(PartnersFile(settings.partners)) as file, Following(settings, file) as following:
        assert following.store.graphs() == [feed.url]
        return sorted(" ".join("_:" if t[:2] == "_:" else t for t in one) for one in following.store.triples(feed.url))


def test_a_feed_is_taken_whole_though_killed_ten_times(feed: FakeFeed, root: Path, tmp_path: Path):
    folder, chance = tmp_path / "treasury", random.Random("harvest")
    bare(folder).close()
    fill(feed, CHANGES)
    expected = len(feed.documents) + CHANGES // feed.size
    for number in range(KILLS):
        killed(folder, feed, root, FAULTS[number], chance.randrange(10, max(11, expected // KILLS)))
        print(f"kill {number}: {sum(feed.server.asked.values()):,} requests so far")
    begun = time.monotonic()
    with start(folder, feed, root) as child:
        print(child.communicate()[0])
        assert child.returncode == 0
    print(f"the rest took {time.monotonic() - begun:,.1f} seconds")
    settings = read_settings(folder)
    compare(settings, feed)
    documents = sum(count for path, count in feed.server.asked.items() if path.startswith("/object/"))
    assert documents <= len(feed.documents) + (KILLS + 1) * BATCH
    feed.server.asked.clear()
    fill(feed, max(50, CHANGES // 100), begin=CHANGES)
    with start(folder, feed, root) as child:
        print(child.communicate()[0])
        assert child.returncode == 0
    compare(settings, feed)
    assert sum(feed.server.asked.values()) < 3 * max(50, CHANGES // 100)
