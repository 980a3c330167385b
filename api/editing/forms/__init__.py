"""The doors of forms: a record opened, filled in and saved, and what a form asks while somebody writes in it."""

from api.editing.forms import asides, picking, quick, records

asking = (*picking.routes, *asides.routes)
"""What is asked by a form, at addresses of its own."""
routes = (*quick.routes, *records.routes)
