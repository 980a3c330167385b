"""What several rooms' tests stand on."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine is no failure, and what passed once passes again: new examples are tried by hand, with
# `--hypothesis-profile=exploring`.
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.register_profile("exploring", deadline=None, max_examples=1_000)
settings.load_profile("repeatable")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data beside the checkout; it is not ours, so it may be absent."""
    folder = ROOT.parent / "shared"
    if not (folder / "data").is_dir():
        pytest.skip("real data is not here: ../shared is absent")
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything under tests/trials is a trial."""
    for item in items:
        if (ROOT / "tests" / "trials") in item.path.parents:
            item.add_marker(pytest.mark.trial)
