"""A person who works in the catalogue, as whoever asks what they may do knows them."""

from __future__ import annotations

from dataclasses import dataclass

EVERYWHERE = ""
"""Stands for every institution where a role is given, and for the catalogue itself where a record belongs to none."""


@dataclass(frozen=True)
class Given:
    """A role, given at an institution or everywhere."""

    role: str
    institution: str = EVERYWHERE


@dataclass(frozen=True)
class Person:
    """A person; `scopes` are the acts to which a token confines them, None where nothing does."""

    id: int
    name: str
    full_name: str
    language: str
    roles: frozenset[Given]
    scopes: frozenset[str] | None = None

    def roles_at(self, institution: str) -> frozenset[str]:
        """The roles that count for a record of an institution."""
        return frozenset(given.role for given in self.roles if given.institution in (EVERYWHERE, institution))

    @property
    def home(self) -> str:
        """The institution whose new records are: the one place of their roles, or none in particular."""
        places = {given.institution for given in self.roles}
        return places.pop() if len(places) == 1 else EVERYWHERE
