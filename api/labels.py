"""Which of several labels a reader gets, and in which language it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Label:
    """A text and the BCP 47 tag of its language; an empty tag where nobody said."""

    text: str
    language: str = ""


def best(labels: Mapping[str, str], language: str) -> Label | None:
    """The label for a reader: same language, a variant of it, English, untagged, then any."""
    for wanted in (language, "en"):
        if wanted in labels:
            return Label(labels[wanted], wanted)
        variant = next((tag for tag in sorted(labels) if tag.startswith(wanted + "-")), None)
        if variant:
            return Label(labels[variant], variant)
    rest = sorted(labels.items())
    return Label(rest[0][1], rest[0][0]) if rest else None
