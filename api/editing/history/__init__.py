"""The doors of what was and of what becomes of it: versions, changes and their undoing, deletion and merger."""

from api.editing.history import ending, history, log

routes = (*log.routes, *history.routes, *ending.routes)
