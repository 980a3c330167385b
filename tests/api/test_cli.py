"""The command line: each line does its work, says what came of it, and exits accordingly."""

from __future__ import annotations

import gzip
import re
import shutil
import sqlite3
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from api.cli import main
from catalogue.catalogue import Catalogue
from catalogue.rdf import lines
from catalogue.shape_files import read_schema
from tests import sample

COMMANDS = [
    *("init", "import", "validate", "publish", "export", "verify", "rebuild", "vocabularies", "backup", "restore"),
    *("dump", "erase", "serve", "demo"),
]


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def khizana(monkeypatch, capsys):
    """The console script, called as it is from a shell, but in this process."""

    def call(*words: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["khizana", *map(str, words)])
        monkeypatch.setenv("TERMINAL_WIDTH", "200")
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        return Done(code, said.out, said.err)

    return call


@pytest.fixture(scope="session")
def made(tmp_path_factory) -> Path:
    """A folder with a bare catalogue, and files to import."""
    folder = tmp_path_factory.mktemp("made")
    schema = read_schema()
    found = [one.triples for one in sample.objects(schema, 30)]
    (folder / "objects.nt").write_text("".join(lines(one) for one in found), "utf-8")
    bad = '<https://khizana.example/object/bad-one> <https://w3id.org/khizana/terms/none> "x" .\n'
    (folder / "bad.nt").write_text(bad, "utf-8")
    (folder / "table.csv").write_text("a,b\n1,2\n", "utf-8")
    Catalogue.create(folder / "treasury", sample.BASE, bare=True, schema=schema).close()
    return folder


@pytest.fixture
def here(made, tmp_path, monkeypatch) -> Path:
    """A copy of it, as the current folder."""
    folder = tmp_path / "here"
    shutil.copytree(made, folder)
    monkeypatch.chdir(folder)
    return folder


def test_without_words_the_commands_are_listed(khizana):
    done = khizana("--help")
    assert [name for name in COMMANDS if not re.search(rf"^\W*{name}\b", done.out, re.MULTILINE)] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(khizana, command):
    done = khizana(command, "--help")
    assert done.code == 0
    assert f"Example: khizana {command} " in done.out


@pytest.mark.parametrize(
    "words",
    [
        ["paint"],
        ["init"],
        ["import", "--data", "treasury"],
        ["verify", "--haed"],
        ["publish", "--data", "treasury"],
    ],
)
def test_a_mistyped_command_exits_2_and_does_nothing(khizana, here, words):
    assert khizana(*words).code == 2
    assert not (here / "treasury" / "stores").exists()


@pytest.mark.parametrize("command", ["import", "validate", "verify", "rebuild", "serve", "export"])
def test_a_folder_without_a_catalogue_is_told_in_one_line_with_what_to_do(khizana, here, command):
    more = {"import": ["objects.nt"], "export": ["--output", "x.nq"], "serve": ["--port", "0"]}
    done = khizana(command, "--data", "nowhere", *more.get(command, []))
    assert (done.code, done.out) == (1, "")
    advice = "Make one with: khizana init nowhere"
    assert done.err == f"khizana: nowhere holds no catalogue: it has no khizana.toml. {advice}\n"


def test_a_dump_is_what_is_public_as_files(khizana, here):
    khizana("import", "--data", "treasury", "objects.nt")
    khizana("publish", "--data", "treasury", "--all")
    khizana("export", "--data", "treasury", "--public", "--output", "public.nq")
    done = khizana("dump", "--data", "treasury")
    assert (done.code, done.err) == (0, "")
    (file,) = Path("treasury/dumps/latest").glob("*.nq.gz")
    public = Path("public.nq").read_text("utf-8").splitlines()
    assert sorted(gzip.decompress(file.read_bytes()).decode().splitlines()) == public
    assert re.search(rf"holds: \d+ records, {len(public):,} statements, \d\.\d MB\.$", done.out)
    assert khizana("dump", "--data", "treasury", "--to", "elsewhere").code == 0
    assert len(list(Path("elsewhere/latest").glob("*.gz"))) == 2
    Path("file").touch()
    refused = khizana("dump", "--data", "treasury", "--to", "file")
    assert (refused.code, refused.err.count("\n")) == (1, 1)


