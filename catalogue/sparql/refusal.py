"""Why a query is not run, and where in it the reason lies."""

from __future__ import annotations

from catalogue.errors import KhizanaError


class QueryRefused(KhizanaError):
    """A query that we do not run; `status` is the HTTP status that says so."""

    def __init__(self, message: str, remedy: str = "", status: int = 400) -> None:
        super().__init__(message, remedy)
        self.status = status


def place(text: str, offset: int) -> str:
    """A position for people: characters and lines count from 1."""
    before = text.count("\n", 0, offset)
    return f"at line {before + 1}, column {offset - text.rfind(chr(10), 0, offset)}"
