"""Commands for people and tokens."""

from __future__ import annotations

import re

import pytest
from typer.testing import CliRunner

from api.app import create_app
from api.cli import commands
from catalogue.accounts import Given, people_at
from catalogue.catalogue import Catalogue
from catalogue.errors import AccountRefused
from tests.api.collection import BASE
from tests.api.staffing import fast
from tests.standing import bare

PASSWORD = "seven green lanterns"


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("commands") / "c"
    bare(folder).close()
    (folder / "khizana.toml").write_text(
        f'base = "{BASE}"\n[password]\nmemory = 8192\npasses = 1\n[session]\nidle = 60\n', "utf-8"
    )
    return folder


def run(*words, stdin=""):
    answer = CliRunner().invoke(commands(), [str(one) for one in words], input=stdin)
    if answer.exception is not None and not isinstance(answer.exception, SystemExit):
        raise answer.exception
    return answer


def add(data, name, *more, password=PASSWORD):
    return run("user", "add", "--data", data, name, "--password-stdin", *more, stdin=password + "\n")


def test_somebody_is_added_and_listed(data):
    assert add(data, "Amina", "--role", "administrator").exit_code == 0
    assert "amina\tadministrator" in run("user", "list", "--data", data).stdout
    with people_at(data) as people:
        assert people.with_password("amina", PASSWORD) is not None


def test_the_last_line_end_is_no_part_of_the_password(data):
    add(data, "windows", "--role", "reader", password=PASSWORD + "\r")
    with people_at(data) as people:
        assert people.with_password("windows", PASSWORD) is not None


def test_a_password_can_be_asked_for(data):
    answer = run("user", "add", "--data", data, "asked", "--role", "reader", stdin=f"{PASSWORD}\n{PASSWORD}\n")
    assert answer.exit_code == 0
    assert PASSWORD not in answer.stdout


def test_a_weak_password_is_taken_and_said_to_be_weak(data):
    answer = add(data, "weak", "--role", "reader", password="x1")
    assert answer.exit_code == 0
    assert "easily guessed" in answer.stderr


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("taken", "--role", "reader"), "already"),
        (("two words", "--role", "reader"), "cannot be the name"),
        (("omar", "--role", "king"), "Roles are: reader"),
        (("omar", "--role", "reader", "--institution", "nowhere"), "no institution"),
    ],
)
def test_what_cannot_be_is_said(data, words, why):
    with people_at(data) as people:
        if people.accounts.find("taken") is None:
            people.accounts.add("taken", [])
    with pytest.raises(AccountRefused, match=why):
        add(data, *words)


def test_no_password_is_no_password(data):
    with pytest.raises(AccountRefused, match="empty"):
        add(data, "silent", "--role", "reader", password="")


def test_a_role_is_given_at_an_institution(data):
    assert run("institution", "add", "--data", data, "walters", "--title", "The Walters").exit_code == 0
    assert "walters\tThe Walters" in run("institution", "list", "--data", data).stdout
    add(data, "local", "--role", "publisher", "--institution", "walters")
    with people_at(data) as people:
        assert people.accounts.named("local").roles == {Given("publisher", "walters")}


def test_a_token_is_printed_alone_and_revoked(data):
    add(data, "program", "--role", "reader")
    answer = run("token", "create", "--data", data, "--user", "program")
    assert re.fullmatch(r"khz_[\w-]{43}\n", answer.stdout)
    assert answer.stderr == ""
    with people_at(data) as people:
        known = people.by_token(answer.stdout.strip())
        assert known is not None
        assert known.person.scopes is None
        number = people.tokens.of(known.person.id)[0].id
    assert "everything" in run("token", "list", "--data", data, "--user", "program").stdout
    assert run("token", "revoke", "--data", data, "--user", "program", number).exit_code == 0
    with people_at(data) as people:
        assert people.by_token(answer.stdout.strip()) is None
    with pytest.raises(AccountRefused, match="could be revoked"):
        run("token", "revoke", "--data", data, "--user", "program", number)


def test_a_token_is_confined_by_its_scopes(data):
    add(data, "narrow", "--role", "administrator")
    words = ("token", "create", "--data", data, "--user", "narrow", "--scope", "read", "--scope", "edit", "--days", 5)
    secret = run(*words).stdout.strip()
    with people_at(data) as people:
        known = people.by_token(secret)
        assert known is not None
        assert known.person.scopes == frozenset({"read", "edit"})
    assert run(*words[:6], "--scope", "fly").exit_code == 2


def test_commands_work_beside_a_server(data):
    with Catalogue.open(data).closing() as catalogue:
        app = create_app(fast(catalogue.settings), catalogue)
        assert app.state.settings.session_idle == 60
        add(data, "late", "--role", "reader")
        assert app.state.people.with_password("late", PASSWORD) is not None
        once = run("user", "reset", "--data", data, "late").stdout.strip()
        assert app.state.people.with_password("late", once) is not None
        run("user", "disable", "--data", data, "late")
        assert app.state.people.with_password("late", once) is None
