"""The demo, served, and a browser to look at it with."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.app import create_app
from catalogue.catalogue import Catalogue
from catalogue.demo import make_demo
from tests.api.staffing import account, fast
from tests.served import served


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo as it was made; it is copied, never opened."""
    folder = tmp_path_factory.mktemp("browser") / "demo"
    make_demo(folder)
    return folder


@pytest.fixture(scope="session")
def site(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[str]]]:
    """The demo's URL, and a page of every kind."""
    folder = Path(shutil.copytree(demo, tmp_path_factory.mktemp("site") / "demo"))
    with Catalogue.open(folder).closing() as catalogue:
        first = {record.slug: record.path for record in catalogue.public_log.current()}
    pages = ["/", "/search?q=a", "/search?q=nothing-is-called-so", "/sparql", "/activity", "/no/such/page"]
    pages += [step for slug, path in sorted(first.items()) for step in (f"/{slug}", path)]
    with served(folder) as (url, _):
        yield url, pages


@pytest.fixture(scope="module")
def workplace(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a demo of its own, in which somebody of each role has an account called like the role."""
    folder = Path(shutil.copytree(demo, tmp_path_factory.mktemp("work") / "demo"))
    with Catalogue.open(folder).closing() as catalogue:
        app = create_app(fast(catalogue.settings), catalogue)
        for role in app.state.permissions.roles:
            account(app, role)
        account(app, "cataloguer", name="colleague")
    with served(folder) as (url, _):
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's Chromium, without a window; not for longer, as its event loop would be in the way of others."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    found = os.environ.get("KHIZANA_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("no Chromium here; on Debian: apt install chromium")
    with playwright.sync_playwright() as engine:
        chromium = engine.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield chromium
        chromium.close()
