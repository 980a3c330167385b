"""A small identity service on this machine, for tests: it signs in whoever it is told to."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, SECRET = "khizana", "a secret of two"


@dataclass
class Issuer:
    """What the service says; a test changes it to lie."""

    address: str = ""
    claims: dict[str, Any] = field(default_factory=lambda: {"sub": "u1"})
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    signing: RSAKey | None = None
    algorithm: str = "RS256"
    issuer: str = ""
    asked: dict[str, str] = field(default_factory=dict)
    forms: list[dict[str, str]] = field(default_factory=list)
    basic: str = ""

    def come_back(self, address: str) -> dict[str, str]:
        """What the browser brings back from the address that it was sent to."""
        self.asked = {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}
        return {"code": "one-code", "state": self.asked["state"]}

    def token(self) -> str:
        """The ID token."""
        now = int(time.time())
        claims = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 60, "nonce": self.asked.get("nonce")}
        header = {"alg": self.algorithm, "kid": "one"}
        said = {key: value for key, value in (claims | self.claims).items() if value is not None}
        return jwt.encode(header, said, self.signing or self.key, algorithms=[self.algorithm])

    def answer(self, path: str, form: dict[str, str]) -> dict[str, Any]:
        """What it says at an address."""
        if path == "/.well-known/openid-configuration":
            begin = self.address
            return {
                "issuer": self.issuer or begin,
                "authorization_endpoint": f"{begin}/authorize",
                "token_endpoint": f"{begin}/token",
                "jwks_uri": f"{begin}/keys",
            }
        if path == "/keys":
            return dict(KeySet([self.key]).as_dict(private=False))
        self.forms.append(form)
        digest = sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if form["code"] != "one-code" or challenge != self.asked["code_challenge"]:
            return {"error": "invalid_grant"}
        return {"access_token": "x", "token_type": "Bearer", "id_token": self.token()}


@contextmanager
def running() -> Iterator[Issuer]:
    """The service, while it runs."""
    issuer = Issuer()

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._send({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            issuer.basic = self.headers.get("Authorization", "")
            self._send({key: values[0] for key, values in parse_qs(body).items()})

        def _send(self, form: dict[str, str]) -> None:
            body = json.dumps(issuer.answer(self.path, form)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    issuer.address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
