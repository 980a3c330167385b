"""Reading shape files: the other half of `shapes`, apart because only start-up needs it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from catalogue.errors import ShapeError, UnreadableRdf
from catalogue.namespaces import DASH, KHZ, RDF, RDFS, SH, SHAPES, TYPE
from catalogue.rdf import Term, is_blank, is_iri, is_literal, parse, parts, text_of
from catalogue.shape_checks import ShapeChecks
from catalogue.shape_expansion import expand
from catalogue.shape_graph import ShapeGraph
from catalogue.shapes import Field, Group, Kind, Labels, Pair, RecordType, Schema, Shape, Theme

_KEY = re.compile(r"[a-z][a-z0-9_]*")
_DEEPEST = 6


def read_schema(folder: Path = SHAPES, further: Iterable[Path] = ()) -> Schema:
    """The schema of a folder of shape files and of further files.

    Raises ShapeError naming file and shape for what cannot be read or used.
    """
    graph = ShapeGraph()
    files: dict[Term, str] = {}
    for file in [*sorted(folder.rglob("*.ttl")), *further]:
        if file.name != "meta.ttl":
            _parse(file, graph, files)
    return _Reader(graph, files).schema()


def _parse(file: Path, graph: ShapeGraph, files: dict[Term, str]) -> None:
    try:
        found = parse(file.read_bytes(), "turtle")
    except UnreadableRdf as error:
        raise ShapeError(f"The shape file {file.name} does not parse: {error.message}", error.remedy) from None
    graph.add(found)
    for subject, _, _ in found:
        files.setdefault(subject, file.name)


class _Reader:
    """One reading of one graph of shapes."""

    def __init__(self, graph: ShapeGraph, files: dict[Term, str]) -> None:
        self.graph = graph
        self.files = files
        self._checks = ShapeChecks(graph, files)
        self._error = self._checks.error
        self._shapes: dict[Term, Shape] = {}

    def schema(self) -> Schema:
        self._checks.graph()
        roots = [s for s in self.graph.subjects(_own("slug")) if is_iri(s)]
        types = tuple(sorted((self._record_type(root) for root in roots), key=lambda t: (t.order, t.slug)))
        self._checks.types(types)
        named = {s[1:-1]: self._texts(s, _sh("name")) for s in self.graph.subjects(_sh("name"))}
        messages = {s[1:-1]: self._texts(s, _sh("message")) for s in self.graph.subjects(_sh("message"))}
        groups = {s[1:-1]: self._group(s) for s in self.graph.subjects(TYPE, _sh("PropertyGroup"))}
        expanded = {t.slug: expand(t, self.graph) for t in types}
        themes = sorted((self._theme(s) for s in self.graph.subjects(TYPE, _own("Theme"))), key=lambda t: t.order)
        return Schema(types, groups, named, messages, expanded, tuple(themes))

    def _record_type(self, node: Term) -> RecordType:
        shape = self._shape(node, ())
        target = self._iri(node, _sh("targetClass"))
        if target is None:
            raise self._error(node, "has a slug but no sh:targetClass")
        return RecordType(
            **{name: getattr(shape, name) for name in Shape.__dataclass_fields__},
            slug=text_of(self.graph.value(node, _own("slug")) or ""),
            record_class=target,
            plurals=self._texts(node, _own("plural")),
            order=self._number(node),
            theme=self._iri(node, _own("theme")),
        )

    def _shape(self, node: Term, above: tuple[Term, ...]) -> Shape:
        if node in above or len(above) > _DEEPEST:
            raise self._error(node, "contains itself; write a part of its own for the inner level")
        if node not in self._shapes:
            self._shapes[node] = self._read_shape(node, above)
        return self._shapes[node]

    def _read_shape(self, node: Term, above: tuple[Term, ...]) -> Shape:
        held = sorted(self.graph.values(node, _sh("property")))
        keyed = [p for p in held if self.graph.value(p, _own("key"))]
        plain = [p for p in held if p not in keyed]
        fields = sorted((self._field(p, (*above, node)) for p in keyed), key=lambda f: (f.order, f.key))
        if len({f.key for f in fields}) != len(fields):
            raise self._error(node, "has two fields with one khz:key")
        return Shape(
            iri=node[1:-1],
            classes=self._classes(node),
            labels=self._texts(node, _sh("name")),
            description=self._texts(node, _sh("description")),
            viewer=self._local(node, "viewer"),
            fixed=frozenset(pair for p in plain for pair in self._fixed(p)),
            constraints=tuple(p[1:-1] for p in plain if is_iri(p)),
            fields=tuple(self._on_shared_paths(fields)),
            expected=frozenset(path for p in plain if self._count(p, "minCount") for path in self._first_steps(p)),
            about={p[1:-1]: tuple(self._first_steps(p)) for p in plain if is_iri(p)},
        )

    def _on_shared_paths(self, fields: list[Field]) -> Iterable[Field]:
        shared = [f.path for f in fields if not f.inverse]
        for one in fields:
            if one.inverse or shared.count(one.path) == 1 or one.part is None or not one.tests:
                yield one
            else:
                yield replace(one, tests=one.tests | {(TYPE, f"<{one.part.classes[0]}>")})

    def _classes(self, node: Term) -> tuple[str, ...]:
        all_ = sorted(c[1:-1] for c in self.graph.values(node, _own("crmClass")))
        default = self._iri(node, _own("defaultClass"))
        if not all_:
            raise self._error(node, "has no khz:crmClass")
        return tuple(sorted(all_, key=lambda c: (c != default, c)))

    def _field(self, node: Term, above: tuple[Term, ...]) -> Field:
        if not is_iri(node):
            raise self._error(above[-1], "has a field without an IRI")
        key = text_of(self.graph.value(node, _own("key")) or '""')
        if not _KEY.fullmatch(key):
            raise self._error(node, f"has the khz:key “{key}”; use small letters, digits and _")
        path, inverse = self._path(node)
        part_node = self.graph.value(node, _own("part"))
        part = self._shape(part_node, above) if part_node else None
        refers_to = tuple(sorted(c[1:-1] for c in self.graph.values(node, _own("refersTo"))))
        return Field(
            iri=node[1:-1],
            key=key,
            path=path,
            inverse=inverse,
            kind=self._kind(node, part, refers_to),
            tests=self._tests(node),
            part=part,
            refers_to=refers_to,
            vocabulary=self._iri(node, _own("vocabulary")),
            datatype=self._iri(node, _sh("datatype")),
            minimum=self._count(node, "minCount", "qualifiedMinCount") or 0,
            maximum=self._count(node, "maxCount", "qualifiedMaxCount"),
            severity=(self._iri(node, _sh("severity")) or "Violation").rsplit("#", 1)[-1],
            staff=self._iri(node, _own("audience")) == KHZ + "Staff",
            labels=self._texts(node, _sh("name")),
            help=self._texts(node, _sh("description")),
            inverse_labels=self._texts(node, _own("inverseName")),
            group=self._iri(node, _sh("group")),
            order=self._number(node),
            editor=self._local(node, "editor"),
            viewer=self._local(node, "viewer"),
            facet=self._flag(node, "facet"),
            unique=self._flag(node, "unique"),
            acyclic=self._flag(node, "acyclic"),
            display=self._display(node),
            names=self._flag(node, "names"),
        )

    def _path(self, node: Term) -> tuple[Term, bool]:
        path = self.graph.value(node, _sh("path"))
        inverse = self.graph.value(path, _sh("inversePath")) if path and is_blank(path) else None
        found = inverse or path
        if found is None or not is_iri(found):
            raise self._error(node, "has no sh:path that is a predicate or the inverse of one")
        return found, inverse is not None

    def _kind(self, node: Term, part: Shape | None, refers_to: tuple[str, ...]) -> Kind:
        if part is not None:
            return Kind.PART
        if refers_to:
            return Kind.REFERENCE
        return Kind.LINK if self.graph.value(node, _sh("nodeKind")) == _sh("IRI") else Kind.LITERAL

    def _tests(self, node: Term) -> frozenset[Pair]:
        qualified = self.graph.value(node, _sh("qualifiedValueShape"))
        if qualified is None:
            return frozenset()
        return frozenset(pair for p in self.graph.values(qualified, _sh("property")) for pair in self._fixed(p))

    def _fixed(self, node: Term) -> Iterable[Pair]:
        path = self.graph.value(node, _sh("path"))
        values = self.graph.values(node, _sh("hasValue"))
        return [(path, v) for v in values] if path and is_iri(path) else []

    def _first_steps(self, node: Term) -> Iterable[Term]:
        """The predicates with which the path of a constraint begins."""
        path = self.graph.value(node, _sh("path"))
        if path is None:
            return []
        either = self.graph.value(path, _sh("alternativePath"))
        steps = self._list(either) if either is not None else [path]
        return [first for step in steps if is_iri(first := self.graph.value(step, f"<{RDF}first>") or step)]

    def _list(self, node: Term) -> Iterable[Term]:
        while (first := self.graph.value(node, f"<{RDF}first>")) is not None:
            yield first
            node = self.graph.value(node, f"<{RDF}rest>") or ""

    def _group(self, node: Term) -> Group:
        return Group(node[1:-1], self._texts(node, f"<{RDFS}label>"), self._number(node), self._display(node))

    def _theme(self, node: Term) -> Theme:
        labels, description = self._texts(node, f"<{RDFS}label>"), self._texts(node, f"<{RDFS}comment>")
        return Theme(node[1:-1], labels, description, self._texts(node, _own("story")), self._number(node))

    def _texts(self, node: Term, predicate: Term) -> Labels:
        found = sorted(o for o in self.graph.values(node, predicate) if is_literal(o))
        return {(said.language or "en"): said.text for said in map(parts, found)}

    def _iri(self, node: Term, predicate: Term) -> str | None:
        found = self.graph.value(node, predicate)
        return found[1:-1] if found else None

    def _local(self, node: Term, name: str) -> str | None:
        found = self._iri(node, f"<{DASH}{name}>")
        return re.split(r"[#/]", found)[-1] if found else None

    def _display(self, node: Term) -> str | None:
        return (self._iri(node, _own("display")) or "").removeprefix(KHZ) or None

    def _flag(self, node: Term, name: str) -> bool:
        found = self.graph.value(node, _own(name))
        return found is not None and text_of(found) == "true"

    def _number(self, node: Term) -> float:
        found = self.graph.value(node, _sh("order"))
        return float(text_of(found)) if found else 1000.0

    def _count(self, node: Term, *names: str) -> int | None:
        found = next((v for name in names if (v := self.graph.value(node, _sh(name)))), None)
        return int(text_of(found)) if found else None


def _own(name: str) -> Term:
    return f"<{KHZ}{name}>"


def _sh(name: str) -> Term:
    return f"<{SH}{name}>"
