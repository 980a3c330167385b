"""A table of a mapping file while it is read, whose errors name file, table and what is allowed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from catalogue.errors import MappingError

Given = Mapping[str, object]


@dataclass(frozen=True)
class Spot:
    """Where in a mapping file the reader stands."""

    file: str
    table: str = ""

    def inner(self, key: str | int) -> Spot:
        """A table inside this one, or the n-th of an array."""
        step = f"[{key + 1}]" if isinstance(key, int) else (f".{key}" if self.table else key)
        return Spot(self.file, self.table + step)

    def error(self, what: str, remedy: str = "") -> MappingError:
        """The error to raise here."""
        where = f"{self.file}, [{self.table}]" if self.table else self.file
        return MappingError(f"{where}: {what}", remedy or "See README-mappings.md.")

    def only(self, given: Given, allowed: Iterable[str], kind: str = "word here") -> None:
        """Raises MappingError for a key that is none of the allowed ones."""
        known = list(allowed)
        for key in given:
            if key not in known:
                raise self.error(f"“{key}” is no {kind}.", self.choices(key, known))

    def choices(self, given: str, known: Iterable[str]) -> str:
        """What is allowed instead, the likeliest first."""
        allowed = list(known)
        close = difflib.get_close_matches(given, allowed, 1)
        meant = f"Did you mean “{close[0]}”? " if close else ""
        return f"{meant}Allowed: {', '.join(allowed)}."

    def text(self, given: Given, key: str) -> str | None:
        """A text, or None where there is none."""
        found = given.get(key)
        if found is None or isinstance(found, str):
            return found
        raise self.error(f"“{key}” must be text in quotes, not {_kind(found)}.")

    def needed(self, given: Given, key: str) -> str:
        """A text that must be there."""
        found = self.text(given, key)
        if not found:
            raise self.error(f"“{key}” is missing.", f'Write {key} = "…" there.')
        return found

    def texts(self, given: Given, key: str) -> tuple[str, ...]:
        """A text or a list of texts."""
        found = given.get(key, [])
        listed = found if isinstance(found, list) else [found]
        if not all(isinstance(one, str) for one in listed):
            raise self.error(f"“{key}” must be text in quotes, or a list of such.")
        return tuple(listed)

    def truth(self, given: Given, key: str) -> bool | None:
        """True or false, or None where it is not said."""
        found = given.get(key)
        if found is None or isinstance(found, bool):
            return found
        raise self.error(f"“{key}” must be true or false, not {_kind(found)}.")

    def tables(self, given: Given, key: str) -> dict[str, Given]:
        """A table of tables."""
        found = self.table_of(given, key)
        for name, one in found.items():
            if not isinstance(one, Mapping):
                raise self.inner(key).error(f"“{name}” must be a table, not {_kind(one)}.")
        return {name: one for name, one in found.items() if isinstance(one, Mapping)}

    def table_of(self, given: Given, key: str) -> Given:
        """A table, empty where there is none."""
        found = given.get(key, {})
        if not isinstance(found, Mapping):
            raise self.error(f"“{key}” must be a table, not {_kind(found)}.")
        return found

    def regex(self, given: Given, key: str) -> re.Pattern[str] | None:
        """A regular expression."""
        text = self.text(given, key)
        try:
            return re.compile(text) if text is not None else None
        except re.error as error:
            raise self.error(f"“{key}” is no regular expression: {error}.") from None


def _kind(found: object) -> str:
    kinds = {bool: "true or false", int: "a number", float: "a number", list: "a list"}
    return kinds.get(type(found), "a table" if isinstance(found, Mapping) else "text")
