"""Whether an address is one of ours, however it is spelt."""

from __future__ import annotations

from collections.abc import Callable
from posixpath import normpath
from urllib.parse import SplitResult, unquote, urlsplit

_DEFAULT_PORTS = frozenset({80, 443})


def ours(base: str) -> Callable[[str], bool]:
    """Tells of an IRI whether it lies under a base: whatever its scheme, capitals, user, escapes or dots."""
    own = urlsplit(base)
    host, start = (own.hostname or "").lower(), own.path.rstrip("/") + "/"

    def is_ours(iri: str) -> bool:
        if iri.startswith(f"{base}/"):
            return True
        if host not in iri.lower():
            return False
        try:
            found = urlsplit(iri)
            same = (found.hostname or "").rstrip(".") == host and _port(found) == _port(own)
        except ValueError:
            return True  # it names our host in a way that nobody can read
        return same and normpath("/" + unquote(found.path).lstrip("/")).startswith(start)

    return is_ours


def _port(address: SplitResult) -> int | None:
    return None if address.port in _DEFAULT_PORTS else address.port
