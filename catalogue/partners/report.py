"""What a pull has done, in figures, and what was odd, counted by reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from catalogue.partners.troubles import printable

MOST = 1_000  # reasons: a stranger's words are in some of them


@dataclass
class Pulled:
    """A pull so far. `ended` is why it ended before its time, empty where it did not."""

    name: str
    iri: str
    pages: int = 0
    activities: int = 0
    fetched: int = 0
    unchanged: int = 0
    removed: int = 0
    failed: int = 0
    waiting: int = 0
    unreadable: int = 0
    requests: int = 0
    mark: str | None = None
    ended: str = ""
    odd: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether we hold now what the feed announces."""
        return not self.ended and not self.failed and not self.waiting

    def note(self, reason: str, example: str = "", times: int = 1) -> None:
        """Counts something odd, and keeps its first example."""
        reason = printable(reason)
        if reason not in self.odd and len(self.odd) >= MOST:
            reason = "There are further troubles, of other kinds."
        self.odd[reason] += times
        if example:
            self.examples.setdefault(reason, printable(example[:200]))
