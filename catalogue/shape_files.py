"""Reading shape files with rdflib: the other half of `shapes`, apart because only start-up needs it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from rdflib import RDF, RDFS, SH, Graph, Literal, URIRef
from rdflib.term import Node

from catalogue.errors import ShapeError
from catalogue.namespaces import DASH, KHZ, SHAPES
from catalogue.rdf import Term, canonical
from catalogue.shape_expansion import expand
from catalogue.shapes import Field, Group, Kind, Labels, Pair, RecordType, Schema, Shape

_KEY = re.compile(r"[a-z][a-z0-9_]*")
_DEEPEST = 6


def read_schema(folder: Path = SHAPES, further: Iterable[Path] = ()) -> Schema:
    """The schema of a folder of shape files and of further files.

    Raises ShapeError naming file and shape for what cannot be read or used.
    """
    graph, files = Graph(), {}
    for file in [*sorted(folder.rglob("*.ttl")), *further]:
        if file.name != "meta.ttl":
            _parse(file, graph, files)
    return _Reader(graph, files).schema()


def _parse(file: Path, graph: Graph, files: dict[Node, str]) -> None:
    own = Graph()
    try:
        own.parse(file, format="turtle")
    except Exception as error:  # rdflib raises many kinds; each is a broken file
        raise ShapeError(f"The shape file {file.name} does not parse: {error}.", "Correct the Turtle there.") from None
    for subject in set(own.subjects()):
        files.setdefault(subject, file.name)
    graph += own


class _Reader:
    """One reading of one graph of shapes."""

    def __init__(self, graph: Graph, files: Mapping[Node, str]) -> None:
        self.graph = graph
        self.files = files

    def schema(self) -> Schema:
        roots = [s for s in self.graph.subjects(KHZ_SLUG, None) if isinstance(s, URIRef)]
        types = tuple(sorted((self._record_type(root) for root in roots), key=lambda t: (t.order, t.slug)))
        self._refuse_doubles(types)
        named = {str(s): self._texts(s, SH.name) for s in self.graph.subjects(SH.name, None)}
        messages = {str(s): self._texts(s, SH.message) for s in self.graph.subjects(SH.message, None)}
        groups = {str(s): self._group(s) for s in self.graph.subjects(RDF.type, SH.PropertyGroup)}
        return Schema(types, groups, named, messages, expand(types, self.graph))

    def _refuse_doubles(self, types: tuple[RecordType, ...]) -> None:
        for attribute in ("slug", "record_class"):
            seen: dict[str, RecordType] = {}
            for one in types:
                other = seen.setdefault(getattr(one, attribute), one)
                if other is not one:
                    raise ShapeError(f"<{one.iri}> and <{other.iri}> share the {attribute} {getattr(one, attribute)}.")

    def _record_type(self, node: URIRef) -> RecordType:
        shape = self._shape(node, ())
        target = self.graph.value(node, SH.targetClass)
        if target is None:
            raise self._error(node, "has a slug but no sh:targetClass")
        return RecordType(
            **{name: getattr(shape, name) for name in Shape.__dataclass_fields__},
            slug=str(self.graph.value(node, KHZ_SLUG)),
            record_class=str(target),
            plurals=self._texts(node, URIRef(KHZ + "plural")),
            order=self._number(node),
        )

    def _shape(self, node: URIRef, above: tuple[URIRef, ...]) -> Shape:
        if node in above or len(above) > _DEEPEST:
            raise self._error(node, "contains itself; write a part of its own for the inner level")
        held = sorted(self.graph.objects(node, SH.property), key=str)
        keyed = [p for p in held if (p, URIRef(KHZ + "key"), None) in self.graph]
        plain = [p for p in held if p not in keyed]
        fields = sorted((self._field(p, (*above, node)) for p in keyed), key=lambda f: (f.order, f.key))
        if len({f.key for f in fields}) != len(fields):
            raise self._error(node, "has two fields with one khz:key")
        return Shape(
            iri=str(node),
            classes=self._classes(node),
            labels=self._texts(node, SH.name),
            description=self._texts(node, SH.description),
            viewer=self._local(node, "viewer"),
            fixed=frozenset(pair for p in plain for pair in self._fixed(p)),
            constraints=tuple(str(p) for p in plain if isinstance(p, URIRef)),
            fields=tuple(self._on_shared_paths(fields)),
        )

    def _on_shared_paths(self, fields: list[Field]) -> Iterable[Field]:
        shared = [f.path for f in fields if not f.inverse]
        for one in fields:
            if one.inverse or shared.count(one.path) == 1 or one.part is None or not one.tests:
                yield one
            else:
                yield replace(one, tests=one.tests | {(f"<{RDF.type}>", f"<{one.part.classes[0]}>")})

    def _classes(self, node: URIRef) -> tuple[str, ...]:
        all_ = sorted(str(c) for c in self.graph.objects(node, URIRef(KHZ + "crmClass")))
        default = self.graph.value(node, URIRef(KHZ + "defaultClass"))
        if not all_:
            raise self._error(node, "has no khz:crmClass")
        return tuple(sorted(all_, key=lambda c: (c != str(default), c))) if default else tuple(all_)

    def _field(self, node: Node, above: tuple[URIRef, ...]) -> Field:
        if not isinstance(node, URIRef):
            raise self._error(above[-1], "has a field without an IRI")
        key = str(self.graph.value(node, URIRef(KHZ + "key")))
        if not _KEY.fullmatch(key):
            raise self._error(node, f"has the khz:key “{key}”; use small letters, digits and _")
        path, inverse = self._path(node)
        part_node = self.graph.value(node, URIRef(KHZ + "part"))
        part = self._shape(part_node, above) if isinstance(part_node, URIRef) else None
        refers_to = tuple(sorted(str(c) for c in self.graph.objects(node, URIRef(KHZ + "refersTo"))))
        return Field(
            iri=str(node),
            key=key,
            path=path,
            inverse=inverse,
            kind=self._kind(node, part, refers_to),
            tests=self._tests(node),
            part=part,
            refers_to=refers_to,
            vocabulary=self._iri(node, KHZ + "vocabulary"),
            datatype=self._iri(node, str(SH.datatype)),
            minimum=self._count(node, SH.minCount, SH.qualifiedMinCount) or 0,
            maximum=self._count(node, SH.maxCount, SH.qualifiedMaxCount),
            severity=str(self.graph.value(node, SH.severity) or SH.Violation).rsplit("#", 1)[-1],
            staff=self._iri(node, KHZ + "audience") == KHZ + "Staff",
            labels=self._texts(node, SH.name),
            help=self._texts(node, SH.description),
            inverse_labels=self._texts(node, URIRef(KHZ + "inverseName")),
            group=self._iri(node, str(SH.group)),
            order=self._number(node),
            editor=self._local(node, "editor"),
            viewer=self._local(node, "viewer"),
            facet=self._flag(node, "facet"),
            unique=self._flag(node, "unique"),
            acyclic=self._flag(node, "acyclic"),
            display=(self._iri(node, KHZ + "display") or "").removeprefix(KHZ) or None,
            names=self._flag(node, "names"),
        )

    def _path(self, node: URIRef) -> tuple[Term, bool]:
        path = self.graph.value(node, SH.path)
        inverse = self.graph.value(path, SH.inversePath) if path is not None else None
        found = inverse if inverse is not None else path
        if not isinstance(found, URIRef):
            raise self._error(node, "has no sh:path that is a predicate or the inverse of one")
        return f"<{found}>", inverse is not None

    def _kind(self, node: URIRef, part: Shape | None, refers_to: tuple[str, ...]) -> Kind:
        if part is not None:
            return Kind.PART
        if refers_to:
            return Kind.REFERENCE
        return Kind.LINK if self.graph.value(node, SH.nodeKind) == SH.IRI else Kind.LITERAL

    def _tests(self, node: URIRef) -> frozenset[Pair]:
        qualified = self.graph.value(node, SH.qualifiedValueShape)
        if qualified is None:
            return frozenset()
        return frozenset(pair for p in self.graph.objects(qualified, SH.property) for pair in self._fixed(p))

    def _fixed(self, node: Node) -> Iterable[Pair]:
        path = self.graph.value(node, SH.path)
        values = list(self.graph.objects(node, SH.hasValue))
        return [(f"<{path}>", canonical(v.n3())) for v in values] if isinstance(path, URIRef) else []

    def _group(self, node: Node) -> Group:
        display = (self._iri(node, KHZ + "display") or "").removeprefix(KHZ) or None
        return Group(str(node), self._texts(node, RDFS.label), self._number(node), display)

    def _texts(self, node: Node, predicate: URIRef) -> Labels:
        found = [o for o in self.graph.objects(node, predicate) if isinstance(o, Literal)]
        return {(o.language or "en"): str(o) for o in sorted(found, key=lambda o: (str(o.language), str(o)))}

    def _iri(self, node: Node, predicate: str) -> str | None:
        found = self.graph.value(node, URIRef(predicate))
        return str(found) if found is not None else None

    def _local(self, node: Node, name: str) -> str | None:
        found = self._iri(node, DASH + name)
        return re.split(r"[#/]", found)[-1] if found else None

    def _flag(self, node: Node, name: str) -> bool:
        found = self.graph.value(node, URIRef(KHZ + name))
        return isinstance(found, Literal) and bool(found.value)

    def _number(self, node: Node) -> float:
        found = self.graph.value(node, SH.order)
        return float(str(found)) if found is not None else 1000.0

    def _count(self, node: Node, *predicates: URIRef) -> int | None:
        found = next((v for p in predicates if (v := self.graph.value(node, p)) is not None), None)
        return int(str(found)) if found is not None else None

    def _error(self, node: Node, what: str) -> ShapeError:
        return ShapeError(f"{self.files.get(node, 'a shape file')}: <{node}> {what}.", "See shapes/README.md.")


KHZ_SLUG = URIRef(KHZ + "slug")

