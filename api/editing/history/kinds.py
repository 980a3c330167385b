"""What kinds of changes, and what undoing them comes to, are called."""

from __future__ import annotations

from api.messages import Gettext
from catalogue.life import Doubt, Obstacle, Outcome


def kind_name(kind: str, gettext: Gettext) -> str:
    """What a kind of change is called; one that is new here keeps its own name."""
    return {
        "save": gettext("Saved"),
        "import": gettext("Imported"),
        "bulk": gettext("Changed with many others"),
        "restore": gettext("Restored"),
        "undo": gettext("Taken back"),
        "delete": gettext("Deleted"),
        "merge": gettext("Merged"),
        "erase": gettext("Erased"),
        "publish": gettext("Published"),
        "withdraw": gettext("Withdrawn"),
    }.get(kind, kind)


def outcome_name(outcome: Outcome, gettext: Gettext) -> str:
    """What becomes of a record."""
    return {
        Outcome.CHANGE: gettext("is changed back"),
        Outcome.DELETE: gettext("is deleted again"),
        Outcome.REVIVE: gettext("is brought back"),
        Outcome.NOTHING: gettext("stays as it is"),
    }[outcome]


def doubt_name(doubt: Doubt, gettext: Gettext) -> str:
    """Why somebody has to decide."""
    return {
        Doubt.TOUCHED: gettext("The same part was changed again since."),
        Doubt.EDITED: gettext("It was edited since it was made."),
        Doubt.PUBLISHED: gettext("It is public."),
        Doubt.REFERRED: gettext("Other records refer to it."),
    }[doubt]


def obstacle_name(obstacle: Obstacle, gettext: Gettext) -> str:
    """Why nothing can be done."""
    return {
        Obstacle.ERASED: gettext("It was erased for ever."),
        Obstacle.DELETED: gettext("It was deleted since."),
    }[obstacle]
