"""Our own files for the browser: addresses that change with their content, and integrity hashes of
vendored ones.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

STATIC = Path(__file__).resolve().parent / "static"
FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    """A file for the browser: its address, and its integrity hash where it comes from a vendor."""

    href: str
    integrity: str = ""


class Assets:
    """The files under `static/`, hashed once; a file that is not built yet is None, and pages do
    without it.
    """

    def __init__(self, folder: Path = STATIC) -> None:
        self._folder = folder
        self._integrity = _integrity(folder / "vendor" / "integrity.json")
        files = (file for file in sorted(folder.rglob("*")) if file.is_file())
        self._held = {file.relative_to(folder).as_posix(): self._asset(file) for file in files}

    def get(self, name: str) -> Asset | None:
        """The asset of that name, such as "css/khizana.css"."""
        return self._held.get(name)

    def _asset(self, file: Path) -> Asset:
        name = file.relative_to(self._folder).as_posix()
        version = sha256(file.read_bytes()).hexdigest()[:12]
        return Asset(f"/static/{name}?v={version}", self._integrity.get(name.removeprefix("vendor/"), ""))


class CachedFiles(StaticFiles):
    """Static files; an address with its version may be kept for ever, others are asked for anew."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, with how long it may be kept."""
        response = await super().get_response(path, scope)
        versioned = scope["query_string"].startswith(b"v=")
        response.headers["Cache-Control"] = FOR_EVER if versioned else "no-cache"
        return response


def _integrity(file: Path) -> Mapping[str, str]:
    if not file.exists():
        return {}
    found: dict[str, str] = json.loads(file.read_text("utf-8"))
    return found
