"""The visitor's language, and what roles and acts are called in it."""

from __future__ import annotations

from starlette.requests import Request

from api.messages import Gettext
from catalogue.accounts import Act


def gettext_of(request: Request) -> Gettext:
    """How to say something in the visitor's language."""
    found: Gettext = request.app.state.pages.tongue(request).messages.gettext
    return found


def role_name(role: str, gettext: Gettext) -> str:
    """What a role is called; one that only this catalogue has keeps its own name."""
    return {
        "reader": gettext("Reader"),
        "cataloguer": gettext("Cataloguer"),
        "conservator": gettext("Conservator"),
        "registrar": gettext("Registrar"),
        "publisher": gettext("Publisher"),
        "administrator": gettext("Administrator"),
    }.get(role, role)


def act_name(act: Act, gettext: Gettext) -> str:
    """What an act is called."""
    return {
        Act.READ: gettext("See working records, staff fields and history"),
        Act.EDIT: gettext("Create and edit"),
        Act.BULK: gettext("Change many at once"),
        Act.DELETE: gettext("Delete and merge"),
        Act.UNDO: gettext("Undo changes of others"),
        Act.ANSWER: gettext("Answer reports from the public"),
        Act.NUMBER: gettext("Set up number schemes"),
        Act.PUBLISH: gettext("Review, publish, withdraw"),
        Act.ERASE: gettext("Erase for ever"),
        Act.ADMINISTER: gettext("Administer people and institutions"),
    }[act]
