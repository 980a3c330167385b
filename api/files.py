"""Files that the public sees: those that a published record refers to, by that very address."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from api.answers import matches
from catalogue.files import Files, kind_of

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def file(request: Request) -> Response:
    """A public file; 404 for any other, just as for none."""
    files: Files = request.app.state.catalogue.files
    digest, name = request.path_params["digest"], request.path_params["name"]
    held = files.shown(digest, name)
    if held is None:
        raise HTTPException(404)
    return sent(request, files.path(held), held.media_type, name, {"Cache-Control": "no-cache"})


def sent(
    request: Request, path: Path, media_type: str, name: str, headers: Mapping[str, str] | None = None
) -> Response:
    """A file under a name, or the part of it that was asked for; a browser shows it only where it runs nothing."""
    try:
        status = path.stat()
    except FileNotFoundError:
        raise HTTPException(404) from None
    etag = f'"{path.name}"'
    kind = kind_of(media_type)
    told = {**(headers or {}), "ETag": etag, "Content-Security-Policy": _POLICY}
    if matches(request.headers.get("if-none-match"), etag):
        return Response(status_code=304, headers=told)
    shown = "inline" if kind is not None and kind.shown else "attachment"
    return _Kept(path, 200, told, media_type, filename=name, stat_result=status, content_disposition_type=shown)


class _Kept(FileResponse):
    """A file whose name in the store is its content: when it was put there is nobody's business."""

    def set_stat_headers(self, stat_result: os.stat_result) -> None:
        """The length; ETag is given, and there is no time."""
        self.headers.setdefault("content-length", str(stat_result.st_size))

    def _should_use_range(self, http_if_range: str) -> bool:
        return http_if_range == self.headers["etag"]


routes = (Route("/file/{digest}/{name}", file, name="file"),)
