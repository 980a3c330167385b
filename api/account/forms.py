"""What the forms of accounts have in common: values, faults, and what is wrong in words."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import FormData
from starlette.requests import Request

from api.messages import Gettext
from catalogue.accounts.passwords import LONGEST, SHORTEST, Unfit, unfit
from catalogue.errors import AccountRefused

SMALL = 64 << 10
"""Bytes of a form of these pages."""
Faults = dict[str, str]
"""What is wrong, by the name of the field."""


async def sent(request: Request) -> FormData:
    """The form of somebody who is not signed in."""
    return await request.form(max_fields=50, max_files=0)


def text(form: FormData, name: str, longest: int = 300) -> str:
    """A value of a form, without space around it."""
    return secret(form, name)[:longest].strip()


def secret(form: FormData, name: str) -> str:
    """A password, as it was typed."""
    value = form.get(name)
    return value[:4_000] if isinstance(value, str) else ""


def email_fault(address: str, gettext: Gettext) -> Faults:
    """Whether it can be an e-mail address; none is one too."""
    local, _, domain = address.rpartition("@")
    right = bool(local) and "." in domain.strip(".") and not any(one.isspace() for one in address)
    return {"email": gettext("This is not an e-mail address.")} if address and not right else {}


def password_faults(password: str, again: str, name: str, gettext: Gettext, *, earlier: str | None = None) -> Faults:
    """What is wrong with a new password and its repetition."""
    why = unfit(password, name, earlier=earlier)
    if why is not None:
        return {"password": _unfit(gettext)[why]}
    return {} if password == again else {"again": gettext("The two passwords differ.")}


def refusal(error: AccountRefused, gettext: Gettext) -> str:
    """Why something was refused."""
    said = {
        "taken": gettext("This is taken already. Choose another."),
        "name": gettext("Use up to 64 letters and digits, and . - _ @ + after the first."),
        "key": gettext("Use 2 to 32 of a–z, 0–9 and -, such as: walters"),
        "title": gettext("Write what it is called."),
        "last": gettext(
            "Nobody would be left who may administer everything. Make somebody else an administrator first."
        ),
    }
    return said.get(error.reason, str(error))


def _unfit(gettext: Gettext) -> Mapping[Unfit, str]:
    return {
        Unfit.SHORT: gettext("Use at least %(number)s characters; a few words are best.") % {"number": SHORTEST},
        Unfit.LONG: gettext("Use at most %(number)s characters.") % {"number": LONGEST},
        Unfit.NAME: gettext("A password that holds your name is easily guessed."),
        Unfit.SAME: gettext("This is the password that you have now."),
        Unfit.PLAIN: gettext("This repeats the same few characters, and is easily guessed."),
    }
