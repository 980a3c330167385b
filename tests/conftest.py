"""What several rooms' tests stand on."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("unhurried", deadline=None)  # a busy machine is no failure
settings.load_profile("unhurried")

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