def test_init_makes_a_catalogue_once(khizana, here):
    done = khizana("init", "second", "--bare", "--base", "https://collection.example.org")
    assert done.code == 0
    assert "https://collection.example.org" in done.out
    again = khizana("init", "second")
    assert again.code == 1
    assert again.err.count("\n") == 1


def test_importing_publishes_nothing_and_publishing_publishes_no_secret(khizana, here):
    assert khizana("import", "--data", "treasury", "objects.nt").code == 0
    khizana("export", "--data", "treasury", "--public", "--output", "public.nq")
    assert Path("public.nq").read_text("utf-8") == ""
    khizana("publish", "--data", "treasury", "--all")
    khizana("export", "--data", "treasury", "--public", "--format", "nquads", "--output", "public.nq")
    khizana("export", "--data", "treasury", "--output", "all.nq")
    public, everything = (set(Path(f).read_text("utf-8").splitlines()) for f in ("public.nq", "all.nq"))
    assert "seen by" in Path("all.nq").read_text("utf-8")
    assert "seen by" not in Path("public.nq").read_text("utf-8")
    assert 1_000 < len(public) < len(everything)


def test_publishing_lists_what_it_refuses_publishes_the_rest_and_exits_1(khizana, here):
    khizana("import", "--data", "treasury", "objects.nt")
    done = khizana("publish", "--data", "treasury", "--all")
    assert done.code == 1  # the terms that the objects refer to have no name yet
    assert re.search(r"^\d+ of \d+ published", done.out)
    assert "/concept/" in done.out
    assert "a value is missing" in done.out


def test_a_dry_run_reports_and_writes_nothing(khizana, here):
    done = khizana("import", "--data", "treasury", "--dry-run", "objects.nt")
    assert done.code == 0
    assert "Nothing was written" in done.out
    assert "30 object" in done.out
    assert "The journal holds: 0 changes" in khizana("verify", "--data", "treasury").out
    assert not Path("treasury/imports").exists()


def test_importing_twice_changes_nothing(khizana, here):
    khizana("import", "--data", "treasury", "objects.nt")
    before = khizana("verify", "--data", "treasury").out
    done = khizana("import", "--data", "treasury", "objects.nt")
    assert "32 unchanged" in done.out
    assert khizana("verify", "--data", "treasury").out == before


def test_a_refused_record_is_told_and_the_exit_code_is_1(khizana, here):
    done = khizana("import", "--data", "treasury", "bad.nt", "objects.nt")
    assert done.code == 1
    assert "1 refused" in done.out
    aside = re.search(r"imported again: (\S+)", done.out)
    assert aside
    assert "bad-one" in Path(aside[1]).read_text("utf-8")


def test_a_table_without_a_mapping_is_refused_with_advice(khizana, here):
    done = khizana("import", "--data", "treasury", "table.csv")
    assert done.code == 1
    assert "--mapping" in done.err


def test_validate_names_what_is_missing_by_record(khizana, here):
    assert khizana("validate", "--data", "treasury").out == "Nothing is wrong and nothing is missing.\n"
    khizana("import", "--data", "treasury", "objects.nt")
    done = khizana("validate", "--data", "treasury")
    assert done.code == 1
    assert re.search(r"^http://vocab.getty.edu/aat/\d+: .*a value is missing$", done.out, re.MULTILINE)


def test_verify_prints_a_head_that_it_knows_again(khizana, here):
    khizana("import", "--data", "treasury", "objects.nt")
    head = khizana("verify", "--data", "treasury").out.split()[-1]
    khizana("publish", "--data", "treasury", "--all")
    assert khizana("verify", "--data", "treasury", "--head", head).code == 0
    wrong = khizana("verify", "--data", "treasury", "--head", "f" * 64)
    assert wrong.code == 1
    assert "not in this journal" in wrong.err


