"""One connection, of which a hostile server can take no more than was meant: neither time nor memory.

The standard library's client, with what it lacks: it connects to addresses that were looked up before, a request has
an end however slowly bytes drip, and a body is read and unpacked under a cap.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from threading import Timer

from catalogue.partners.hosts import Place
from catalogue.partners.troubles import Unfetchable

_PIECE = 1 << 16


@dataclass(frozen=True)
class Answer:
    """What a server said."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Broken(Exception):
    """The connection broke, or the time was over; asking again may help. `idle` if it had been hung up unnoticed."""

    def __init__(self, why: str, *, idle: bool) -> None:
        super().__init__(why)
        self.idle = idle


class Connection:
    """The connection to one place, kept open between requests."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._wire = _Wire(place)
        self._fresh = True

    def ask(self, target: str, headers: Mapping[str, str], most: int, seconds: float) -> Answer:
        """One GET; raises Broken, or Unfetchable for an answer that is larger than `most` or cannot be unpacked."""
        late: list[bool] = []
        self._wire.late = late
        timer = Timer(seconds, self._cut, [late])
        timer.daemon = True
        self._wire.timeout = seconds
        response = None
        timer.start()
        try:
            self._wire.request("GET", target, headers=dict(headers))
            response = self._wire.getresponse()
            body = _body(response, most) if response.status == http.client.OK else _rest(response)
        except (OSError, http.client.HTTPException, ValueError, AttributeError) as error:
            idle = isinstance(error, ConnectionError) and response is None and not (self._fresh or late)
            self.close()
            raise Broken(f"no answer within {seconds:g} seconds" if late else _in_words(error), idle=idle) from None
        except Unfetchable:
            self.close()
            raise
        finally:
            timer.cancel()
        if late:  # what was cut off by us looks like an end
            self.close()
            raise Broken(f"no answer within {seconds:g} seconds", idle=False)
        self._fresh = False
        if response.will_close:
            self.close()
        return Answer(response.status, {k.lower(): v for k, v in response.headers.items()}, body)

    def close(self) -> None:
        """Hangs up; the next request connects anew."""
        self._wire.close()
        self._fresh = True

    def _cut(self, late: list[bool]) -> None:
        late.append(True)
        if (held := self._wire.held) is not None:
            with suppress(OSError):
                socket.socket.shutdown(held, socket.SHUT_RDWR)  # below TLS, which would wait for the other side


class _Wire(http.client.HTTPConnection):
    """A connection to addresses that were looked up before, with TLS where asked for."""

    def __init__(self, place: Place) -> None:
        super().__init__(place.host.strip("[]"), place.port)
        self._place = place
        self.default_port = 443 if place.scheme == "https" else 80
        self.held: socket.socket | None = None  # `sock` is let go of before the body is read
        self.late: list[bool] = []  # holds something once the time of the request is over

    def connect(self) -> None:
        """Connects to the first address that answers."""
        error: OSError | None = None
        for address in self._place.addresses:
            try:
                self.sock = socket.create_connection((address, self._place.port), self.timeout)
                break
            except OSError as one:
                error = one
        else:
            raise error or OSError("no address")
        self.held = self.sock
        if self.late:  # looking for an address took all the time
            raise TimeoutError
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._place.scheme == "https":
            host, context = self._place.host.strip("[]"), ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=host, do_handshake_on_connect=False)
            self.held = self.sock  # the handshake can be cut off as well
            self.sock.do_handshake()


def _body(response: http.client.HTTPResponse, most: int) -> bytes:
    coding = (response.headers.get("Content-Encoding") or "identity").strip().lower()
    if coding not in ("identity", "gzip", "x-gzip"):
        raise Unfetchable(f"It is packed as “{coding[:50]}”, which was not asked for.")
    if response.length is not None and response.length > most:
        raise _too_large(most)
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16) if coding != "identity" else None
    found, wire = bytearray(), 0
    while piece := response.read(_PIECE):
        wire += len(piece)
        found += piece if unpacker is None else _unpacked(unpacker, piece, most - len(found) + 1)
        if len(found) > most or wire > most:
            raise _too_large(most)
    if response.length or (unpacker is not None and wire and not unpacker.eof):
        raise OSError("the answer broke off")
    return bytes(found)


def _unpacked(unpacker: zlib._Decompress, piece: bytes, most: int) -> bytes:
    try:
        found = unpacker.decompress(piece, max(1, most))
    except zlib.error as error:
        raise Unfetchable(f"It is packed wrongly: {error}.") from None
    if unpacker.unconsumed_tail and len(found) < most:
        raise Unfetchable("It is packed wrongly.")
    return found


def _rest(response: http.client.HTTPResponse) -> bytes:
    """Reads over the body of an answer that has none of interest; hangs up where it is long."""
    if len(response.read(_PIECE)) == _PIECE:
        response.will_close = True
    return b""


def _too_large(most: int) -> Unfetchable:
    return Unfetchable(f"It is larger than {most:,} bytes, and was cut off there.")


def _in_words(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate cannot be trusted ({error.verify_message})"
    if isinstance(error, TimeoutError):
        return "it did not answer in time"
    if isinstance(error, http.client.RemoteDisconnected):
        return "it hung up without an answer"
    if isinstance(error, http.client.HTTPException):
        return f"what it answers is no HTTP ({type(error).__name__})"
    return str(getattr(error, "strerror", None) or error)[:200] or type(error).__name__
