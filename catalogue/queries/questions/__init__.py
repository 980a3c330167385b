"""What people of the field ask of a collection, one .rq each, as the files tell it themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from catalogue.shapes import Labels

_FOLDER = Path(__file__).resolve().parent
_NAME = re.compile(r"(?P<group>[a-z]+)-(?P<number>\d+)-[a-z0-9-]+")
_TITLE = re.compile(r"# ([a-z]{2,3}): (.+)")
_WHOLE = "# Store: whole"


@dataclass(frozen=True)
class Question:
    """A question of one group of people: its titles by language, and its text as a person would copy it.

    It is `public` if the public store answers it; the others are asked of everything that the catalogue holds.
    """

    group: str
    number: int
    titles: Labels
    text: str
    public: bool


@cache
def questions() -> Sequence[Question]:
    """All of them, by group and number."""
    found = (_read(file) for file in _FOLDER.glob("*.rq"))
    return tuple(sorted(found, key=lambda one: (one.group, one.number)))


def _read(file: Path) -> Question:
    name, text = _NAME.fullmatch(file.stem), file.read_text("utf-8").strip()
    if name is None:
        raise ValueError(f"{file.name} is not named for a group, a number and what it asks")
    head = text[: text.index("\nPREFIX")].splitlines()
    titles = {said[1]: said[2] for said in map(_TITLE.fullmatch, head) if said}
    whole = any(line.startswith(_WHOLE) for line in head)
    return Question(name["group"], int(name["number"]), titles, text, not whole)
