"""What shape files must not say: refused when they are read, because the engine would pass over it in silence.

A misspelt field or audience would otherwise check nothing, or publish what is for staff only.
(`shapes/meta.ttl` asks for more: labels, groups, orders; it is run by the tests.)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from catalogue.errors import ShapeError
from catalogue.namespaces import HAS_TYPE, KHZ, SH, TYPE
from catalogue.rdf import Term, is_iri, text_of
from catalogue.shape_graph import ShapeGraph
from catalogue.shapes import Field, RecordType, Shape

_SLUG = re.compile(r"[a-z][a-z0-9-]*")
_AUDIENCES = frozenset({f"<{KHZ}Staff>", f"<{KHZ}Public>"})
_ONCE = tuple(
    [f"<{KHZ}{name}>" for name in ("slug", "key", "part", "audience", "defaultClass", "vocabulary", "theme")]
    + [f"<{SH}{name}>" for name in ("path", "targetClass", "datatype", "qualifiedValueShape", "severity", "order")]
    + [f"<{SH}{name}>" for name in ("minCount", "maxCount", "qualifiedMinCount", "qualifiedMaxCount")]
)
_NUMBERS = _ONCE[-5:]
_KEY, _PART, _AUDIENCE = (f"<{KHZ}{name}>" for name in ("key", "part", "audience"))


class ShapeChecks:
    """The checks of one reading; `files` says which file a shape stands in."""

    def __init__(self, graph: ShapeGraph, files: Mapping[Term, str]) -> None:
        self._graph = graph
        self._files = files

    def graph(self) -> None:
        """What can be seen before anything is read; raises ShapeError."""
        for node in self._graph.subjects(f"<{SH}property>"):
            for listed in self._graph.values(node, f"<{SH}property>"):
                if self._graph.value(listed, f"<{SH}path>") is None:
                    raise self.error(node, f"lists {listed}, which no file describes (it has no sh:path)")
        for node in self._graph.subjects(_PART):
            for part in self._graph.values(node, _PART):
                if not is_iri(part) or self._graph.value(part, f"<{KHZ}crmClass>") is None:
                    raise self.error(node, f"has the part {part}, which no file describes (it has no khz:crmClass)")
        self._audiences()
        self._once()

    def types(self, types: Iterable[RecordType]) -> None:
        """What can be seen once everything is read; raises ShapeError."""
        held = list(types)
        known = {t.record_class for t in held}
        for one in held:
            if not _SLUG.fullmatch(one.slug):
                raise self.error(f"<{one.iri}>", f"has the slug “{one.slug}”; use small letters, digits and hyphens")
            if one.theme and self._graph.value(f"<{one.theme}>", TYPE) != f"<{KHZ}Theme>":
                raise self.error(f"<{one.iri}>", f"stands under <{one.theme}>, which no file describes as a khz:Theme")
            for attribute in ("slug", "record_class"):
                other = next(o for o in held if getattr(o, attribute) == getattr(one, attribute))
                if other is not one:
                    where = self._files.get(f"<{other.iri}>", "another file")
                    shared = getattr(one, attribute)
                    raise self.error(f"<{one.iri}>", f"shares the {attribute} {shared} with <{other.iri}> in {where}")
            self._shape(one, known)

    def error(self, node: Term, what: str) -> ShapeError:
        """The error that names the file, the shape and what is wrong with it."""
        return ShapeError(f"{self._files.get(node, 'a shape file')}: {node} {what}.", "See shapes/README.md.")

    def _audiences(self) -> None:
        for node in self._graph.subjects(_AUDIENCE):
            said = self._graph.value(node, _AUDIENCE)
            if said not in _AUDIENCES:
                raise self.error(node, f"has the khz:audience {said}; say khz:Staff or khz:Public")
            if self._graph.value(node, _KEY) is None:
                raise self.error(node, "has a khz:audience, but is no field: set it on the fields themselves")

    def _once(self) -> None:
        for predicate in _ONCE:
            for node in self._graph.subjects(predicate):
                values = self._graph.values(node, predicate)
                if len(values) > 1 and is_iri(node):
                    raise self.error(node, f"says {predicate} more than once: {' and '.join(sorted(values))}")
                if predicate in _NUMBERS and not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text_of(values[0])):
                    raise self.error(node, f"says {predicate} {values[0]}, which is no number")

    def _shape(self, shape: Shape, known: set[str]) -> None:
        for one in shape.fields:
            node = f"<{one.iri}>"
            unknown = [c for c in one.refers_to if c not in known]
            if unknown:
                raise self.error(node, f"refers to <{unknown[0]}>, which is the class of no record type")
            if any(path not in (TYPE, HAS_TYPE) or not is_iri(value) for path, value in one.tests):
                raise self.error(node, "tests something else than rdf:type and crm:P2_has_type of IRIs")
            if not one.inverse:
                self._rivals(node, one, shape.by_path[one.path])
            if one.part is not None:
                self._shape(one.part, known)

    def _rivals(self, node: Term, one: Field, on_path: Iterable[Field]) -> None:
        for other in on_path:
            if other is not one and other.tests == one.tests:
                raise self.error(node, f"has the same path and test as <{other.iri}>")
            if other.staff and not one.staff and not one.tests:
                raise self.error(
                    node, f"would show to everybody what <{other.iri}> on its path keeps for staff: test it"
                )
