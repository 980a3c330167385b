"""Queries to begin with, one .rq file each; pages show them, people change them."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).resolve().parent


def example(name: str) -> str:
    """The text of an example, as a person would write it."""
    return (_FOLDER / f"{name}.rq").read_text("utf-8").strip()
