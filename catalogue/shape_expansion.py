"""Expansion: what a field means on a path that it shares, spelt out in plain SHACL.

A field alone on its path constrains its values by nested `sh:property`. Fields that share a path
become qualified value shapes, and the content of their parts is reached by SPARQL targets, because
`sh:property` on a shared path would constrain the siblings' values too. The result holds full IRIs
only (the engine passes silently over an undefined prefix), and is what a partner runs to validate
for us.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from catalogue.namespaces import RDF, SH, TYPE
from catalogue.rdf import Term, Triple, is_blank, lines, literal
from catalogue.shape_graph import ShapeGraph
from catalogue.shapes import Field, Kind, Pair, RecordType, Shape

SUFFIXES = (".parts", ".class", ".unclaimed")
_OURS = frozenset(
    f"<{SH}{name}>"
    for name in (
        "name", "description", "group", "order", "property", "message",
        "qualifiedValueShape", "qualifiedMinCount", "qualifiedMaxCount",
    )
)  # fmt: skip
Chain = tuple[Field, ...]


def expand(record_type: RecordType, source: ShapeGraph) -> str:
    """The expanded shapes of one record type as N-Triples (which is Turtle with full IRIs)."""
    expansion = _Expansion(source, record_type.slug)
    expansion.add_record_type(record_type)
    return lines(expansion.graph)


def rivals(shape: Shape, one: Field) -> list[Field]:
    """The siblings that take a value away from this field: a more specific test, or a staff audience."""
    siblings = shape.by_path[one.path]
    return [s for s in siblings if s.rank < one.rank and (s.tests > one.tests or s.staff != one.staff)]


def shares_path(shape: Shape, one: Field) -> bool:
    """Whether other fields of the shape stand on the same path."""
    return not one.inverse and len(shape.by_path[one.path]) > 1


class _Expansion:
    def __init__(self, source: ShapeGraph, name: str) -> None:
        self.source = source
        self.graph = ShapeGraph()
        self._name = name
        self._blanks = 0

    def add_record_type(self, record_type: RecordType) -> None:
        node = f"<{record_type.iri}>"
        self._node_shape(node, record_type)
        self._say(node, "targetClass", f"<{record_type.record_class}>")
        self._walk(record_type, record_type, ())

    def _walk(self, record_type: RecordType, shape: Shape, chain: Chain) -> None:
        for path, fields in shape.by_path.items():
            if len(fields) > 1:
                self._contents(record_type, shape, fields, chain)
                self._unclaimed(record_type, shape, fields, chain, path)
        for one in shape.fields:
            if one.part is not None and not one.inverse:
                self._walk(record_type, one.part, (*chain, one))

    def _contents(self, record_type: RecordType, shape: Shape, fields: Sequence[Field], chain: Chain) -> None:
        """What the values of fields that share a path must hold: once for all that have one part in common."""
        by_part: dict[str, list[Field]] = {}
        for one in fields:
            if one.part is not None:
                by_part.setdefault(one.part.iri, []).append(one)
        for group in by_part.values():
            class_ = (TYPE, f"<{group[0].part.classes[0]}>") if group[0].part is not None else None
            others = [f for f in fields if f not in group and (class_ in f.tests or not f.tests)]
            if len(group) == 1 or class_ is None or others:
                for one in group:
                    self._content(record_type, shape, one, chain)
            else:
                self._common_content(record_type, shape, group[0], chain, class_)
        for one in fields:
            if one.kind is Kind.REFERENCE:
                self._content(record_type, shape, one, chain)

    def _common_content(self, record_type: RecordType, shape: Shape, one: Field, chain: Chain, class_: Pair) -> None:
        assert one.part is not None
        node = f"<{shape.iri}.{_local(one.path)}.{_local(f'<{one.part.iri}>')}.parts>"
        if node not in self.graph:
            self._node_shape(node, one.part)
        self._target(node, f"{_path_to(record_type, chain, one.path)} {_matches('this', [class_])}")

    def _node_shape(self, node: Term, shape: Shape) -> None:
        self.graph.add([(node, TYPE, f"<{SH}NodeShape>")])
        self._hold(node, shape)

    def _hold(self, node: Term, shape: Shape) -> None:
        """Hangs everything that a shape demands of its nodes on a node or property shape."""
        self._say(node, "property", self._class_shape(shape))
        for constraint in shape.constraints:
            self._copy(f"<{constraint}>")
            self._say(node, "property", f"<{constraint}>")
        for one in shape.fields:
            if not one.inverse:
                self._say(node, "property", self._property(shape, one))

    def _class_shape(self, shape: Shape) -> Term:
        node = f"<{shape.iri}.class>"
        if node not in self.graph:
            qualified = self._blank()
            self.graph.add([(node, TYPE, f"<{SH}PropertyShape>")])
            self._say(node, "path", TYPE)
            self._say(node, "qualifiedValueShape", qualified)
            self._say(node, "qualifiedMinCount", _number(1))
            self._say(qualified, "in", self._list([f"<{c}>" for c in shape.classes]))
        return node

    def _property(self, shape: Shape, one: Field) -> Term:
        node = f"<{one.iri}>"
        if node not in self.graph:
            self._copy(node)
            if shares_path(shape, one):
                self._qualify(node, shape, one)
            else:
                self._constrain(node, one)
        return node

    def _constrain(self, node: Term, one: Field) -> None:
        for name, bound in (("minCount", one.minimum or None), ("maxCount", one.maximum)):
            self.graph.remove(node, f"<{SH}{name}>")
            if bound is not None:
                self._say(node, name, _number(bound))
        if one.kind is Kind.REFERENCE:
            self._refer(node, one)
        if one.part is not None:
            self._hold(node, one.part)

    def _refer(self, node: Term, one: Field) -> None:
        self._say(node, "nodeKind", f"<{SH}IRI>")
        if len(one.refers_to) == 1:
            self._say(node, "class", f"<{one.refers_to[0]}>")
            return
        choices = [self._blank() for _ in one.refers_to]
        for choice, class_ in zip(choices, one.refers_to, strict=True):
            self._say(choice, "class", f"<{class_}>")
        self._say(node, "or", self._list(choices))

    def _qualify(self, node: Term, shape: Shape, one: Field) -> None:
        for dropped in ("minCount", "maxCount", "datatype", "nodeKind"):
            self.graph.remove(node, f"<{SH}{dropped}>")
        if not one.minimum and one.maximum is None:
            return
        qualified = self._tested(one.tests)
        for rival in rivals(shape, one):
            self._say(qualified, "not", self._tested(rival.tests))
        self._say(node, "qualifiedValueShape", qualified)
        if one.minimum:
            self._say(node, "qualifiedMinCount", _number(one.minimum))
        if one.maximum is not None:
            self._say(node, "qualifiedMaxCount", _number(one.maximum))

    def _tested(self, tests: Iterable[Pair]) -> Term:
        qualified = self._blank()
        for path, value in sorted(tests):
            test = self._blank()
            self._say(qualified, "property", test)
            self._say(test, "path", path)
            self._say(test, "hasValue", value)
        return qualified

    def _content(self, record_type: RecordType, shape: Shape, one: Field, chain: Chain) -> None:
        node = f"<{one.iri}.parts>"
        if node not in self.graph:
            if one.part is not None:
                self._node_shape(node, one.part)
            else:
                self.graph.add([(node, TYPE, f"<{SH}NodeShape>")])
                self._refer(node, one)
        matched = _matches("this", one.tests)
        missed = _misses("this", rivals(shape, one))
        self._target(node, f"{_path_to(record_type, chain, one.path)} {matched} {missed}")

    def _unclaimed(
        self, record_type: RecordType, shape: Shape, fields: Sequence[Field], chain: Chain, path: Term
    ) -> None:
        if not all(f.tests for f in fields):
            return
        node = f"<{shape.iri}.{_local(path)}.unclaimed>"
        if node not in self.graph:
            self.graph.add([(node, TYPE, f"<{SH}NodeShape>")])
            self._say(node, "in", f"<{RDF}nil>")
            self._say(node, "severity", f"<{SH}Warning>")
        missed = _misses("this", fields)
        self._target(node, f"{_path_to(record_type, chain, path)} {missed}")

    def _target(self, node: Term, where: str) -> None:
        select = literal(f"SELECT DISTINCT ?this WHERE {{ {where} }}")
        held = [self.graph.value(t, f"<{SH}select>") for t in self.graph.values(node, f"<{SH}target>")]
        if select not in held:
            target = self._blank()
            self._say(node, "target", target)
            self.graph.add([(target, TYPE, f"<{SH}SPARQLTarget>")])
            self._say(target, "select", select)

    def _copy(self, node: Term) -> None:
        """Copies the standard constraints of a property shape, with the blank nodes they hang on."""
        self.graph.add([(node, TYPE, f"<{SH}PropertyShape>")])
        for triple in self.source.about(node):
            if triple[1].startswith(f"<{SH}") and triple[1] not in _OURS:
                self.graph.add([triple])
                self._copy_blank(triple[2])

    def _copy_blank(self, node: Term) -> None:
        if is_blank(node) and node not in self.graph:
            held: list[Triple] = list(self.source.about(node))
            self.graph.add(held)
            for _, _, value in held:
                self._copy_blank(value)

    def _list(self, items: Sequence[Term]) -> Term:
        head = f"<{RDF}nil>"
        for item in reversed(items):
            node = self._blank()
            self.graph.add([(node, f"<{RDF}first>", item), (node, f"<{RDF}rest>", head)])
            head = node
        return head

    def _say(self, node: Term, name: str, value: Term) -> None:
        self.graph.add([(node, f"<{SH}{name}>", value)])

    def _blank(self) -> Term:
        self._blanks += 1
        return f"_:{self._name}{self._blanks}"


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


def _misses(variable: str, fields: Iterable[Field]) -> str:
    """The pattern of a value that passes the tests of none of these fields.

    Fields that differ in one value only are asked together: a filter for each costs as much as all that is validated.
    """
    together: dict[tuple[str, frozenset[Pair]], set[str]] = {}
    for one in fields:
        (path, value), *more = sorted(one.tests, key=lambda pair: (pair[0] == TYPE, pair))
        together.setdefault((path, frozenset(more)), set()).add(value)
    return "".join(
        f"FILTER NOT EXISTS {{ ?{variable} {path} ?tested . {_matches(variable, more)}"
        f"FILTER(?tested IN ({', '.join(sorted(values))})) }} "
        for (path, more), values in sorted(together.items(), key=lambda item: (item[0][0], sorted(item[0][1])))
    )


def _local(term: Term) -> str:
    return re.split(r"[#/]", term[1:-1])[-1]


def _number(count: int) -> Term:
    return literal(str(count), "integer")
