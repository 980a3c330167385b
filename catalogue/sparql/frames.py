"""What the server and a worker say to each other through a socket: frames of a head and a payload.

    request:  length (4 bytes) · JSON [query, accept, default, named, rows]
    reply:    kind (1) · format (1) · status (2) · length (4) · payload

An answer is any number of PART frames and one END; everything else that a worker says is one END.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass

REQUEST = struct.Struct("!I")
HEAD = struct.Struct("!BBHI")
READY, PART, END = range(3)
NO_FORMAT = 255


@dataclass(frozen=True)
class Request:
    """A query as a worker gets it; `default` and `named` are the protocol's dataset, None where it names none."""

    query: str
    accept: str = ""
    default: Sequence[str] | None = None
    named: Sequence[str] | None = None
    rows: int | None = None

    def packed(self) -> bytes:
        """The frame of this request."""
        payload = json.dumps((self.query, self.accept, self.default, self.named, self.rows)).encode()
        return REQUEST.pack(len(payload)) + payload

    @classmethod
    def unpacked(cls, payload: bytes) -> Request:
        """The request in a frame's payload."""
        return cls(*json.loads(payload))
