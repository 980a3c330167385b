"""Work on many records at once."""

from catalogue.bulk.bulk import MOST, Bulk
from catalogue.bulk.jobs import Job, State
from catalogue.bulk.operation import Doing, Operation, Place, Unfit, place_of, unfit, value_form
from catalogue.bulk.outcomes import Fate, Left, Reason, Tally, Why

__all__ = [
    "MOST",
    "Bulk",
    "Doing",
    "Fate",
    "Job",
    "Left",
    "Operation",
    "Place",
    "Reason",
    "State",
    "Tally",
    "Unfit",
    "Why",
    "place_of",
    "unfit",
    "value_form",
]