def test_verify_finds_a_rewritten_past(khizana, here):
    khizana("import", "--data", "treasury", "objects.nt")
    with sqlite3.connect("treasury/journal.sqlite") as journal:
        journal.execute("UPDATE change SET who = 'somebody else' WHERE id = 1")
    journal.close()
    done = khizana("verify", "--data", "treasury")
    assert done.code == 1
    assert done.err.startswith("khizana: Change 1 ")


def test_rebuild_brings_back_lost_stores(khizana, here):
    khizana("import", "--data", "treasury", "objects.nt")
    khizana("publish", "--data", "treasury", "--all")
    shutil.rmtree("treasury/stores")
    assert khizana("rebuild", "--data", "treasury").code == 0
    assert "The public store agrees" in khizana("verify", "--data", "treasury").out


def test_what_was_backed_up_is_restored_with_the_same_head(khizana, here):
    khizana("import", "--data", "treasury", "objects.nt")
    khizana("publish", "--data", "treasury", "--all")
    done = khizana("backup", "--data", "treasury", "backups/one")
    assert done.code == 0
    head = done.out.split()[-1]
    again = khizana("restore", "backups/one", "--data", "again")
    assert again.code == 0
    assert f"Head: {head}" in again.out
    assert khizana("verify", "--data", "again", "--head", head).code == 0
    for folder in ("treasury", "again"):
        khizana("export", "--data", folder, "--output", f"{folder}.nq")
    assert Path("again.nq").read_bytes() == Path("treasury.nq").read_bytes()


def test_a_backup_that_cannot_be_made_or_used_is_told_in_one_line(khizana, here):
    for words in (
        ("backup", "--data", "treasury", "treasury"),
        ("backup", "--data", "treasury", "treasury/inside"),
        ("restore", "nothing", "--data", "again"),
        ("restore", "treasury", "--data", "again"),
    ):
        done = khizana(*words)
        assert (done.code, done.out, done.err.count("\n")) == (1, "", 1), words
        assert done.err.startswith("khizana: ")


def test_a_catalogue_is_served_by_one_process_only(khizana, here, monkeypatch):
    monkeypatch.setattr("api.following.PATIENCE", 0.2)
    with Catalogue.open(here / "treasury").closing() as catalogue, catalogue.own_stores():
        done = khizana("serve", "--data", "treasury", "--port", 0)
    assert (done.code, done.out) == (1, "")
    assert done.err == ("khizana: This catalogue is already being served by another process. Stop that one first.\n")


def test_a_failed_export_leaves_the_earlier_file(khizana, here):
    khizana("import", "--data", "treasury", "objects.nt")
    Path("kept.nq").write_text("earlier", "utf-8")
    with sqlite3.connect("treasury/journal.sqlite") as journal:
        journal.execute("UPDATE version SET state = x'00' WHERE id = 20")
    journal.close()
    with pytest.raises(Exception, match="decompress"):
        khizana("export", "--data", "treasury", "--output", "kept.nq")
    assert Path("kept.nq").read_text("utf-8") == "earlier"


def test_an_output_that_cannot_be_written_is_told_in_one_line(khizana, here):
    done = khizana("export", "--data", "treasury", "--output", "no/such/folder/x.nq")
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert "Traceback" not in done.err


GROUPS = {"user": "add", "token": "create", "institution": "add", "partner": "pull"}


def test_the_readme_names_only_commands_and_options_that_exist(khizana, root):
    helps = {name: khizana(name, "--help").out for name in COMMANDS}
    helps |= {name: khizana(name, first, "--help").out for name, first in GROUPS.items()}
    called = re.findall(r"khizana ([a-z]+)((?: +[^\n`|]+)?)", (root / "README.md").read_text("utf-8"))
    assert len(called) > 15
    for name, rest in called:
        if name in helps or "--" in rest:
            assert [o for o in re.findall(r"--[a-z-]+", rest) if o not in helps[name]] == [], name
