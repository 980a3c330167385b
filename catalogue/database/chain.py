"""The hash chain of the journal: salted commitments, each change linked to the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

GENESIS = hashlib.sha256(b"khizana journal").digest()


def reasons(who: str | None, why: str | None) -> bytes:
    """Who and why, as they are committed to."""
    return json.dumps([who, why]).encode()


def commit(salt: bytes, content: bytes) -> bytes:
    """What stands for a content that may be erased one day."""
    return hashlib.sha256(salt + content).digest()


def chain(
    previous: bytes, id_: int, time: str, kind: str, commitment: bytes, versions: Iterable[tuple[object, object]]
) -> bytes:
    """The link of a change: over the one before, itself, and (IRI, commitment) of its versions."""
    chained = hashlib.sha256(previous + f"{id_}\n{time}\n{kind}\n".encode() + commitment)
    for iri, committed in versions:
        assert isinstance(committed, bytes)
        chained.update(f"{iri}\n".encode() + committed)
    return chained.digest()
