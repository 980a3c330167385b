"""Dumps for everybody: each file by its name, and the newest one by a name that stays."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from api.answers import last_modified, unchanged
from api.errors import explain
from api.words import gettext_of
from catalogue.dumps import DumpFile, Dumps

_PACKED = "application/gzip"


def dump(request: Request) -> Response:
    """A file of a dump, or a part of it; what has something in it that was withdrawn since is not there any more."""
    dumps: Dumps = request.app.state.catalogue.dumps
    file = dumps.find(request.path_params["file"])
    gettext = gettext_of(request)
    if file is None:
        raise HTTPException(404, gettext("No dump of this name is offered. A new one is made with: khizana dump"))
    if not dumps.offers(file):
        said = gettext("Something in this dump was withdrawn since it was made. A new one is made with: khizana dump")
        return explain(request, 410, said, called=gettext("This dump is no longer available"))
    return _sent(request, file)


def _sent(request: Request, file: DumpFile) -> Response:
    try:
        status = file.path.stat()
    except FileNotFoundError:
        raise HTTPException(404) from None
    etag, updated = f'"{file.sha256[:32]}"', datetime.fromtimestamp(int(status.st_mtime), UTC)
    headers = {
        "Cache-Control": "no-cache",
        "ETag": etag,
        "Last-Modified": last_modified(updated),
        "Content-Location": f"/dumps/{file.name}",
        "Vary": "Accept-Encoding",
    }
    if unchanged(request, etag, updated):
        return Response(status_code=304, headers=headers)
    return _Dump(file.path, 200, headers, _PACKED, filename=file.name, stat_result=status)


class _Dump(FileResponse):
    """A file whose ETag is that of its content."""

    def set_stat_headers(self, stat_result: os.stat_result) -> None:
        """The length; all else is said already."""
        self.headers.setdefault("content-length", str(stat_result.st_size))

    def _should_use_range(self, http_if_range: str) -> bool:
        return http_if_range == self.headers["etag"]


routes = (Route("/dumps/{file}", dump, name="dump"),)
