"""What the README tells people to do works, word for word."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

from catalogue.settings import read_settings
from tests.api.staffing import PASSWORD
from tests.served import served

pytestmark = pytest.mark.trial


@pytest.fixture(scope="module")
def readme(root: Path) -> str:
    """The README."""
    return (root / "README.md").read_text("utf-8")


@pytest.fixture(scope="module")
def treasury(readme: str, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the README's first steps were taken, all but the serving."""
    folder = tmp_path_factory.mktemp("readme")
    for name, content in re.findall(r"```\w+ (\S+)\n(.*?)```", readme, re.DOTALL):
        (folder / name).write_text(content, "utf-8")
    steps = [line for line in _shell(readme) if line.startswith("khizana") and " serve " not in line]
    assert len(steps) > 5
    for step in steps:
        program = "import sys; sys.path.insert(0, sys.argv.pop(1)); from api.cli import main; main()"
        command = [sys.executable, "-c", program, str(root), *shlex.split(step)[1:]]
        said = f"{PASSWORD}\n"  # for the one that reads a password
        done = subprocess.run(command, cwd=folder, input=said, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{step}\n{done.stdout}{done.stderr}"
    return folder


def _shell(readme: str) -> list[str]:
    blocks: list[str] = re.findall(r"```sh\n(.*?)```", readme, re.DOTALL)
    return [line for block in blocks for line in block.replace("\\\n", " ").splitlines() if line.strip()]


def test_the_first_steps_end_with_a_public_object(treasury: Path):
    exported = (treasury / "treasury.nq").read_text("utf-8")
    for told in ("Ewer with hunting scenes", "إبريق", "Rajab 629", "30.4", "Shujaʿ ibn Manʿa"):
        assert told in exported


def test_the_served_catalogue_answers_the_query_of_the_readme(treasury: Path, readme: str):
    (curl,) = [shlex.split(line) for line in _shell(readme) if line.startswith("curl")]
    query = next(word for word in curl if word.startswith("query=")).removeprefix("query=")
    path = next(word for word in curl if word.startswith("http")).removeprefix("http://127.0.0.1:8000")
    with served(treasury / "treasury") as (url, _):
        answer = httpx2.post(url + path, data={"query": query}, headers={"Accept": "text/csv"})
    assert answer.status_code == 200
    assert answer.text.splitlines()[0] == "class,n"
    assert "E22_Human-Made_Object,2" in answer.text


def _named(readme: str) -> dict[str, str]:
    """The files that the README shows, by name."""
    return dict(re.findall(r"```\w+ (\S+)\n(.*?)```", readme, re.DOTALL))


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not here")
def test_the_units_of_systemd_are_understood(readme: str, tmp_path: Path):
    units = {name: text for name, text in _named(readme).items() if name.endswith((".service", ".timer"))}
    assert len(units) == 5
    for name, text in units.items():
        (tmp_path / name).write_text(text.replace("/opt/khizana/bin/khizana", sys.executable), "utf-8")
    command = ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", *units]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_nightly_backup_makes_a_new_one_and_keeps_thirty(readme: str, treasury: Path, tmp_path: Path, root: Path):
    """The two lines of the unit, as the shell gets them from systemd, for the catalogue made above."""
    unit = _named(readme)["khizana-backup.service"]
    lines = re.findall(r"^ExecStart(?:Post)?=/bin/sh -c '(.*)'$", unit, re.MULTILINE)
    assert len(lines) == 2
    for number in range(31):
        (tmp_path / "backups" / f"older-{number:02}").mkdir(parents=True)
        os.utime(tmp_path / "backups" / f"older-{number:02}", (number, number))
    program = "import sys; sys.path.insert(0, sys.argv.pop(1)); from api.cli import main; main()"
    khizana = shlex.join([sys.executable, "-c", program, str(root)])
    for line in lines:
        said = line.replace("$$", "$").replace("%%", "%").replace("/opt/khizana/bin/khizana", khizana)
        said = said.replace("/var/lib/khizana/treasury", str(treasury / "treasury"))
        said = said.replace("/var/lib/khizana/backups", str(tmp_path / "backups"))
        done = subprocess.run(["/bin/sh", "-c", said], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    left = sorted(path.name for path in (tmp_path / "backups").iterdir())
    assert len(left) == 30
    assert (tmp_path / "backups" / left[0] / "backup.json").exists()
    assert left[1:] == [f"older-{number:02}" for number in range(2, 31)]


def test_every_setting_that_the_readme_shows_is_one(readme: str, tmp_path: Path):
    shown: list[str] = re.findall(r"```toml\n(.*?)```", readme, re.DOTALL)
    assert len(shown) > 1
    for text in shown:
        (tmp_path / "khizana.toml").write_text(text, "utf-8")
        assert read_settings(tmp_path, {}).data == tmp_path


def test_every_recipe_named_is_there(readme: str, root: Path):
    recipes = set(re.findall(r"^([a-z]+):", (root / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)", readme)) <= recipes


def test_every_file_linked_is_there(readme: str, root: Path):
    links = [link for link in re.findall(r"\]\(([^)]+)\)", readme) if "://" not in link]
    assert links
    assert [link for link in links if not (root / link).exists()] == []
