"""Commands for people and their tokens. They work while the server runs, which sees at once what they did."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from api.commands.options import Data
from catalogue.accounts import EVERYWHERE, Act, Given, people_at
from catalogue.accounts.passwords import unfit
from catalogue.accounts.tokens import DAYS, LONGEST
from catalogue.errors import AccountRefused

Name = Annotated[str, typer.Argument(metavar="NAME", help="The name that they sign in with.", show_default=False)]
User = Annotated[str, typer.Option("--user", metavar="NAME", help="Whose it is.", show_default=False)]


def register(app: typer.Typer) -> None:
    """Adds these commands."""
    user = typer.Typer(help="People: add them, give them a new password, let them in no more.", no_args_is_help=True)
    token = typer.Typer(help="Tokens: what programs send instead of a password.", no_args_is_help=True)
    institution = typer.Typer(help="The institutions that share a catalogue.", no_args_is_help=True)
    for group, name, subject in (
        (user, "add", add_user),
        (user, "list", list_users),
        (user, "reset", reset_user),
        (user, "disable", disable_user),
        (token, "create", create_token),
        (token, "list", list_tokens),
        (token, "revoke", revoke_token),
        (institution, "add", add_institution),
        (institution, "list", list_institutions),
    ):
        group.command(name)(subject)
    app.add_typer(user, name="user")
    app.add_typer(token, name="token")
    app.add_typer(institution, name="institution")


def add_user(
    data: Data,
    name: Name,
    role: Annotated[str, typer.Option(metavar="ROLE", help="What they are.", show_default=False)],
    institution: Annotated[
        str, typer.Option(metavar="KEY", help="Where they are it; without it, at every institution.")
    ] = EVERYWHERE,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from the first line of the input.")
    ] = False,
) -> None:
    """Add somebody who may sign in.

    Example: `khizana user add --data treasury amina --role administrator`
    """
    with people_at(data) as people:
        if institution and people.institutions.find(institution) is None:
            said = f"There is no institution “{institution}”."
            raise AccountRefused("institution", said, "Add it with: khizana institution add")
        password = _password(stdin=password_stdin)
        made = people.add(name, [Given(role, institution)], password)
        if unfit(password, made.name) is not None:
            print("khizana: this password is easily guessed; a few words are best.", file=sys.stderr)
    print(f"{made.name} may sign in as {role}{f' at {institution}' if institution else ''}.")


def list_users(data: Data) -> None:
    """List everybody who may sign in, or no longer.

    Example: `khizana user list --data treasury`
    """
    with people_at(data) as people:
        for one in people.accounts.all():
            roles = sorted(f"{g.role}{f' at {g.institution}' if g.institution else ''}" for g in one.roles)
            print(f"{one.name}\t{', '.join(roles) or 'no role'}{', disabled' if one.disabled else ''}")


def reset_user(data: Data, name: Name) -> None:
    """Print a password for once; whoever signs in with it chooses a new one. It signs them out everywhere.

    Example: `khizana user reset --data treasury amina`
    """
    with people_at(data) as people:
        print(people.reset(people.accounts.named(name).id))


def disable_user(data: Data, name: Name) -> None:
    """Let somebody in no more, by password or token; what they did keeps their name.

    Example: `khizana user disable --data treasury amina`
    """
    with people_at(data) as people:
        people.disable(people.accounts.named(name).id)
    print(f"{name} may not sign in any more.")


def create_token(
    data: Data,
    user: User,
    scope: Annotated[
        list[Act] | None, typer.Option(help="What it is for; may be said several times. Without it: all that they may.")
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=LONGEST, help="How long it holds.")] = DAYS,
    title: Annotated[str, typer.Option(help="What it is for, in words.")] = "",
) -> None:
    """Print a new token, and nothing else. It is told only this once.

    Example: `khizana token create --data treasury --user amina --scope read --scope edit --days 30`
    """
    with people_at(data) as people:
        print(people.tokens.make(people.accounts.named(user).id, title, scope or (), days))


def list_tokens(data: Data, user: User) -> None:
    """List somebody's tokens by their numbers; the tokens themselves are not kept.

    Example: `khizana token list --data treasury --user amina`
    """
    with people_at(data) as people:
        for one in people.tokens.of(people.accounts.named(user).id):
            state = f"revoked {one.revoked}" if one.revoked else f"holds until {one.expires}"
            print(f"{one.id}\t{state}\t{' '.join(sorted(one.scopes or ())) or 'everything'}\t{one.title}")


def revoke_token(
    data: Data, user: User, number: Annotated[int, typer.Argument(metavar="NUMBER", help="Its number in the list.")]
) -> None:
    """Revoke a token.

    Example: `khizana token revoke --data treasury --user amina 3`
    """
    with people_at(data) as people:
        if not people.tokens.revoke(people.accounts.named(user).id, number):
            said = f"{user} has no token {number} that could be revoked."
            raise AccountRefused("token", said, "List them with: khizana token list")
    print(f"Token {number} is revoked.")


def add_institution(
    data: Data,
    key: Annotated[str, typer.Argument(metavar="KEY", help="A short name that stays.", show_default=False)],
    title: Annotated[str, typer.Option(help="What it is called.", show_default=False)],
) -> None:
    """Add an institution that shares the catalogue.

    Example: `khizana institution add --data treasury walters --title "The Walters Art Museum"`
    """
    with people_at(data) as people:
        people.institutions.add(key, title)
    print(f"{title} shares this catalogue.")


def list_institutions(data: Data) -> None:
    """List the institutions that share the catalogue.

    Example: `khizana institution list --data treasury`
    """
    with people_at(data) as people:
        for one in people.institutions.all():
            print(f"{one.key}\t{one.title}")


def _password(*, stdin: bool) -> str:
    if stdin:
        said = sys.stdin.readline().rstrip("\r\n")
    else:
        said = str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    if not said:
        raise AccountRefused("password", "The password is empty.", "Give one in the first line of the input.")
    return said
