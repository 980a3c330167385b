"""How a record stands, in words."""

from __future__ import annotations

from api.messages import Gettext


def status_name(status: str, gettext: Gettext) -> str:
    """What a status is called."""
    return {
        "draft": gettext("draft"),
        "published": gettext("published"),
        "changed": gettext("changed since publication"),
        "withdrawn": gettext("withdrawn"),
        "deleted": gettext("deleted"),
    }.get(status, status)
