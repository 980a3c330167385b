"""Whom we ask: the host of the feed, and those that the user named. What a feed links to may lead nowhere else.

A host is looked up once in a pull, and only the addresses found then are connected to. Private addresses are asked
where the user named that very host, never where a pattern let it in.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from catalogue.partners.troubles import Unfetchable

PORTS = {"http": 80, "https": 443}
_MOST_ADDRESSES = 4  # of one name: each may keep us waiting
_NAME = re.compile(r"(\*\.)?([a-z0-9_-]+\.)*[a-z0-9_-]+|\[[0-9a-f:.]+\]")


@dataclass(frozen=True)
class Place:
    """Where a connection goes: scheme, name and port as asked for, and the addresses that the name had."""

    scheme: str
    host: str
    port: int
    addresses: tuple[str, ...]


def check_host(word: str) -> str:
    """A host as the user may name it: a name, *.name, either with a port; raises Unfetchable."""
    name, _, port = word.lower().rpartition(":")
    if not port.isdigit() or word.endswith("]"):
        name, port = word.lower(), ""
    if not _NAME.fullmatch(name) or (port and not 0 < int(port) < 65536):
        raise Unfetchable(f"“{word[:200]}” is no host.", "Write a name such as data.museum.example or *.museum.example")
    return f"{name}:{port}" if port else name


def split_address(url: str) -> SplitResult:
    """The parts of an address that could be asked; raises Unfetchable for one that could not."""
    try:
        split = urlsplit(url)
        usable = split.scheme in PORTS and split.hostname and split.port != 0 and url.isascii() and url.isprintable()
    except ValueError:
        usable = None
    if not usable or " " in url:
        raise Unfetchable(f"“{url[:200]}” is no address of the web.", "It must begin with https:// or http://")
    if split.username is not None or split.password is not None:
        raise Unfetchable(f"The address at {split.hostname} holds a name or a password.", "Leave it out.")
    return split


class Hosts:
    """The hosts that may be asked in one pull."""

    def __init__(self, url: str, more: Iterable[str] = ()) -> None:
        split = split_address(url)
        own = _bracketed(split.hostname or "")
        self._open = {(own, port) for port in (split.port or PORTS[split.scheme], *_standard(split.port))}
        self._patterns: list[tuple[str, int | None]] = []
        for word in map(check_host, more):
            self._add(word)
        self._places: dict[tuple[str, str, int], Place] = {}

    def place(self, url: str) -> Place:
        """Where an address leads; raises Unfetchable where it may not be asked, or nothing is there."""
        split = split_address(url)
        host, port = _bracketed(split.hostname or ""), split.port or PORTS[split.scheme]
        key = (split.scheme, host, port)
        if key not in self._places:
            self._places[key] = Place(*key, self._addresses(host, port))
        return self._places[key]

    def _add(self, word: str) -> None:
        name, _, port = word.rpartition(":")
        if not port.isdigit() or word.endswith("]"):
            name, port = word, ""
        if name.startswith("*."):
            self._patterns.append((name[1:], int(port) if port else None))
        else:
            self._open |= {(name, p) for p in ((int(port),) if port else PORTS.values())}

    def _addresses(self, host: str, port: int) -> tuple[str, ...]:
        named = (host, port) in self._open
        if not named and not any(
            host.endswith(end) and (port == wanted if wanted else port in PORTS.values())
            for end, wanted in self._patterns
        ):
            shown = host if port in PORTS.values() else f"{host}:{port}"
            raise Unfetchable(
                f"It leads to {shown}, which is not asked.", f"If {shown} is the partner’s, say: --host {shown}"
            )
        found = _looked_up(host, port)
        allowed = found if named else tuple(one for one in found if _is_public(one))
        if not allowed:
            raise Unfetchable(f"{host} lies in a private network.", f"If that is meant, say: --host {host}")
        return allowed[:_MOST_ADDRESSES]


def _standard(port: int | None) -> tuple[int, ...]:
    return () if port is not None and port not in PORTS.values() else tuple(PORTS.values())


def _looked_up(host: str, port: int) -> tuple[str, ...]:
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or "the name cannot be looked up"
        raise Unfetchable(f"There is no host {host}: {why}.", "See its spelling.", passing=True) from None
    return tuple(dict.fromkeys(str(one[4][0]) for one in found))


def _is_public(address: str) -> bool:
    one = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(one, "ipv4_mapped", None) or getattr(one, "sixtofour", None) or one
    return inner.is_global and not inner.is_multicast and not one.is_multicast


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
