"""The doors under /edit: what somebody who works here does with records."""

from api.editing import bulk, finding, forms, history, inbox, mine, numbers, publishing

routes = (
    *mine.routes,
    *finding.routes,
    *forms.asking,
    *inbox.routes,
    *numbers.routes,
    *bulk.routes,
    *history.routes,
    *forms.routes,
    *publishing.routes,
    *finding.lists,
)
"""Every door under /edit; those of a fixed name before those of a record type or a record."""
