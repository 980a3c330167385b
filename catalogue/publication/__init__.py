"""The public log: what was published, changed and withdrawn, in a sequence of its own.

Everything that an anonymous visitor can reach reads only this log and its projections.
"""

from catalogue.publication.asking import neighbours, position, public_among, published_states, published_versions
from catalogue.publication.entries import (
    GONE,
    Entry,
    Gone,
    Moved,
    Projected,
    PublicRecord,
    PublicVersion,
    Summary,
    etag_of,
)
from catalogue.publication.feed import Activity, Feed, Stretch, Thing
from catalogue.publication.reading import PublicLog
from catalogue.publication.writing import log, sign, withdraw

__all__ = [
    "GONE",
    "Activity",
    "Entry",
    "Feed",
    "Gone",
    "Moved",
    "Projected",
    "PublicLog",
    "PublicRecord",
    "PublicVersion",
    "Stretch",
    "Summary",
    "Thing",
    "etag_of",
    "log",
    "neighbours",
    "position",
    "public_among",
    "published_states",
    "published_versions",
    "sign",
    "withdraw",
]
