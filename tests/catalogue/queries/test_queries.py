"""Our own questions ask for what the shapes write, and name no record."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest

from catalogue import queries
from catalogue.errors import BadTerm
from catalogue.namespaces import ROOT, prefixes
from catalogue.shape_files import read_schema

FOLDER = ROOT / "catalogue" / "queries"
ROOMS = ("home", "cooperation", "vocabularies", "dataset")
FILES = sorted(file for room in ROOMS for file in (FOLDER / room).glob("*.rq"))
SCHEMA = read_schema()
NAME = re.compile(r"(?<![\w<:/?])([a-z]+):([A-Za-z][\w-]*)")


def names(text: str) -> set[str]:
    """The IRIs that a query names."""
    body = "\n".join(line for line in text.splitlines() if not line.startswith(("#", "PREFIX")))
    known = {**prefixes(), **dict(re.findall(r"PREFIX (\w+): <([^>]+)>", text))}
    return {known[prefix] + local for prefix, local in NAME.findall(body)}


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_question_names_only_paths_and_record_classes_of_the_shapes(file):
    paths = {a.field.path[1:-1] for a in SCHEMA.addresses.values()}
    known = paths | set(SCHEMA.by_class) | {"http://www.w3.org/2001/XMLSchema#gYear"}
    assert names(file.read_text("utf-8")) - known == set()


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_question_knows_no_record(file):
    text = file.read_text("utf-8")
    assert re.findall(r"<(?!http://|https://w3id.org/khizana/terms/|https://linked.art/ns/terms/)", text) == []
    assert "khizana/vocabulary" not in text


def test_every_theme_has_a_question_with_the_names_of_its_sentences():
    assert {theme.key for theme in SCHEMA.themes} == {file.stem for file in (FOLDER / "home").glob("*.rq")}
    for theme in SCHEMA.themes:
        text = queries.story(theme.key)
        assert text is not None
        found = ox.Store().query(text)
        assert isinstance(found, ox.QuerySolutions)
        columns = {variable.value for variable in found.variables}
        for language, sentence in theme.stories.items():
            named = set(re.findall(r"\{(\w+)\}", sentence))
            assert named == set(re.findall(r"\{(\w+)\}", theme.stories["en"])), language
            assert named <= columns
            assert sentence.count("[") == sentence.count("]")


@pytest.mark.parametrize("theme", ["nothing", "../cooperation/whole-chain", "", "home/grants"])
def test_what_is_no_theme_has_no_question(theme):
    assert queries.story(theme) is None


def test_a_value_reaches_a_question_as_an_iri_and_nothing_else():
    text = queries.about("SELECT ?group ?groups { ?s ?p ?group }", group="https://x.example/a")
    assert text == "SELECT <https://x.example/a> ?groups { ?s ?p <https://x.example/a> }"
    for bad in ("https://x.example/a> } #", "no address", "https://x.example/a b"):
        with pytest.raises(BadTerm):
            queries.about("SELECT * { ?s ?p ?group }", group=bad)


def test_the_names_that_are_bound_occur():
    assert "?group" in queries.question("cooperation/of-a-group")
    for name in ("terms", "matches"):
        assert "?scheme" in queries.question(f"vocabularies/{name}")
