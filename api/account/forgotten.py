"""A new password by mail, for whoever has forgotten theirs. It is offered only where mail is set up.

The address in the letter holds an hour, and until the password changes: it is signed, together with what is kept of the
password of now. What the page says is the same for everybody, and so is the time that it takes.
"""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.account.entering import entrance, leave, people, place
from api.account.forms import Faults, password_faults, secret, sent, text
from api.account.sign_in import too_often
from api.mail import Mail
from api.staff import SIGN_IN
from api.visitor import from_here
from api.words import gettext_of
from catalogue.accounts.accounts import Account
from catalogue.accounts.digests import stamp, utc
from catalogue.accounts.throttle import NAME

PATH = "/account/forgotten"
BACK = "/account/new-password"
HOLDS = timedelta(hours=1)


def page(request: Request) -> Response:
    """Asks for a name."""
    _mail(request)
    return _page(request, "account/forgotten.html", asked=False, faults={})


async def ask(request: Request) -> Response:
    """Sends a letter, if there is somebody of that name with an address."""
    mail, form = _mail(request), await sent(request)
    gettext = gettext_of(request)
    name = text(form, "name", 64)
    if not from_here(request):
        raise HTTPException(403, gettext("This form does not come from here. Open the page again, and sign in there."))
    wait = people(request).throttle.begin((NAME, f"letter {name.casefold()}"), place(request))
    if wait:
        faults = {"name": too_often(request, wait)}
        return _page(request, "account/forgotten.html", 429, asked=False, faults=faults)
    response = _page(request, "account/forgotten.html", asked=True, faults={})
    response.background = BackgroundTask(_write, request, mail, name)
    return response


def new_page(request: Request) -> Response:
    """The form for the new password, where the letter's address still holds."""
    mark = request.query_params.get("mark", "")
    if _whose(request, mark) is None:
        return _page(request, "account/new-password.html", 410, mark="", faults={})
    return _page(request, "account/new-password.html", mark=mark, faults={})


async def new(request: Request) -> Response:
    """Takes the new password."""
    form = await sent(request)
    mark, password = text(form, "mark"), secret(form, "password")
    account = await run_in_threadpool(_whose, request, mark)
    if account is None or not from_here(request):
        return _page(request, "account/new-password.html", 410, mark="", faults={})
    faults = password_faults(password, secret(form, "again"), account.name, gettext_of(request))
    if faults:
        return _page(request, "account/new-password.html", 422, mark=mark, faults=faults)
    await request.app.state.slowly.run(lambda: people(request).set_password(account.id, password))
    response = RedirectResponse(SIGN_IN, 303)
    await run_in_threadpool(leave, request, response)
    return response


def _write(request: Request, mail: Mail, name: str) -> None:
    account = people(request).accounts.find(name)
    if account is None or account.disabled or not account.email or account.password is None:
        return
    gettext = gettext_of(request)
    until = stamp(utc() + HOLDS)
    address = f"{mail.site}{BACK}?mark={account.id}.{until}.{_mark(request, account, until)}"
    body = gettext("Somebody, probably you, asked for a new password for “%(name)s”. Choose one within an hour here:")
    rest = gettext("If it was not you, do nothing: your password stays as it is.")
    title = request.app.state.settings.title
    subject = gettext("A new password for %(catalogue)s") % {"catalogue": title}
    mail.send(account.email, subject, f"{body % {'name': account.name}}\n\n{address}\n\n{rest}\n")


def _whose(request: Request, mark: str) -> Account | None:
    """Whose letter this is from; None where it holds no longer."""
    if request.app.state.mail is None:
        raise HTTPException(404)
    number, until, signed = [*mark.split("."), "", "", ""][:3]
    account = people(request).accounts.find_id(int(number)) if number.isdecimal() and len(number) < 10 else None
    if account is None or account.disabled or account.password is None or until <= stamp(utc()):
        return None
    return account if people(request).is_signed(signed, *_words(account, until)) else None


def _mark(request: Request, account: Account, until: str) -> str:
    return people(request).signed(*_words(account, until))


def _words(account: Account, until: str) -> tuple[str, ...]:
    return "letter", str(account.id), until, sha256((account.password or "").encode()).hexdigest()


def _mail(request: Request) -> Mail:
    mail: Mail | None = request.app.state.mail
    if mail is None:
        raise HTTPException(404)
    return mail


def _page(request: Request, template: str, status: int = 200, *, faults: Faults, **context: object) -> Response:
    response: Response = request.app.state.pages.respond(request, template, status, faults=faults, **context)
    return response


routes = (
    entrance(PATH, page),
    entrance(PATH, ask, "POST"),
    entrance(BACK, new_page),
    entrance(BACK, new, "POST"),
)
