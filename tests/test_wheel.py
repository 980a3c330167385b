"""The wheel, installed away from the checkout, is a whole Khizana."""

from __future__ import annotations

import os
import site
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tests import house

pytestmark = pytest.mark.trial


@pytest.fixture(scope="session")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as `make wheel` builds it."""
    folder = tmp_path_factory.mktemp("wheel")
    _run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=root)
    return next(folder.glob("khizana-*.whl"))


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a new environment that holds the wheel; its libraries are ours, borrowed."""
    folder = tmp_path_factory.mktemp("elsewhere") / "env"
    venv.create(folder, with_pip=False)
    pip = [sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python"), "--quiet"]
    _run([*pip, "install", "--no-index", "--no-deps", str(wheel)], cwd=folder)
    packages = next((folder / "lib").glob("python*")) / "site-packages"
    (packages / "borrowed.pth").write_text("\n".join(site.getsitepackages()), "utf-8")
    return folder / "bin"


def _run(command: list[str], cwd: Path) -> str:
    bare = {"PATH": os.environ["PATH"], "HOME": str(cwd), "LANG": "C.UTF-8"}
    done = subprocess.run(command, cwd=cwd, env=bare, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def test_the_wheel_carries_the_whole_house(wheel: Path):
    names = set(zipfile.ZipFile(wheel).namelist())
    rooms = ("api/", "catalogue/", "ontology/", "shapes/")
    wanted = {name for name in map(house.named, house.files()) if name.startswith(rooms)}
    wanted = {name for name in wanted if not name.startswith("api/frontend/")}
    assert {Path(name).suffix for name in wanted} >= {".py", ".ttl", ".toml", ".html", ".css", ".po"}
    assert wanted - names == set()


def test_the_wheel_carries_what_the_build_made(wheel: Path, root: Path):
    if not (root / "api" / "static" / "vendor" / "integrity.json").is_file():
        pytest.skip("the parts that pages load are not built: make assets")
    assert "api/static/vendor/integrity.json" in zipfile.ZipFile(wheel).namelist()


def test_the_wheel_carries_neither_tests_nor_node_modules(wheel: Path):
    names = zipfile.ZipFile(wheel).namelist()
    assert not [
        name
        for name in names
        if name.startswith("tests/") or "node_modules" in name or "frontend" in name
    ]


def test_the_installed_command_makes_a_catalogue(installed: Path, tmp_path: Path):
    assert "init" in _run([str(installed / "khizana"), "--help"], cwd=tmp_path)
    _run([str(installed / "khizana"), "init", "treasury"], cwd=tmp_path)
    assert (tmp_path / "treasury" / "khizana.toml").is_file()
    where = _run(
        [str(installed / "python"), "-c", "import catalogue; print(catalogue.__file__)"],
        cwd=tmp_path,
    )
    assert str(installed.parent) in where


def test_the_installed_command_loads_and_publishes_the_demo(installed: Path, tmp_path: Path):
    khizana = str(installed / "khizana")
    _run([khizana, "init", "treasury"], cwd=tmp_path)
    for delivery in _demo(installed):
        _run([khizana, "import", "--data", "treasury", *delivery], cwd=tmp_path)
    _run([khizana, "publish", "--data", "treasury", "--all"], cwd=tmp_path)
    _run(
        [
            khizana,
            "export",
            "--data",
            "treasury",
            "--public",
            "--format",
            "nquads",
            "--output",
            "all.nq",
        ],
        cwd=tmp_path,
    )
    assert (tmp_path / "all.nq").stat().st_size > 10_000


def _demo(installed: Path) -> list[list[str]]:
    """The imports that make the demo, as the wheel laid their files down."""
    code = (
        "from catalogue.demo import deliveries\n"
        "for one in deliveries(): print(*(['--mapping', one.mapping] if one.mapping else []), *one.files)"
    )
    said = _run([str(installed / "python"), "-c", code], cwd=installed)
    return [line.split() for line in said.splitlines()]
