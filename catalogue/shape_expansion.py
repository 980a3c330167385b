"""Expansion: what a field means on a path that it shares, spelt out in plain SHACL.

A field alone on its path constrains its values by nested `sh:property`. Fields that share a path
become qualified value shapes, and the content of their parts is reached by SPARQL targets, because
`sh:property` on a shared path would constrain the siblings' values too. The result holds full IRIs
only (the engine passes silently over an undefined prefix), and is what a partner runs to validate
for us.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rdflib import RDF, SH, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from catalogue.shapes import Field, Kind, Pair, RecordType, Shape

SUFFIXES = (".parts", ".class", ".unclaimed")
_OURS = {
    SH.name, SH.description, SH.group, SH.order, SH.property, SH.qualifiedValueShape, SH.qualifiedMinCount, SH.qualifiedMaxCount,
}  # fmt: skip
Chain = tuple[Field, ...]


def expand(types: Iterable[RecordType], source: Graph) -> str:
    """The expanded shapes as N-Triples (which is Turtle with full IRIs)."""
    expansion = _Expansion(source)
    for record_type in types:
        expansion.add_record_type(record_type)
    return str(expansion.graph.serialize(format="nt"))


def rivals(shape: Shape, one: Field) -> list[Field]:
    """The siblings that take a value away from this field: a more specific test, or a staff audience."""
    siblings = shape.by_path[one.path]
    return [s for s in siblings if s.rank < one.rank and (s.tests > one.tests or s.staff != one.staff)]


def shares_path(shape: Shape, one: Field) -> bool:
    """Whether other fields of the shape stand on the same path."""
    return not one.inverse and len(shape.by_path[one.path]) > 1


class _Expansion:
    def __init__(self, source: Graph) -> None:
        self.source = source
        self.graph = Graph()

    def add_record_type(self, record_type: RecordType) -> None:
        node = URIRef(record_type.iri)
        self._node_shape(node, record_type)
        self.graph.add((node, SH.targetClass, URIRef(record_type.record_class)))
        self._walk(record_type, record_type, ())

    def _walk(self, record_type: RecordType, shape: Shape, chain: Chain) -> None:
        for one in shape.fields:
            if one.inverse:
                continue
            if shares_path(shape, one) and one.kind in (Kind.PART, Kind.REFERENCE):
                self._content(record_type, shape, one, chain)
            if one.part is not None:
                self._walk(record_type, one.part, (*chain, one))
        for path, fields in shape.by_path.items():
            if len(fields) > 1:
                self._unclaimed(record_type, shape, fields, chain, path)

    def _node_shape(self, node: URIRef, shape: Shape) -> None:
        self.graph.add((node, RDF.type, SH.NodeShape))
        self.graph.add((node, SH.property, self._class_shape(shape)))
        for constraint in shape.constraints:
            self._copy(URIRef(constraint))
            self.graph.add((node, SH.property, URIRef(constraint)))
        for one in shape.fields:
            if not one.inverse:
                self.graph.add((node, SH.property, self._property(shape, one)))

    def _class_shape(self, shape: Shape) -> URIRef:
        node = URIRef(shape.iri + ".class")
        if (node, None, None) not in self.graph:
            qualified = BNode()
            self.graph.add((node, RDF.type, SH.PropertyShape))
            self.graph.add((node, SH.path, RDF.type))
            self.graph.add((node, SH.qualifiedValueShape, qualified))
            self.graph.add((node, SH.qualifiedMinCount, Literal(1)))
            self.graph.add((qualified, SH["in"], self._list(URIRef(c) for c in shape.classes)))
        return node

    def _property(self, shape: Shape, one: Field) -> URIRef:
        node = URIRef(one.iri)
        if (node, RDF.type, SH.PropertyShape) in self.graph:
            return node
        self._copy(node)
        if shares_path(shape, one):
            self._qualify(node, shape, one)
        else:
            self._constrain(node, one)
        return node

    def _constrain(self, node: URIRef, one: Field) -> None:
        if one.minimum:
            self.graph.set((node, SH.minCount, Literal(one.minimum)))
        if one.maximum is not None:
            self.graph.set((node, SH.maxCount, Literal(one.maximum)))
        if one.kind is Kind.REFERENCE:
            self._refer(node, one)
        if one.part is not None:
            self._nest(node, one.part)

    def _nest(self, node: URIRef, part: Shape) -> None:
        self.graph.add((node, SH.property, self._class_shape(part)))
        for constraint in part.constraints:
            self._copy(URIRef(constraint))
            self.graph.add((node, SH.property, URIRef(constraint)))
        for inner in part.fields:
            if not inner.inverse:
                self.graph.add((node, SH.property, self._property(part, inner)))

    def _refer(self, node: Node, one: Field) -> None:
        self.graph.add((node, SH.nodeKind, SH.IRI))
        classes = [URIRef(c) for c in one.refers_to]
        if len(classes) == 1:
            self.graph.add((node, SH["class"], classes[0]))
            return
        choices = [BNode() for _ in classes]
        for choice, class_ in zip(choices, classes, strict=True):
            self.graph.add((choice, SH["class"], class_))
        self.graph.add((node, SH["or"], self._list(choices)))

    def _qualify(self, node: URIRef, shape: Shape, one: Field) -> None:
        for dropped in (SH.minCount, SH.maxCount, SH.datatype, SH.nodeKind):
            self.graph.remove((node, dropped, None))
        if not one.minimum and one.maximum is None:
            return
        qualified = self._tested(one.tests)
        for rival in rivals(shape, one):
            self.graph.add((qualified, SH["not"], self._tested(rival.tests)))
        self.graph.add((node, SH.qualifiedValueShape, qualified))
        if one.minimum:
            self.graph.add((node, SH.qualifiedMinCount, Literal(one.minimum)))
        if one.maximum is not None:
            self.graph.add((node, SH.qualifiedMaxCount, Literal(one.maximum)))

    def _tested(self, tests: Iterable[Pair]) -> BNode:
        qualified = BNode()
        for path, value in sorted(tests):
            test = BNode()
            self.graph.add((qualified, SH.property, test))
            self.graph.add((test, SH.path, URIRef(path[1:-1])))
            self.graph.add((test, SH.hasValue, URIRef(value[1:-1])))
        return qualified

    def _content(self, record_type: RecordType, shape: Shape, one: Field, chain: Chain) -> None:
        node = URIRef(one.iri + ".parts")
        if (node, RDF.type, SH.NodeShape) not in self.graph:
            if one.part is not None:
                self._node_shape(node, one.part)
            else:
                self.graph.add((node, RDF.type, SH.NodeShape))
                self._refer(node, one)
        matched = _matches("this", one.tests)
        missed = "".join(f"FILTER NOT EXISTS {{ {_matches('this', r.tests)} }} " for r in rivals(shape, one))
        self._target(node, f"{_path_to(record_type, chain, one.path)} {matched} {missed}")

    def _unclaimed(
        self, record_type: RecordType, shape: Shape, fields: tuple[Field, ...], chain: Chain, path: str
    ) -> None:
        local = re.split(r"[#/]", path[1:-1])[-1]
        node = URIRef(f"{shape.iri}.{local}.unclaimed")
        self.graph.add((node, RDF.type, SH.NodeShape))
        self.graph.set((node, SH["in"], RDF.nil))
        self.graph.set((node, SH.severity, SH.Warning))
        missed = "".join(f"FILTER NOT EXISTS {{ {_matches('this', f.tests)} }} " for f in fields)
        self._target(node, f"{_path_to(record_type, chain, path)} {missed}")

    def _target(self, node: URIRef, where: str) -> None:
        select = f"SELECT DISTINCT ?this WHERE {{ {where} }}"
        held = (self.graph.value(t, SH.select) for t in self.graph.objects(node, SH.target))
        if Literal(select) in held:
            return
        target = BNode()
        self.graph.add((node, SH.target, target))
        self.graph.add((target, RDF.type, SH.SPARQLTarget))
        self.graph.add((target, SH.select, Literal(select)))

    def _copy(self, node: URIRef) -> None:
        """Copies the standard constraints of a property shape, with the blank nodes they hang on."""
        self.graph.add((node, RDF.type, SH.PropertyShape))
        for _, predicate, value in self.source.triples((node, None, None)):
            if str(predicate).startswith(str(SH)) and predicate not in _OURS:
                self.graph.add((node, predicate, value))
                self._copy_blank(value)

    def _copy_blank(self, node: Node) -> None:
        if isinstance(node, BNode) and (node, None, None) not in self.graph:
            for triple in self.source.triples((node, None, None)):
                self.graph.add(triple)
                self._copy_blank(triple[2])

    def _list(self, items: Iterable[Node]) -> Node:
        head = BNode()
        return Collection(self.graph, head, list(items)).uri


def _path_to(record_type: RecordType, chain: Chain, path: str) -> str:
    """The pattern from ?root through the chain to ?this."""
    return f"?root a <{record_type.record_class}> . " + " ".join(_steps(chain, path))


def _steps(chain: Chain, path: str) -> Iterator[str]:
    here = "root"
    for depth, step in enumerate(chain):
        there = f"n{depth}"
        yield f"?{here} {step.path} ?{there} . {_matches(there, step.tests)}"
        here = there
    yield f"?{here} {path} ?this ."


def _matches(variable: str, tests: Iterable[Pair]) -> str:
    return "".join(f"?{variable} {path} {value} . " for path, value in sorted(tests))


__all__ = ["SUFFIXES", "expand", "rivals", "shares_path"]
