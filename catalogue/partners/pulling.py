"""A pull: walk, fetch, read; then the store follows. Whatever stops it, the next one goes on from there."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from catalogue.database import partner_walks as walks
from catalogue.database import partners as held
from catalogue.database.connection import Connection
from catalogue.database.partner_walks import Walk
from catalogue.database.partners import Partner, PartnersFile
from catalogue.errors import CatalogueBusy, KhizanaError, PartnerUnusable
from catalogue.journal import now
from catalogue.partners.client import Client
from catalogue.partners.feed import Collection, read_collection
from catalogue.partners.fetching import Fetcher
from catalogue.partners.following import Following
from catalogue.partners.hosts import PORTS, Hosts, check_host, split_address
from catalogue.partners.limits import Limits
from catalogue.partners.report import Pulled
from catalogue.partners.troubles import Stopped, Unfetchable, Unreadable
from catalogue.partners.walking import ACCEPT, Walker, refuse_status
from catalogue.rdf import iri
from catalogue.settings import Settings

Progress = Callable[[str, int, int], None]
AGENT = "Khizana (a collection catalogue; follows the change feed; {base})"


@dataclass(frozen=True)
class Known:
    """A partner as it is listed: how many documents are held of it, how many cannot be read;
    how many are still to be fetched, and how many could not be.
    """

    partner: Partner
    documents: int
    unreadable: int
    waiting: int
    failed: int


@dataclass
class Partners:
    """The partners of one catalogue; one process at a time may have them."""

    settings: Settings
    limits: Limits = field(default_factory=Limits)

    def pull(self, word: str, name: str = "", hosts: Iterable[str] = (), progress: Progress | None = None) -> Pulled:
        """Takes what is new of the feed at an address, or of a known partner of this name.

        Raises PartnerUnusable where there is no feed to begin with; what goes wrong later is in the report.
        """
        with self._alone() as file:
            return _Pull(self.settings, self.limits, file, progress).run(word, name, tuple(hosts))

    def listed(self) -> list[Known]:
        """All partners."""
        if not self.settings.partners.exists():
            return []
        file = PartnersFile(self.settings.partners)
        try:
            with file.reading() as connection:
                counts = held.counts(connection)
                return [
                    Known(one, *counts.get(one.id, (0, 0)), *walks.left(connection, one.id))
                    for one in held.every(connection)
                ]
        finally:
            file.close()

    def remove(self, word: str) -> Known:
        """Drops a partner with all that was fetched of it; raises PartnerUnusable where there is none."""
        known = {word_: one for one in self.listed() for word_ in (one.partner.name, one.partner.url, one.partner.iri)}
        if (found := known.get(word)) is None:
            raise PartnerUnusable(f"There is no partner “{word}”.", "See: khizana partner list")
        with self._alone() as file:
            with file.writing() as connection:
                held.remove(connection, found.partner)
            file.compact()
            with Following(self.settings, file) as following:
                following.follow()
        return found

    def rebuild(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Makes the store anew from the documents, if there is a partner."""
        if not self.settings.partners.exists():
            return
        with self._alone() as file, Following(self.settings, file, anew=True) as following:
            following.follow(progress)

    @contextmanager
    def _alone(self) -> Iterator[PartnersFile]:
        self.settings.stores.mkdir(parents=True, exist_ok=True)
        with (self.settings.stores / "partners.lock").open("a+", encoding="utf-8") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise CatalogueBusy("Another process is at work on the partners.", "Try again later.") from None
            file = PartnersFile(self.settings.partners)
            try:
                yield file
            finally:
                file.close()


