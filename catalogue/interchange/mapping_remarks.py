"""What a reader found, and what it has to say of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_QUOTED = re.compile(r"“[^”]*”")
_FIGURES = re.compile(r"[(]?[-\w/~?.,{}\[\]%]*\d[-\w/~?.,{}\[\]%]*(?<![.,])[)]?")


@dataclass(frozen=True)
class Remark:
    """A doubt about what was read: `reason` is the same for all values of a kind, so that it can be counted."""

    reason: str
    remedy: str


@dataclass(frozen=True)
class Found:
    """Elements, and remarks on them."""

    elements: tuple[object, ...] = ()
    remarks: tuple[Remark, ...] = ()


def remark(said: str) -> Remark:
    """A remark of one value, with what is peculiar to the value moved to the remedy."""
    reason = _FIGURES.sub("…", _QUOTED.sub("“…”", said))
    return Remark(reason, "Compare the source." if reason == said else f"{said} Compare the source.")
