"""The JSON Schemas of Linked Art 1.0, its examples, and the fixtures of our record types."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # its stubs are a package of their own
from referencing import Registry, Resource

from catalogue.interchange.linked_art_profile import profile
from catalogue.rdf import parse
from catalogue.record import Record
from catalogue.shapes import RecordType, Schema

AT = "https://linked.art/api/1.0/schema/"
SHAPES = Path(__file__).parents[2] / "shapes" / "fixtures"
FIXTURES = sorted(file for file in SHAPES.rglob("pass_*.ttl") if file.parent.name != "meta")
_FILES = {"visual": "image"}


class Schemas:
    """The schemas of a folder."""

    def __init__(self, folder: Path) -> None:
        registry: Registry = Registry()
        for file in folder.glob("*.json"):
            held = {**json.loads(file.read_text("utf-8")), "$id": AT + file.name}
            registry = registry.with_resource(AT + file.name, Resource.from_contents(held))
        self._registry = registry
        self._kinds = {name: self._validator(_FILES.get(name, name)) for name in profile().records}
        self._known: dict[str, bool] = {}

    def takes(self, document: Mapping[str, Any]) -> bool:
        """Whether a document is valid; asks only the schemas of its class, which is what the umbrella comes to.

        The schemas look at keys, classes and kinds of JSON: what has the same of all is asked once.
        """
        built = json.dumps(_built(document), sort_keys=True)
        if built not in self._known:
            kinds = profile().by_type.get(str(document.get("type")), ())
            self._known[built] = any(self._kinds[kind.name].is_valid(document) for kind in kinds)
        return self._known[built]

    def _validator(self, name: str) -> Any:
        return jsonschema.Draft202012Validator({"$ref": f"{AT}{name}.json"}, registry=self._registry)


def _built(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _built(one, name) for name, one in value.items()}
    if isinstance(value, list):
        return sorted({json.dumps(_built(one, key), sort_keys=True) for one in value})
    return value if key in ("type", "@context") else type(value).__name__


@cache
def schemas(folder: Path) -> Schemas:
    """The schemas of a folder, read once."""
    return Schemas(folder)


def example_files(shared: Path) -> list[Path]:
    """The files of the standard's own examples."""
    return sorted((shared / "data/linked-art/examples").glob("*.json"))


def examples(shared: Path) -> list[dict[str, Any]]:
    """The standard's own examples."""
    return [json.loads(file.read_text("utf-8")) for file in example_files(shared)]


def fixture(file: Path, schema: Schema) -> tuple[Record, RecordType]:
    """The record of a fixture, and its type."""
    slug = file.parent.name
    path = f"/{slug}/fixture"
    at = f"https://khizana.example{path}"
    triples = parse(file.read_bytes(), "turtle")
    own = frozenset(t for t in triples if t[0].startswith((f"<{at}>", f"<{at}#")))
    return Record(at, path, at, own), schema.by_slug[slug]
