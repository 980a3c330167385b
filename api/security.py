"""What every answer carries, and whom we answer: security headers, CORS for public reads, the host
allow-list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PRIVATE = ("/edit", "/account", "/metrics")
READING = ("GET", "HEAD", "OPTIONS")
"""The methods that other sites may use."""
_EXPOSED = (
    "ETag, Link, Last-Modified, Vary, Content-Location, Location, Allow, Retry-After, Memento-Datetime, Accept-Ranges, "
    "Content-Range, Content-Encoding, Content-Disposition"
)
_ASKED = (
    "Accept, Accept-Datetime, Accept-Language, Content-Type, If-Match, If-Modified-Since, If-None-Match, If-Range, "
    "Range"
)


def security_headers(image_hosts: Sequence[str] = ()) -> Mapping[str, str]:
    """The headers of every answer; images may come from the hosts that the settings name."""
    images = " ".join(["'self'", "data:", *(f"https://{host}" for host in image_hosts)])
    policy = (
        f"default-src 'self'; img-src {images}; object-src 'none'; base-uri 'none'; "
        "frame-ancestors 'none'; form-action 'self'"
    )
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }


def preflight(allowed: Sequence[str]) -> Mapping[str, str]:
    """What OPTIONS is answered: what an address allows, and that pages of other sites may read there (Fetch, 3.2)."""
    return {
        "Allow": ", ".join(dict.fromkeys([*allowed, "OPTIONS"])),
        "Access-Control-Allow-Methods": ", ".join(READING),
        "Access-Control-Allow-Headers": _ASKED,
        "Access-Control-Max-Age": "86400",
    }


class Doorkeeper:
    """Refuses hosts that are not ours and adds the headers; an answer that set one itself keeps
    its own.
    """

    def __init__(self, app: ASGIApp, hosts: Sequence[str], headers: Mapping[str, str]) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif not self._welcome(Headers(scope=scope).get("host", "")):
            await self._refusal(scope, receive, self._dressed(scope, send))
        else:
            await self._app(scope, receive, self._dressed(scope, send))

    def _welcome(self, host: str) -> bool:
        name = host.rsplit("]", 1)[0] + "]" if host.startswith("[") else host.split(":", 1)[0]
        return "*" in self._hosts or name.lower() in self._hosts

    async def _refusal(self, scope: Scope, receive: Receive, send: Send) -> None:
        text = "This catalogue does not answer to that host name. Add it to `hosts` in khizana.toml.\n"
        await PlainTextResponse(text, 421)(scope, receive, send)

    def _dressed(self, scope: Scope, send: Send) -> Send:
        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                dress(MutableHeaders(scope=message), self._headers, scope["path"])
            await send(message)

        return dressed


def dress(headers: MutableHeaders, security: Mapping[str, str], path: str) -> None:
    """Adds the security headers, and CORS where anybody may read."""
    for name, value in security.items():
        headers.setdefault(name, value)
    if not path.startswith(PRIVATE) and "private" not in headers.get("cache-control", ""):
        headers.setdefault("Access-Control-Allow-Origin", "*")
        headers.setdefault("Access-Control-Expose-Headers", _EXPOSED)
