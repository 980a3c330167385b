"""People who work in a catalogue, for tests: accounts of every role, browsers signed in, tokens."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from starlette.applications import Starlette
from starlette.testclient import TestClient

from api.staff import COOKIE, csrf_token
from catalogue.accounts import Given
from catalogue.accounts.accounts import Account
from catalogue.accounts.people import People
from catalogue.accounts.permissions import Act
from catalogue.settings import Settings

PASSWORD = "seven green lanterns"  # long enough, and nobody's


def fast(settings: Settings) -> Settings:
    """Settings with which a password is hashed at once; give them to `create_app`."""
    return replace(settings, password_memory=8 << 10, password_passes=1, password_lanes=1)


def people_of(app: Starlette) -> People:
    """The people of an application."""
    people: People = app.state.people
    return people


def account(app: Starlette, role: str, institution: str = "", name: str = "") -> Account:
    """The account of a role (named like it, unless another name is given), made if it is not there."""
    people = people_of(app)
    called = name or (f"{role}-{institution}" if institution else role)
    found = people.accounts.find(called)
    return found or people.add(called, [Given(role, institution)] if role else [], PASSWORD)


def signed_in(app: Starlette, role: str, institution: str = "", name: str = "", **options: Any) -> TestClient:
    """A browser in which somebody of that role is signed in: it reads English, takes pages and follows no redirects.

    Its requests carry the mark of its forms as `X-CSRF-Token`; give `headers={"X-CSRF-Token": ""}` for one without.
    """
    made = account(app, role, institution, name)
    secret = people_of(app).sessions.begin(made.id, "a test")
    headers = {"Accept": "text/html", "Accept-Language": "en", "X-CSRF-Token": csrf_token(secret)}
    client = TestClient(app, headers=headers, follow_redirects=False, **options)
    client.cookies.set(COOKIE, secret)
    return client


def csrf(client: TestClient) -> str:
    """The mark that this browser's forms carry in their field `csrf`."""
    return csrf_token(str(client.cookies[COOKIE]))


def token(app: Starlette, role: str, institution: str = "", scopes: tuple[Act, ...] = (), days: int = 90) -> str:
    """A token of somebody of that role; without scopes it may do all that the role may."""
    return people_of(app).tokens.make(account(app, role, institution).id, "a test", scopes, days)


def with_token(app: Starlette, role: str, institution: str = "", scopes: tuple[Act, ...] = ()) -> TestClient:
    """A program that sends such a token."""
    bearer = f"Bearer {token(app, role, institution, scopes)}"
    return TestClient(app, headers={"Authorization": bearer}, follow_redirects=False)
