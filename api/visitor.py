"""Where a request comes from: its network address, whether by https, whether from a page of ours."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from starlette.requests import Request

LOCAL_ADDRESS = 2_000  # characters


def client_address(request: Request) -> str:
    """The visitor's network address: what the nearest proxy that is not ours says of itself.

    A header is believed only from the `trusted_proxies` of the settings.
    """
    trusted: tuple[str, ...] = request.app.state.settings.trusted_proxies
    address = request.client.host if request.client else ""
    said = [one.strip() for one in ",".join(request.headers.getlist("x-forwarded-for")).split(",") if one.strip()]
    while said and _within(address, trusted):
        address = said.pop()
    return address


def by_https(request: Request) -> bool:
    """Whether the visitor came by https, to us or to a proxy of ours."""
    if request.client and _within(request.client.host, request.app.state.settings.trusted_proxies):
        return request.headers.get("x-forwarded-proto", request.url.scheme).split(",")[-1].strip() == "https"
    return request.url.scheme == "https"


def from_here(request: Request) -> bool:
    """Whether a browser sent this from a page of ours; a program, which says nothing of that, may have done it too."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    if origin is None:
        return True
    try:
        where = urlsplit(origin)
    except ValueError:
        return False
    return where.scheme in ("http", "https") and where.netloc.lower() == request.headers.get("host", "").lower()


def local_path(address: str | None, otherwise: str = "/edit") -> str:
    """An address within this site, to go on to; whatever leads elsewhere is replaced."""
    said = address or ""
    plain = said.isascii() and said.isprintable() and "\\" not in said
    if not plain or not said.startswith("/") or said.startswith("//") or len(said) > LOCAL_ADDRESS:
        return otherwise
    return said


def _within(address: str, networks: tuple[str, ...]) -> bool:
    try:
        read = ip_address(address)
    except ValueError:
        return address in networks
    return any(read in ip_network(one, strict=False) for one in networks if _is_network(one))


def _is_network(text: str) -> bool:
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True
