"""The table of who may do what."""

from __future__ import annotations

import pytest

from catalogue.accounts import EVERYWHERE, Act, Given, Person, read_permissions
from catalogue.errors import SettingsError


def person(*roles: Given, scopes=None) -> Person:
    return Person(1, "amina", "", "", frozenset(roles), scopes)


def test_every_act_is_somebodys_and_a_reader_only_reads():
    table = read_permissions()
    assert all(table.roles_that(act) for act in Act)
    assert [act for act in Act if table.reaches("reader", act)] == [Act.READ]
    assert all(table.reaches("administrator", act) for act in Act)


def test_a_role_counts_where_it_is_given():
    table = read_permissions()
    local, general = person(Given("publisher", "walters")), person(Given("publisher"))
    assert table.may(local, Act.PUBLISH, institution="walters")
    assert not table.may(local, Act.PUBLISH, institution="museum")
    assert not table.may(local, Act.PUBLISH, institution=EVERYWHERE)
    assert table.anywhere(local, Act.PUBLISH)
    assert table.may(general, Act.PUBLISH, institution="museum")


def test_scopes_take_away_and_never_give():
    table = read_permissions()
    assert not table.may(person(Given("administrator"), scopes=frozenset({"read"})), Act.EDIT)
    assert not table.may(person(Given("reader"), scopes=frozenset({"edit"})), Act.EDIT)
    assert not table.may(person(Given("administrator"), scopes=frozenset()), Act.READ)


def test_an_act_that_there_is_not_is_a_fault_of_the_table(tmp_path):
    file = tmp_path / "permissions.toml"
    file.write_text('[reader]\nfly = ["*"]\n', "utf-8")
    with pytest.raises(SettingsError, match="fly"):
        read_permissions(file)
