"""The addresses of files: `{base}/file/{SHA-256}/{name}`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import quote

from catalogue import database as db
from catalogue.database import files

LONGEST = 100  # characters of a name
_DIGEST = re.compile(r"[0-9a-f]{64}")
_UNFIT = re.compile(r"[^\w.-]+")


def address(base: str, digest: str, name: str) -> str:
    """The address of a file under a name."""
    return f"{base}/file/{digest}/{quote(name, safe='')}"


def digest_of(base: str, iri: str) -> str | None:
    """The digest in the address of a file; None for any other address."""
    beginning = f"{base}/file/"
    digest, _, name = iri.removeprefix(beginning).partition("/")
    fits = iri.startswith(beginning) and _DIGEST.fullmatch(digest) and name and not re.search(r"[/?#]", name)
    return digest if fits else None


def held_among(connection: db.Connection, base: str, iris: Iterable[str]) -> set[str]:
    """Those of these IRIs that are addresses of files in the catalogue."""
    found = {iri: digest for iri in iris if (digest := digest_of(base, iri)) is not None}
    held = files.held_among(connection, set(found.values())) if found else set()
    return {iri for iri, digest in found.items() if digest in held}


def tidy(name: str, extension: str) -> str:
    """A name fit for an address, in any script, that ends in an extension: the last part of a path, without spaces."""
    stem = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    stem = stem[: -len(extension)] if stem.lower().endswith(extension) else stem
    stem = _UNFIT.sub("-", stem).strip("-.")
    return (stem[: LONGEST - len(extension)] or "file") + extension
