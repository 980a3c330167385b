"""Settings: the file, the environment, and what is refused with a reason."""

from __future__ import annotations

import pytest

from catalogue.errors import SettingsError
from catalogue.settings import FILE, check_base, read_settings

BASE = "https://collection.example.org"


def read(folder, said: str, **environment: str):
    (folder / FILE).write_text(f'base = "{BASE}"\n{said}\n', "utf-8")
    return read_settings(folder, environment)


@pytest.mark.parametrize(
    ("said", "group"),
    [
        ("", ""),
        ('[home]\ngroup = "/group/museum"', f"{BASE}/group/museum"),
        ('[home]\ngroup = "https://ror.org/00pbh0a34"', "https://ror.org/00pbh0a34"),
    ],
)
def test_the_front_page_may_be_that_of_a_group(tmp_path, said, group):
    assert read(tmp_path, said).home_group == group


def test_the_environment_may_name_the_group(tmp_path):
    assert read(tmp_path, "", KHIZANA_HOME_GROUP="/group/museum").home_group == f"{BASE}/group/museum"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ('[home]\ngroup = "The museum"', r"“The museum” in \[home\] group is not the address of a record"),
        ('[home]\ngroup = "group/museum"', "is not the address of a record.*such as /group/museum"),
        ('[home]\ngroup = "/group"', "is not the address of a record"),
        ('[home]\ngroup = "a:%"', "is not the address of a record"),
        ('[home]\ngroup = "https://x.example/a b"', "is not the address of a record"),
        ('[home]\ngroup = "https://x.example/a>b"', "is not the address of a record"),
        ('[home]\ncolour = "red"', "there is no setting “home_colour”"),
        ('[house]\ngroup = "/group/museum"', "there is no setting “house_group”"),
    ],
)
def test_a_wrong_group_is_refused_with_the_reason(tmp_path, said, reason):
    with pytest.raises(SettingsError, match=reason):
        read(tmp_path, said)


@pytest.mark.parametrize("said", ["query_seconds = nan", "query_seconds = -1", "query_workers = 0", "import_line = -3"])
def test_a_limit_is_a_number_above_none(tmp_path, said):
    with pytest.raises(SettingsError, match="must be a number above 0"):
        read(tmp_path, said)


@pytest.mark.parametrize(
    ("base", "usable"),
    [
        ("https://collection.example.org", True),
        ("http://[::1]:8000/treasury", True),
        ("http://127.0.0.1:8000", True),
        ("http://[::1", False),
        ("http://a]b", False),
        ("ftp://collection.example.org", False),
    ],
)
def test_a_base_begins_addresses(base, usable):
    if usable:
        check_base(base)
    else:
        with pytest.raises(SettingsError, match="cannot begin"):
            check_base(base)
