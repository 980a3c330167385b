"""The tile that stands in for a missing photograph: stars and crosses, drawn from the record's id.

Geometry after the star-and-cross revetments of Ilkhanid Iran: eight-pointed stars (two squares, one
turned by 45°) that touch at their points, pointed crosses between them. The id only chooses tints
and motifs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from math import cos, pi, sin

SIDE = 240
_PITCH = 80
_TINTS = 4
_MOTIFS = ("star", "rosette", "octagon", "ring")


@dataclass(frozen=True)
class Piece:
    """A piece of the tile: the `d` of an SVG path and the class that the style sheet colours."""

    path: str
    tint: str


def tile(key: str) -> tuple[Piece, ...]:
    """The pieces of the tile of a record, bottom first, in a square of 240 units."""
    seed = sha256(key.encode()).digest()
    return tuple(_pieces(seed))


def _pieces(seed: bytes) -> Iterator[Piece]:
    for column in range(3):
        for row in range(3):
            ring = abs(column - 1) + abs(row - 1)
            x, y = (column + 0.5) * _PITCH, (row + 0.5) * _PITCH
            yield from _star(x, y, seed[ring * 4 : ring * 4 + 4])
    for x in range(0, SIDE + 1, _PITCH):
        for y in range(0, SIDE + 1, _PITCH):
            yield Piece(_polygon(x, y, 8, 5, 8), f"tile-{seed[20] % _TINTS}")


def _star(x: float, y: float, seed: bytes) -> Iterator[Piece]:
    tip = _PITCH / 2
    yield Piece(_polygon(x, y, tip, _inner(tip), 8), f"tile-{seed[0] % _TINTS} tile-star")
    yield Piece(_polygon(x, y, tip * 0.74, _inner(tip * 0.74), 8), "tile-line")
    motif = _MOTIFS[seed[1] % len(_MOTIFS)]
    tint = f"tile-{(seed[0] + 1 + seed[2] % (_TINTS - 1)) % _TINTS}"
    yield Piece(_motif(motif, x, y, tip), tint)
    yield Piece(_polygon(x, y, tip * 0.14, tip * 0.1, 8), "tile-ground")


def _motif(motif: str, x: float, y: float, tip: float) -> str:
    if motif == "star":
        return _polygon(x, y, tip * 0.55, tip * 0.24, 8, turn=pi / 8)
    if motif == "rosette":
        return _polygon(x, y, tip * 0.55, tip * 0.36, 16)
    if motif == "octagon":
        return _polygon(x, y, tip * 0.46, _inner(tip * 0.46), 8, turn=pi / 8)
    return _polygon(x, y, tip * 0.5, tip * 0.5, 16) + _polygon(x, y, tip * 0.32, tip * 0.32, 16)


def _inner(tip: float) -> float:
    """The radius of the inner corners of two crossed squares whose tips lie at `tip`."""
    return tip / (2**0.5 * cos(pi / 8))


@lru_cache(maxsize=256)
def _polygon(x: float, y: float, outer: float, inner: float, points: int, turn: float = 0.0) -> str:
    corners = []
    for step in range(points * 2):
        angle = turn + step * pi / points
        radius = inner if step % 2 else outer
        corners.append(f"{x + radius * cos(angle):.1f},{y + radius * sin(angle):.1f}")
    return "M" + "L".join(corners) + "Z"
