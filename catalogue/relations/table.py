"""`relations.toml` as values: relations, the paths they follow, and the kinds of what is given and returned."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from catalogue.namespaces import prefixes
from catalogue.ontology import subclasses
from catalogue.rdf import Term

FOLDER = Path(__file__).resolve().parent
_STEP = re.compile(r"(?P<property>[\w:-]+)(?:\[(?P<typed>[\w:-]+)\])?(?P<repeated>\*?)")


@dataclass(frozen=True)
class Step:
    """One property of a path; what it reaches has the type `typed`, where there is one."""

    predicate: Term
    typed: Term | None = None
    repeated: bool = False


Way = tuple[Step, ...]


@dataclass(frozen=True)
class Kind:
    """What is given or returned: CRM classes with all their subclasses, and the properties by which others hold it."""

    classes: frozenset[str]
    held_by: frozenset[Term]


@dataclass(frozen=True)
class Worth:
    """When a query is worth asking: by what property, from what classes, and what else such a record has to say."""

    near: Term
    classes: frozenset[str]
    beside: frozenset[Term]
    beyond: frozenset[Term]


@dataclass(frozen=True)
class Relation:
    """A named relation. Its paths lead from what is returned to what is given; without any, `query` answers it."""

    name: str
    given: Kind
    returns: Kind
    paths: tuple[Way, ...]
    worth: Worth | None = None

    @property
    def query(self) -> str:
        """The question that finds what is returned; empty where paths do."""
        return "" if self.paths else (FOLDER / f"{self.name}.rq").read_text("utf-8").strip()


@cache
def relations() -> Mapping[str, Relation]:
    """Every relation of the table, by name."""
    table = tomllib.loads((FOLDER / "relations.toml").read_text("utf-8"))
    kinds = {name: _kind(**said) for name, said in table["kinds"].items()}
    return {name: _relation(name, said, kinds) for name, said in table["relations"].items()}


@cache
def holding() -> frozenset[Term]:
    """The properties by which records hold parts that they stand for."""
    return frozenset().union(*(one.returns.held_by for one in relations().values()))


def fixed_type(*way: str) -> str:
    """The address at which the search index has the types that a shape itself tells of a record or part."""
    return ".".join([*way, "fixed-type"])


def _relation(name: str, said: Mapping[str, Any], kinds: Mapping[str, Kind]) -> Relation:
    worth = None
    if near := said.get("near"):
        beside, beyond = (frozenset(f"<{_iri(one)}>" for one in said.get(key, ())) for key in ("beside", "beyond"))
        worth = Worth(f"<{_iri(near['by'])}>", kinds[near["of"]].classes, beside, beyond)
    paths = tuple(map(_path, said.get("paths", ())))
    return Relation(name, kinds[said["given"]], kinds[said["returns"]], paths, worth)


def _kind(classes: Iterable[str], held_by: Iterable[str] = ()) -> Kind:
    below = (subclasses(_iri(name)) for name in classes)
    return Kind(frozenset().union(*below), frozenset(f"<{_iri(name)}>" for name in held_by))


def _path(text: str) -> Way:
    return tuple(map(_step, text.split(" / ")))


def _step(text: str) -> Step:
    found = _STEP.fullmatch(text)
    assert found is not None, text
    typed = f"<{_iri(found['typed'])}>" if found["typed"] else None
    return Step(f"<{_iri(found['property'])}>", typed, bool(found["repeated"]))


def _iri(name: str) -> str:
    prefix, _, local = name.partition(":")
    return prefixes()[prefix] + local


def inverted(path: Sequence[Step], inverses: Mapping[str, str]) -> Way:
    """The path from the other end; empty where a property has no inverse, or types are asked for on the way."""
    if any(step.typed or step.predicate[1:-1] not in inverses for step in path):
        return ()
    return tuple(Step(f"<{inverses[s.predicate[1:-1]]}>", None, s.repeated) for s in reversed(path))
