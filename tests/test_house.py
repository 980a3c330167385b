"""The rules of the house. An exception is named here, with its reason."""

from __future__ import annotations

import ast
import contextlib
import io

import pyoxigraph
import pytest
from importlinter.cli import lint_imports

from tests import house

LONGEST = 350
LONGEST_TEST = 450  # a test file is a list of sentences: longer, and still one subject
LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {}
QUERIES_ELSEWHERE = {
    "catalogue/shape_expansion.py": "SHACL's SPARQL targets are part of the shapes it writes",
    "catalogue/projections/": "update() binds no variables: a difference is written as DATA",
    "catalogue/sparql/": "the guard is about the words of other people's queries",
}
QUERIES_READ_WHOLE = {
    "catalogue/queries/home": "named for the themes of shapes/themes.ttl",
    "catalogue/queries/questions": "offered on the SPARQL page as they lie there",
    "catalogue/relations": "named for the relations of relations.toml that have no path",
}
TYPES_NAMED: dict[str, str] = {}


def test_each_library_stays_in_its_room_and_the_collection_knows_no_doors():
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        code = lint_imports(config_filename=str(house.ROOT / "pyproject.toml"), no_cache=True)
    assert code == 0, said.getvalue()


def test_no_module_holds_state():
    found = [
        f"{name}:{what}" for name, tree in house.sources(*house.ROOMS) for what in house.state(tree)
    ]
    assert found == [], (
        "constants are UPPER_CASE and nobody changes them; all else belongs on app.state"
    )


def test_no_code_branches_on_a_record_type_or_a_crm_class():
    found = [
        f"{name}:{what}"
        for name, tree in house.sources(*house.ROOMS)
        for what in house.branches(tree, house.slugs())
        if name not in TYPES_NAMED
    ]
    assert found == [], "say it in a shape file instead"


def test_our_own_queries_are_rq_files():
    found = [
        f"{name}:{line}"
        for name, tree in house.sources(*house.ROOMS)
        for line in house.queries(tree)
        if not name.startswith(tuple(QUERIES_ELSEWHERE))
    ]
    assert found == []


@pytest.mark.parametrize("path", [*house.under(*house.ROOMS, suffix=".rq")], ids=house.named)
def test_a_query_has_a_header_parses_and_is_used(path):
    text = path.read_text("utf-8")
    assert text.lstrip().startswith("#"), "begin with what it binds and returns"
    pyoxigraph.Store().query(text)
    if house.named(path.parent) in QUERIES_READ_WHOLE:
        return
    words = {w.value for _, tree in house.sources(*house.ROOMS) for w in house.strings(tree)}
    assert words & {path.name, path.stem, f"{path.parent.name}/{path.stem}"}, "nobody asks this"


def test_files_are_short():
    count = {path: path.read_text("utf-8").count("\n") for path in _python()}
    limits = {path: LONGEST_TEST if house.named(path).startswith("tests/") else LONGEST for path in count}
    found = {house.named(path): lines for path, lines in count.items() if lines > limits[path]}
    assert {name: lines for name, lines in found.items() if name not in LONG_FILES} == {}


def test_functions_are_short():
    found = {
        f"{house.named(path)}:{function}": lines
        for path in _python()
        for function, lines in house.lengths(house.tree(path))
        if lines > 50
    }
    assert {name: lines for name, lines in found.items() if name not in LONG_FUNCTIONS} == {}


def _python():
    return house.under(*house.ROOMS, "tests", suffix=".py")


def test_no_file_names_a_machine():
    found = []
    for path in house.files():
        with contextlib.suppress(UnicodeDecodeError):
            text = path.read_text("utf-8")
            found += [f"{house.named(path)}: {hit.group()}" for hit in house.MACHINE.finditer(text)]
    assert found == []


def test_every_room_says_what_lives_in_it():
    telling = {".py", ".ttl", ".rq", ".html", ".css", ".mjs"}
    inside = {path.parent for path in house.files() if path.suffix in telling}
    rooms = {room for room in inside if house.named(room).split("/")[0] != "tests"}
    rooms |= {house.ROOT / "tests" / name for name in ("", "trials", "benchmarks")}
    assert [house.named(room) for room in sorted(rooms) if not (room / "README.md").is_file()] == []


def test_stylesheets_know_no_left_and_right():
    found = [
        f"{house.named(path)}:{number}"
        for suffix in (".css", ".html")
        for path in house.under("api", suffix=suffix)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if house.PHYSICAL.search(line) and "physical:" not in line
    ]
    assert found == [], (
        "write inline-start and inline-end, or /* physical: why */ where nothing may turn"
    )


STATEFUL = [
    "known = {}",
    "X = {}\nX['a'] = 1",
    "X = []\ndef f():\n    X.append(1)",
    "def f():\n    global y",
    "C = dict()",
]
BRANCHING = [
    "x == 'loan'",
    "'E22_Human-Made_Object' in c",
    "match s:\n    case 'loan': pass",
    "c == ns.E21_Person",
]


@pytest.mark.parametrize("code", STATEFUL)
def test_the_rule_sees_state(code):
    assert list(house.state(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    ["WORDS = {'a': 1}\nprint(WORDS['a'])", "T = ('a',)", "def f():\n    x = {}\n    x['a'] = 1"],
)
def test_the_rule_lets_constants_be(code):
    assert not list(house.state(ast.parse(code)))


@pytest.mark.parametrize("code", BRANCHING)
def test_the_rule_sees_branches(code):
    assert list(house.branches(ast.parse(code), frozenset({"loan"})))


@pytest.mark.parametrize(
    "code", ["x = 'SELECT * WHERE { ?s ?p ?o }'", "u = 'INSERT DATA { <a:a> <a:b> 1 }'"]
)
def test_the_rule_sees_queries(code):
    assert list(house.queries(ast.parse(code)))


@pytest.mark.parametrize(
    "line",
    ["margin-left: 1px", "a { left: 0 }", "text-align: right", "border-top-left-radius: 1px"],
)
def test_the_rule_sees_left_and_right(line):
    assert house.PHYSICAL.search(line)


@pytest.mark.parametrize(
    "line", ["margin-inline-start: 1px", "text-align: start", "--gap-left-over: 1px"]
)
def test_the_rule_lets_logical_properties_be(line):
    assert not house.PHYSICAL.search(line)


@pytest.mark.parametrize(
    "text", ["see /" + "work/main", "https://registry." + "npmjs.org", "/" + "tmp/x"]
)
def test_the_rule_sees_machines(text):
    assert house.MACHINE.search(text)
