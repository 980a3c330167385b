"""Letters about reviews, where mail is set up: to those who may decide, and to whoever asked. Each in its own language.

A letter says which record and where to look, and nothing that is in the record.
"""

from __future__ import annotations

from collections.abc import Iterable

from starlette.background import BackgroundTask
from starlette.requests import Request

from api.editing.forms.opened import Opened
from api.languages import LANGUAGES, Language
from api.mail import Mail
from api.messages import Gettext, translations
from catalogue.accounts import Act
from catalogue.accounts.accounts import Account
from catalogue.database.reviews import Review

MOST = 20  # letters about one request


def letters(request: Request, opened: Opened, do: str, reviews: Iterable[Review]) -> BackgroundTask | None:
    """What is to be sent once somebody asked for a review or decided one; None where nothing is."""
    mail: Mail | None = request.app.state.mail
    if mail is None or opened.held is None or do not in ("ask", "approve", "return"):
        return None
    people = request.app.state.people
    others = [one for one in people.accounts.all() if one.name != request.state.person.name]
    if do == "ask":
        table, kind, place = request.app.state.permissions, opened.record_type, opened.held.institution
        wanted = [one for one in others if table.may(one.person(), Act.PUBLISH, kind, place)]
    else:
        asked = next((one.asked_by for one in reviews), "")
        wanted = [one for one in others if one.name == asked]
    reached = [one for one in wanted if one.email and not one.disabled][:MOST]
    who, address = request.state.person, f"{mail.site}/edit{opened.path}/publish"
    return BackgroundTask(_write, mail, reached, do, who.full_name or who.name, address) if reached else None


def _write(mail: Mail, reached: Iterable[Account], do: str, who: str, address: str) -> None:
    spoken = {one.code: one for one in LANGUAGES}
    for one in reached:
        language: Language = spoken.get(one.language, LANGUAGES[0])
        gettext: Gettext = translations(language).gettext
        subject, body = _words(gettext)[do]
        mail.send(one.email, subject, f"{body % {'who': who}}\n\n{address}\n")


def _words(gettext: Gettext) -> dict[str, tuple[str, str]]:
    return {
        "ask": (gettext("A record waits for your review"), gettext("%(who)s asks you to review a record:")),
        "approve": (gettext("Your record was approved"), gettext("%(who)s approved and published a record of yours:")),
        "return": (gettext("Your record was sent back"), gettext("%(who)s sent a record back to you with a comment:")),
    }
