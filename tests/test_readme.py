"""What the README tells people to do works, word for word."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

from tests.served import served

pytestmark = pytest.mark.slow


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
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
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


def test_every_recipe_named_is_there(readme: str, root: Path):
    recipes = set(re.findall(r"^([a-z]+):", (root / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)", readme)) <= recipes


def test_every_file_linked_is_there(readme: str, root: Path):
    links = [link for link in re.findall(r"\]\(([^)]+)\)", readme) if "://" not in link]
    assert links
    assert [link for link in links if not (root / link).exists()] == []