class _Pull:
    """One pull of one partner."""

    def __init__(self, settings: Settings, limits: Limits, file: PartnersFile, progress: Progress | None) -> None:
        self._settings = settings
        self._limits = limits
        self._file = file
        self._progress = progress

    def run(self, word: str, name: str, hosts: tuple[str, ...]) -> Pulled:
        with self._file.reading() as connection:
            known = held.find(connection, word)
        url = known.url if known is not None else word
        asked_hosts = tuple(dict.fromkeys([*(known.hosts if known else ()), *map(check_host, hosts)]))
        client = Client(Hosts(url, asked_hosts), self._limits, AGENT.format(base=self._settings.base))
        try:
            collection = self._entered(client, url)
            partner = self._partner(known, collection, url, name, asked_hosts)
            report = Pulled(partner.name, partner.iri)
            self._take(client, partner, collection, report)
            report.requests = client.requests
        finally:
            client.close()
        self._follow(report)
        with self._file.reading() as connection:
            report.waiting, report.failed = walks.left(connection, partner.id)
            found = held.find(connection, partner.url)
        report.mark = found.mark if found is not None else None
        return report

    def _entered(self, client: Client, url: str) -> Collection:
        """The entrance of the feed; from then on the client knows how its addresses are asked for."""
        address, answer = client.get(url, ACCEPT, self._limits.page)
        refuse_status(answer, url)
        collection = read_collection(answer.body, address)
        client.moved = moved(collection.iri, address)
        split = urlsplit(address)
        client.secure = split.netloc if split.scheme == "https" and split.port in (None, PORTS["https"]) else ""
        return collection

    def _partner(
        self, known: Partner | None, collection: Collection, url: str, name: str, hosts: tuple[str, ...]
    ) -> Partner:
        """The partner, noted when first met; a pull is counted."""
        with self._file.writing() as connection:
            if known is None:
                own = _own_iri(collection, url)
                if (other := held.find(connection, own)) is not None:
                    raise PartnerUnusable(f"The partner “{other.name}” has the same feed, {own}.", "Pull that one.")
                known = held.add(connection, url, own, _free(connection, name, url), hosts, now())
            held.begin_pull(connection, known.id, hosts)
            found = held.find(connection, known.url)
        assert found is not None
        return found

    def _take(self, client: Client, partner: Partner, collection: Collection, report: Pulled) -> None:
        """Walks and fetches: first what an earlier pull had begun and not ended, then what is new since."""
        try:
            while True:
                with self._file.reading() as connection:
                    begun = walks.current(connection, partner.id)
                walk = begun or self._begin(partner, collection)
                ended = self._walked(client, partner, walk, report)
                Fetcher(self._file, client, self._limits, report).fetch(partner, self._step("Fetching"))
                with self._file.writing() as connection:
                    left = walks.current(connection, partner.id)
                    stuck = ended is None and left in (None, begun)  # at the same page again
                    if ended is not None or stuck:
                        walks.end(connection, ended or walk, now() if ended is not None else None)
                    partner = held.find(connection, partner.url) or partner  # with its new mark
                if begun is None or not (ended is not None or stuck):
                    return
        except (Stopped, Unfetchable) as error:
            report.ended = report.ended or str(error)

    def _walked(self, client: Client, partner: Partner, walk: Walk, report: Pulled) -> Walk | None:
        """The walk at its end, None where it could not be walked to its end; what it found is there all the same."""
        walker, report.ended = Walker(self._file, client, self._limits, report), ""
        try:
            return walker.walk(partner, walk, self._step("Reading the feed"))
        except Unfetchable as error:
            report.ended = f"A page of the feed could not be had. {error}"
            passing = error.passing
        except Unreadable as error:
            report.ended, passing = str(error), False
        if not passing:
            with self._file.writing() as connection:
                walks.end(connection, walk, None)
        return None

    def _begin(self, partner: Partner, collection: Collection) -> Walk:
        walk = Walk(partner.id, partner.pulls, collection.last, stated=collection.total)
        with self._file.writing() as connection:
            walks.write(connection, walk)
        return walk

    def _follow(self, report: Pulled) -> None:
        def tell(url: str, problem: str) -> None:
            report.unreadable += 1
            report.note(problem, url)

        with Following(self._settings, self._file) as following:
            following.follow(self._step("Reading documents"), tell)

    def _step(self, what: str) -> Callable[[int, int], None] | None:
        progress = self._progress
        return None if progress is None else lambda done, total: progress(what, done, total)


def moved(stated: str, url: str) -> tuple[str, str] | None:
    """How a feed's addresses begin and where they are asked for instead, where it calls itself otherwise than we do.

    So a copy, or a server behind another name, is followed where the user said, and nowhere else.
    """
    there, here = stated.rstrip("/"), url.rstrip("/")
    try:
        same = split_address(there).netloc == split_address(here).netloc
    except Unfetchable:  # it calls itself what is no address
        same = True
    if same:
        return None
    ends = [*zip(reversed(there.split("/")), reversed(here.split("/")), strict=False)]
    common = next((n for n, (a, b) in enumerate(ends) if a != b), len(ends))
    cut = "/".join(there.split("/")[:-common]), "/".join(here.split("/")[:-common])
    return (f"{cut[0]}/", f"{cut[1]}/") if common and all(one.count("/") >= 2 for one in cut) else None


def _own_iri(collection: Collection, url: str) -> str:
    """What a feed calls itself, where that can be the name of a graph; else its address."""
    try:
        split_address(collection.iri)
        return iri(collection.iri)[1:-1]
    except KhizanaError:
        return url


def _free(connection: Connection, name: str, url: str) -> str:
    """A name that no other partner has; raises PartnerUnusable for a given one that is taken."""
    wanted = name or urlsplit(url).hostname or "partner"
    if name and held.find(connection, name) is not None:
        raise PartnerUnusable(f"There is a partner “{name}” already.", "Give another name.")
    number, free = 1, wanted
    while held.find(connection, free) is not None:
        number += 1
        free = f"{wanted}-{number}"
    return free
