"""Making: a catalogue is whole, or there is none."""

from __future__ import annotations

import pytest

from catalogue.errors import SettingsError
from catalogue.making import whole
from catalogue.settings import FILE


def _fill(folder):
    (folder / FILE).write_text("", "utf-8")
    (folder / "stores").mkdir()


def _fail(folder):
    _fill(folder)
    (folder / "left over").mkdir()
    raise ZeroDivisionError


def test_what_was_filled_moves_to_its_place(tmp_path):
    with whole(tmp_path / "treasury") as filling:
        _fill(filling)
        assert not (tmp_path / "treasury" / FILE).exists()
    assert sorted(path.name for path in (tmp_path / "treasury").iterdir()) == [FILE, "stores"]


def test_an_attempt_that_failed_is_no_catalogue_and_is_thrown_away_by_the_next(tmp_path):
    with pytest.raises(ZeroDivisionError), whole(tmp_path) as filling:
        _fail(filling)
    assert not (tmp_path / FILE).exists()
    with whole(tmp_path) as filling:
        _fill(filling)
    assert not (tmp_path / "left over").exists()


@pytest.mark.parametrize(("name", "said"), [(FILE, "already holds a catalogue"), ("letters", "not empty")])
def test_a_folder_that_is_taken_is_refused(tmp_path, name, said):
    (tmp_path / name).write_text("", "utf-8")
    with pytest.raises(SettingsError, match=said), whole(tmp_path):
        pytest.fail("it was given")
    assert [path.name for path in tmp_path.iterdir()] == [name]
