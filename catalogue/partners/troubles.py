"""What can go wrong with a partner; each is a line of the report, none is the end of what was fetched."""

from __future__ import annotations

from catalogue.errors import PartnerUnusable


class Trouble(PartnerUnusable):
    """Something that a partner's server did; what it wrote is made harmless for whoever reads of it on a terminal."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(printable(message), remedy)


class Unfetchable(Trouble):
    """An address that gave no usable answer; `passing` where asking again later may help."""

    def __init__(self, message: str, remedy: str = "", *, passing: bool = False) -> None:
        super().__init__(message, remedy)
        self.passing = passing


class Unreadable(Trouble):
    """An answer that is no page of a feed."""


class Stopped(Trouble):
    """No more is asked in this pull; the next goes on from there."""


def printable(text: str) -> str:
    """A text without controls: of terminals, of direction, of anything."""
    return "".join(letter if letter.isprintable() else "�" for letter in text)
