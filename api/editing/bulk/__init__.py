"""The doors of work on many records at once, and of records that may be one."""

from api.editing.bulk import duplicates, work

routes = (*work.routes, *duplicates.routes)
