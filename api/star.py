"""The tile that stands in for a missing photograph: stars and crosses, drawn from the record's id.

Geometry after the star-and-cross revetments of Ilkhanid Iran: eight-pointed stars (two squares, one
turned by 45°) that touch at their points, pointed crosses between them. The id only chooses tints
and motifs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from math import cos, pi, sin

from markupsafe import Markup

SIDE = 240
_PITCH = 80
_TINTS = 4
_MOTIFS = ("flower", "rosette", "octagon", "disc")


@dataclass(frozen=True)
class Piece:
    """A piece of the tile: which form, where its middle lies, and the classes that colour it."""

    form: str
    x: int
    y: int
    tint: str


@dataclass(frozen=True)
class Tile:
    """A square tile of 240 units: its forms by name (`d` of an SVG path) and its pieces, bottom first."""

    forms: Mapping[str, str]
    pieces: tuple[Piece, ...]


def tile(key: str) -> Tile:
    """The tile of a record."""
    seed = sha256(key.encode()).digest()
    pieces = (*_stars(seed), *_joints(seed))
    used = dict.fromkeys(piece.form for piece in pieces)
    return Tile({form: _form(form) for form in used}, pieces)


def _stars(seed: bytes) -> Iterator[Piece]:
    """Nine stars; those at the same distance from the middle are alike."""
    for column in range(3):
        for row in range(3):
            ring = abs(column - 1) + abs(row - 1)
            x, y = column * _PITCH + _PITCH // 2, row * _PITCH + _PITCH // 2
            tint, motif, other = seed[ring * 3 : ring * 3 + 3]
            inner = (tint + 1 + other % (_TINTS - 1)) % _TINTS
            yield Piece("star", x, y, f"tile-{tint % _TINTS} tile-star")
            yield Piece("line", x, y, "tile-line")
            yield Piece(_MOTIFS[motif % len(_MOTIFS)], x, y, f"tile-{inner}")
            yield Piece("heart", x, y, "tile-ground")


def _joints(seed: bytes) -> Iterator[Piece]:
    """Small stars in the middle of the crosses."""
    for x in range(0, SIDE + 1, _PITCH):
        for y in range(0, SIDE + 1, _PITCH):
            yield Piece("joint", x, y, f"tile-{seed[20] % _TINTS}")


def svg(drawn: Tile) -> Markup:
    """The inside of the tile's SVG element; every character of it is ours."""
    forms = "".join(f'<path id="tile-{name}" d="{path}"/>' for name, path in drawn.forms.items())
    pieces = "".join(
        f'<use href="#tile-{one.form}" x="{one.x}" y="{one.y}" class="{one.tint}"/>' for one in drawn.pieces
    )
    back = f'<rect class="tile-back" width="{SIDE}" height="{SIDE}"/>'
    return Markup(f"<defs>{forms}</defs>{back}{pieces}")  # noqa: S704  # nothing of a record is in it


@lru_cache
def _form(form: str) -> str:
    tip = _PITCH / 2
    drawn: Mapping[str, Callable[[], str]] = {
        "star": lambda: _polygon(tip, _inner(tip), 8),
        "line": lambda: _polygon(tip * 0.74, _inner(tip * 0.74), 8),
        "flower": lambda: _polygon(tip * 0.55, tip * 0.24, 8, turn=pi / 8),
        "rosette": lambda: _polygon(tip * 0.55, tip * 0.36, 16),
        "octagon": lambda: _polygon(tip * 0.46, _inner(tip * 0.46), 8, turn=pi / 8),
        "disc": lambda: _polygon(tip * 0.5, tip * 0.5, 16),
        "heart": lambda: _polygon(tip * 0.14, tip * 0.1, 8),
        "joint": lambda: _polygon(8, 5, 8),
    }
    return drawn[form]()


def _inner(tip: float) -> float:
    """The radius of the inner corners of two crossed squares whose tips lie at `tip`."""
    return tip / (2**0.5 * cos(pi / 8))


def _polygon(outer: float, inner: float, points: int, turn: float = 0.0) -> str:
    corners = []
    for step in range(points * 2):
        angle = turn + step * pi / points
        radius = inner if step % 2 else outer
        corners.append(f"{radius * cos(angle):.1f},{radius * sin(angle):.1f}")
    return "M" + "L".join(corners) + "Z"
