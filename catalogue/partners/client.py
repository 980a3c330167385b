"""Asking a partner: gently, again where that helps, and never longer than we have time."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import quote, urljoin, urlsplit

from catalogue.partners.connection import Answer, Broken, Connection
from catalogue.partners.hosts import Hosts
from catalogue.partners.limits import Limits
from catalogue.partners.troubles import Stopped, Unfetchable

REDIRECTS = frozenset({301, 302, 303, 307, 308})
AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_SAFE = "/%:@!$&'()*+,;=~-._"


@dataclass
class Client:
    """One connection at a time, a pause between requests, an end to everything.

    `agent` is who we say we are. `moved` is how a feed's addresses begin, and how they are asked for: a copy that is
    served elsewhere can be followed there. `secure` is a host whose http addresses are asked for by https.
    """

    hosts: Hosts
    limits: Limits
    agent: str
    moved: tuple[str, str] | None = None
    secure: str = ""
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    requests: int = 0
    _open: Connection | None = None
    _last: float = field(default=-1e9)
    _begun: float = field(default=-1.0)

    def get(
        self, url: str, accept: str, most: int, etag: str | None = None, modified: str | None = None
    ) -> tuple[str, Answer]:
        """The answer of an address, and the address (as the feed would name it) that it came from.

        Redirects are followed, errors that pass are tried again. Raises Unfetchable where there is none, Stopped where
        the time of the pull is over.
        """
        headers = {"Accept": accept, "Accept-Encoding": "gzip", "User-Agent": self.agent}
        if etag:
            headers["If-None-Match"] = etag
        elif modified:
            headers["If-Modified-Since"] = modified
        why = ""
        for attempt in range(self.limits.tries):
            try:
                found, answer = self._followed(url, headers, most)
            except Broken as error:
                why, wait = str(error), self.limits.backoff * 2**attempt
            else:
                if answer.status not in AGAIN:
                    return self._named(found), answer
                why = f"it answers {answer.status}"
                wait = max(_asked_to_wait(answer), self.limits.backoff * 2**attempt)
            if attempt + 1 < self.limits.tries:
                self._wait(wait)
        tries = f", {self.limits.tries} times" if self.limits.tries > 1 else ""
        raise Unfetchable(f"{why[:1].upper()}{why[1:]}{tries}.", "Pull again later.", passing=True)

    def address(self, url: str) -> str:
        """Where an address of the feed is asked for."""
        if self.moved is not None and url.startswith(self.moved[0]):
            return self.moved[1] + url[len(self.moved[0]) :]
        if self.secure and url.startswith(f"http://{self.secure}/"):
            return f"https{url[4:]}"
        return url

    def _named(self, url: str) -> str:
        if self.moved is not None and url.startswith(self.moved[1]):
            return self.moved[0] + url[len(self.moved[1]) :]
        return url

    def close(self) -> None:
        """Hangs up."""
        if self._open is not None:
            self._open.close()

    def _followed(self, url: str, headers: dict[str, str], most: int) -> tuple[str, Answer]:
        for _ in range(self.limits.redirects + 1):
            url = asked(self.address(url))
            answer = self._asked(url, headers, most)
            target = answer.headers.get("location")
            if answer.status not in REDIRECTS or not target:
                return url, answer
            try:
                url = urljoin(url, target)
            except ValueError:
                raise Unfetchable("It redirects to what is no address.") from None
        raise Unfetchable(f"It redirects more than {self.limits.redirects} times.")

    def _asked(self, url: str, headers: dict[str, str], most: int) -> Answer:
        place = self.hosts.place(url)
        if self._open is None or self._open.place != place:
            self.close()
            self._open = Connection(place)
        split = urlsplit(url)
        target = (split.path or "/") + (f"?{split.query}" if split.query else "")
        self._pause()
        seconds = min(self.limits.request, self._time_left())
        self.requests += 1
        try:
            return self._open.ask(target, headers, most, seconds)
        except Broken as error:
            if not error.idle:
                raise
        return self._open.ask(target, headers, most, seconds)  # it had only hung up since the last request

    def _pause(self) -> None:
        wait = self._last + self.limits.pause - self.clock()
        if wait > 0:
            self._wait(wait)
        self._last = self.clock()

    def _wait(self, seconds: float) -> None:
        if seconds > self.limits.patience:
            raise Stopped(f"The partner asks to be left alone for {seconds:,.0f} seconds.", "Pull again then.")
        if seconds >= self._time_left():
            raise _time_is_over(self.limits)
        self.sleep(seconds)

    def _time_left(self) -> float:
        if self._begun < 0:
            self._begun = self.clock()
        left = self._begun + self.limits.whole - self.clock()
        if left <= 0:
            raise _time_is_over(self.limits)
        return left


def asked(url: str) -> str:
    """An address as it goes over the wire: without fragment, in ASCII, as RFC 3987 has it; raises Unfetchable."""
    try:
        split = urlsplit(url)
        host = split.netloc.encode("idna").decode("ascii") if not split.netloc.isascii() else split.netloc
        path, query = quote(split.path, _SAFE), quote(split.query, _SAFE + "?")
    except (ValueError, UnicodeError):
        raise Unfetchable(f"“{url[:200]}” is no address.") from None
    return split._replace(netloc=host, path=path, query=query, fragment="").geturl()


def _asked_to_wait(answer: Answer) -> float:
    said = answer.headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit() and len(said) < 12:
        return float(said)
    try:
        then = parsedate_to_datetime(said)
        return max(0.0, (then.replace(tzinfo=then.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
    except (ValueError, OverflowError, TypeError):
        return 0.0


def _time_is_over(limits: Limits) -> Stopped:
    return Stopped(f"The {limits.whole:,.0f} seconds of one pull are over.", "The same command goes on from here.")
