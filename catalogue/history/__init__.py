"""What was: versions, changes, differences, and what was public once."""

from catalogue.database.histories import ChangeLine, Chosen, GroupLine, Identity, Version
from catalogue.history.differences import Difference, Line, PartDifference, differences, lines, targets
from catalogue.history.history import History, Page, Wrote
from catalogue.history.public_history import PublicHistory

__all__ = [
    "ChangeLine",
    "Chosen",
    "Difference",
    "GroupLine",
    "History",
    "Identity",
    "Line",
    "Page",
    "PartDifference",
    "PublicHistory",
    "Version",
    "Wrote",
    "differences",
    "lines",
    "targets",
]
