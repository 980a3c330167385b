"""OpenID Connect, as one needs it to know who somebody is: discovery, the authorization code with PKCE, the ID token.

Every answer of the service is checked as OpenID Connect Core 1.0 (3.1.3.7) asks. Only https is spoken, or http to this
machine; no redirect is followed, and no answer is read past its cap.
"""

from __future__ import annotations

import base64
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from http.client import HTTPMessage
from ipaddress import ip_address
from typing import IO, Any
from urllib.error import URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from catalogue.errors import KhizanaError, SettingsError
from catalogue.settings import Settings

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""Signatures with a public key; a shared secret, or none, is not taken."""
_SECONDS = 10
_LARGEST = 1 << 20
_KEPT = 3600.0  # seconds for which discovery and keys are believed
_LEEWAY = 60  # seconds by which clocks may differ


class IdentityRefused(KhizanaError):
    """The service could not be asked, or what it said cannot be believed."""


@dataclass(frozen=True)
class Identity:
    """Somebody, as the service knows them; `email` only if the service has verified it."""

    subject: str
    email: str
    name: str
    full_name: str


@dataclass(frozen=True)
class Asked:
    """What a browser takes along to the service and brings back."""

    state: str
    nonce: str
    verifier: str


def fresh() -> Asked:
    """Three new secrets."""
    return Asked(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48))


class OpenId:
    """One service, asked with the standard library: three small requests need no more."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._opener = build_opener(_NoRedirects)
        self._kept: dict[str, tuple[float, Mapping[str, Any]]] = {}
        self.name = settings.oidc_name or urlsplit(settings.oidc_issuer).hostname or ""
        """What the button calls the service."""

    def address(self, asked: Asked, back: str) -> str:
        """Where the browser is sent; raises IdentityRefused where the service cannot be asked."""
        challenge = base64.urlsafe_b64encode(sha256(asked.verifier.encode()).digest()).rstrip(b"=").decode()
        query = {
            "response_type": "code",
            "client_id": self._settings.oidc_client_id,
            "redirect_uri": back,
            "scope": "openid profile email",
            "state": asked.state,
            "nonce": asked.nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        begin = str(self._configuration()["authorization_endpoint"])
        return f"{begin}{'&' if '?' in begin else '?'}{urlencode(query)}"

    def identity(self, code: str, asked: Asked, back: str) -> Identity:
        """Who has come back with this code; raises IdentityRefused for whatever cannot be believed."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": asked.verifier}
        answer = self._exchange(form)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise IdentityRefused("The identity service sent no ID token.")
        claims = self._claims(token, asked.nonce)
        email = claims.get("email")
        verified = claims.get("email_verified") is True
        return Identity(
            f"{self._settings.oidc_issuer} {claims['sub']}",
            email if isinstance(email, str) and verified else "",
            str(claims.get("preferred_username") or ""),
            str(claims.get("name") or ""),
        )

    def _claims(self, token: str, nonce: str) -> Mapping[str, Any]:
        try:
            try:
                claims = jwt.decode(token, self._keys(), algorithms=ALGORITHMS).claims
            except (JoseError, ValueError):
                self._kept.pop("keys", None)  # they may have been changed since
                claims = jwt.decode(token, self._keys(), algorithms=ALGORITHMS).claims
            client = self._settings.oidc_client_id
            registry = jwt.JWTClaimsRegistry(
                leeway=_LEEWAY,
                iss={"essential": True, "value": self._settings.oidc_issuer},
                aud={"essential": True, "value": client},
                sub={"essential": True},
                exp={"essential": True},
                iat={"essential": True},
                nonce={"essential": True, "value": nonce},
            )
            registry.validate(claims)
        except (JoseError, ValueError) as error:
            raise IdentityRefused(f"The ID token cannot be believed: {error}.") from None
        if claims.get("azp", client) != client or not isinstance(claims["sub"], str) or not claims["sub"]:
            raise IdentityRefused("The ID token was made for somebody else.")
        return claims

    def _configuration(self) -> Mapping[str, Any]:
        issuer = self._settings.oidc_issuer
        found = self._remembered("configuration", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != issuer:
            raise IdentityRefused(f"The identity service calls itself {found.get('issuer')!r}, not {issuer!r}.")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            check_address(str(found.get(name, "")))
        return found

    def _keys(self) -> KeySet:
        return KeySet.import_key_set(self._remembered("keys", str(self._configuration()["jwks_uri"])))  # type: ignore[arg-type]  # checked by what it is given to

    def _remembered(self, what: str, address: str) -> Mapping[str, Any]:
        asked, found = self._kept.get(what, (0.0, {}))
        if not found or time.monotonic() - asked > _KEPT:
            found = self._fetch(Request(check_address(address)))  # noqa: S310  # checked
            self._kept[what] = (time.monotonic(), found)
        return found

    def _exchange(self, form: dict[str, str]) -> Mapping[str, Any]:
        configuration, said = self._configuration(), self._settings
        methods = configuration.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        headers = {}
        if said.oidc_client_secret and "client_secret_basic" in methods:
            pair = f"{quote(said.oidc_client_id, safe='')}:{quote(said.oidc_client_secret, safe='')}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        else:
            form |= {"client_id": said.oidc_client_id}
            form |= {"client_secret": said.oidc_client_secret} if said.oidc_client_secret else {}
        address = check_address(str(configuration["token_endpoint"]))
        return self._fetch(Request(address, urlencode(form).encode(), headers))  # noqa: S310  # checked

    def _fetch(self, request: Request) -> Mapping[str, Any]:
        request.add_header("Accept", "application/json")
        try:
            with self._opener.open(request, timeout=_SECONDS) as answer:
                body = answer.read(_LARGEST + 1)
            found = json.loads(body) if len(body) <= _LARGEST else None
        except (URLError, OSError, ValueError) as error:
            raise IdentityRefused(f"The identity service cannot be asked: {error}.") from None
        if not isinstance(found, dict):
            raise IdentityRefused("The identity service answers what cannot be read.")
        return found


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        """Follows nothing: whoever redirects could lead into the house."""
        del req, fp, code, msg, headers, newurl
        return None


def check_address(address: str) -> str:
    """An address that may be asked; raises IdentityRefused for any but https, or http to this machine."""
    split = urlsplit(address)
    if split.hostname and (split.scheme == "https" or (split.scheme == "http" and _here(split.hostname))):
        return address
    raise IdentityRefused(f"The identity service names an address that is not https: {address}.")


def open_id(settings: Settings) -> OpenId | None:
    """The service of the settings; None where there is none. Raises SettingsError for one that cannot be asked."""
    if not settings.oidc_issuer:
        return None
    try:
        check_address(settings.oidc_issuer)
    except IdentityRefused:
        raise SettingsError(
            f"[oidc] issuer “{settings.oidc_issuer}” is not https.", "Give its https address."
        ) from None
    if not settings.oidc_client_id:
        raise SettingsError("[oidc] names an issuer and no client_id.", "Register this catalogue there.")
    return OpenId(settings)


def _here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
