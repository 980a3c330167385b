"""Which of several labels a reader gets, and in which language it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from catalogue.labels import nearest


@dataclass(frozen=True)
class Label:
    """A text and the BCP 47 tag of its language; an empty tag where nobody said."""

    text: str
    language: str = ""


def best(labels: Mapping[str, str], language: str) -> Label | None:
    """The label for a reader: that of the fallback chain (`nearest`)."""
    tag, text = nearest(labels, language)
    return Label(text, tag) if text else None


def unnamed(iri: str, path: str) -> Label:
    """What stands for a record without a name: the end of its own path, or the address that somebody else gave it."""
    return Label(path.rsplit("/", 1)[-1] if iri.endswith(path) else iri)
