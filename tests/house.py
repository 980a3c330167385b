"""What the rules of the house are read from: its files, their syntax trees, what offends there."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("api", "catalogue")

CONTAINERS = (ast.Dict, ast.List, ast.Set, ast.DictComp, ast.ListComp, ast.SetComp)
MUTABLE = frozenset(
    "dict list set bytearray defaultdict deque Counter OrderedDict ContextVar Lock RLock".split()
)
MUTATORS = frozenset(
    "add append clear discard extend insert pop popitem remove setdefault sort update".split()
)
SPARQL = re.compile(
    r"\b(SELECT|CONSTRUCT|ASK|DESCRIBE|INSERT|DELETE)\b[^;]*(WHERE\s*\{|DATA\s*\{|\{\s*\?)",
    re.DOTALL,
)
CRM_CLASS = re.compile(r"\bE\d{1,2}_[A-Z]")
MACHINE = re.compile(
    r"(?<![\w.}])/(work|farm|root|home|tmp)/\w"
    r"|registry\.npmjs\.|files\.pythonhosted\.|(?<!/)\bpypi\.org|file:/{3}opt"
)
PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border|inset)-(?:left|right)[\w-]*|left|right"
    r"|border-(?:top|bottom)-(?:left|right)-radius)\s*:|(?:text-align|float|clear)\s*:\s*(?:left|right)\b"
)


@cache
def files() -> tuple[Path, ...]:
    """Every file that is, or would be, committed."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return tuple(path for line in told.stdout.splitlines() if (path := ROOT / line).is_file())


def named(path: Path) -> str:
    """A file's name from the root of the checkout."""
    return path.relative_to(ROOT).as_posix()


def under(*folders: str, suffix: str) -> Iterator[Path]:
    """Files below some folders that end in a suffix."""
    for path in files():
        if path.suffix == suffix and path.relative_to(ROOT).parts[0] in folders:
            yield path


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(path.read_text("utf-8"), str(path))


def sources(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    """Name and syntax tree of every Python file below some folders."""
    for path in under(*folders, suffix=".py"):
        yield named(path), tree(path)


@cache
def slugs() -> frozenset[str]:
    """The slugs of all record types."""
    found: set[str] = set()
    for path in under("shapes", suffix=".ttl"):
        found.update(re.findall(r'khz:slug\s+"([^"]+)"', path.read_text("utf-8")))
    return frozenset(found)


def strings(node: ast.AST) -> Iterator[ast.Constant]:
    """Every text constant in a tree that is not a docstring."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(part.body[0].value)
        for part in ast.walk(node)
        if isinstance(part, documented) and part.body and isinstance(part.body[0], ast.Expr)
    }
    for part in ast.walk(node):
        if (
            isinstance(part, ast.Constant)
            and isinstance(part.value, str)
            and id(part) not in docstrings
        ):
            yield part


def queries(node: ast.AST) -> Iterator[int]:
    """Lines of texts that are SPARQL."""
    return (text.lineno for text in strings(node) if SPARQL.search(str(text.value)))


def state(module: ast.Module) -> Iterator[str]:
    """Module-level values that change, or look as if they might: line and name."""
    constants: set[str] = set()
    for node in module.body:
        if not isinstance(node, (ast.Assign, ast.AnnAssign)) or node.value is None:
            continue
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        words = [target.id for target in targets if isinstance(target, ast.Name)]
        if isinstance(node.value, ast.Call) and _called(node.value) in MUTABLE:
            yield f"{node.lineno} {words}"
        if isinstance(node.value, CONTAINERS):
            constants.update(words)
            yield from (f"{node.lineno} {w}" for w in words if not w.isupper() and w != "__all__")
    yield from _changes(module, constants)


def _changes(module: ast.Module, names: set[str]) -> Iterator[str]:
    for node in ast.walk(module):
        held: ast.expr | None = None
        if isinstance(node, ast.Global):
            yield f"{node.lineno} {node.names}"
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, (ast.Store, ast.Del)):
            held = node.value
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            held = node.func.value if node.func.attr in MUTATORS else None
        if isinstance(held, ast.Name) and held.id in names:
            yield f"{held.lineno} {held.id}"


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def branches(module: ast.AST, record_types: frozenset[str]) -> Iterator[str]:
    """Comparisons, cases, tables that decide by a slug or a CRM class: line and word."""
    for node in ast.walk(module):
        for word in _decisive(node):
            if word in record_types or CRM_CLASS.search(word):
                yield f"{getattr(node, 'lineno', 0)} {word}"


def _decisive(node: ast.AST) -> Iterator[str]:
    parts: list[ast.AST | None] = []
    if isinstance(node, ast.Compare):
        parts = [node.left, *node.comparators]
    if isinstance(node, ast.MatchValue):
        parts = [node.value]
    if isinstance(node, ast.Dict) and len(node.keys) > 1:
        parts = [key for key in node.keys if "_" in str(getattr(key, "value", ""))]
    for part in parts:
        for inner in ast.walk(part) if part is not None else ():
            if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
                yield inner.value
            if isinstance(inner, (ast.Name, ast.Attribute)):
                word = inner.id if isinstance(inner, ast.Name) else inner.attr
                yield word if CRM_CLASS.search(word) else ""


def lengths(module: ast.AST) -> Iterator[tuple[str, int]]:
    """Every function and its lines."""
    for node in ast.walk(module):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1
