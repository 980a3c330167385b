"""The doors under /edit: what somebody who works here does with records."""

from api.editing import (
    asides,
    bulk,
    duplicates,
    ending,
    finding,
    history,
    inbox,
    log,
    mine,
    numbers,
    picking,
    publishing,
    quick,
    records,
)

routes = (
    *mine.routes,
    *finding.routes,
    *picking.routes,
    *asides.routes,
    *inbox.routes,
    *numbers.routes,
    *bulk.routes,
    *duplicates.routes,
    *log.routes,
    *history.routes,
    *ending.routes,
    *quick.routes,
    *records.routes,
    *publishing.routes,
    *finding.lists,
)
"""Every door under /edit; those of a fixed name before those of a record type or a record."""
