"""What programs are told, as plain values: findings by field, as JSON and as an RDF report; differences by field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from catalogue.history.differences import Line, PartDifference, lines
from catalogue.interchange.incoming import Note
from catalogue.namespaces import KHZ, TYPE
from catalogue.rdf import Triple, is_blank, is_literal, literal, parts, text_of
from catalogue.rdf import lines as written
from catalogue.record import Value
from catalogue.shapes import Address, label_in
from catalogue.validation import BLANK, FOREIGN, UNTYPED, Finding, Validator

Told = dict[str, Any]
SH = "http://www.w3.org/ns/shacl#"
_REPORT = "_:report"
_OURS = (FOREIGN, BLANK, UNTYPED)


class Findings:
    """Puts findings about records of one type in words."""

    def __init__(self, validator: Validator, slug: str, language: str = "en") -> None:
        self._validator = validator
        self._language = language
        fields = (a for a in validator.schema.addresses.values() if a.record_type.slug == slug)
        self._addresses: dict[str, Address] = {}
        for address in fields:
            self._addresses.setdefault(address.field.iri, address)

    def plain(self, found: Iterable[Finding]) -> list[Told]:
        """Each finding as a plain object."""
        return [self._plain(one) for one in found]

    def _plain(self, one: Finding) -> Told:
        address = self._addresses.get(one.shape)
        return {
            "field": self._validator.label(one, self._language),
            "path": address.text.partition(".")[2] if address is not None else None,
            "property": address.field.path[1:-1] if address is not None else None,
            "subject": text_of(one.focus),
            "value": text_of(one.value) if one.value is not None else None,
            "message": self._validator.reason(one, self._language),
            "severity": one.severity,
            "constraint": one.component,
            "shape": one.shape,
        }

    def triples(self, found: Sequence[Finding]) -> list[Triple]:
        """The findings as a validation report (SHACL, 3.6)."""
        conforms = not any(one.blocks_saving for one in found)
        said: list[Triple] = [
            (_REPORT, TYPE, f"<{SH}ValidationReport>"),
            (_REPORT, f"<{SH}conforms>", literal(str(conforms).lower(), "boolean")),
        ]
        for number, one in enumerate(found, 1):
            node = f"_:result{number}"
            said.append((_REPORT, f"<{SH}result>", node))
            said += ((node, predicate, value) for predicate, value in self._result(one))
        return said

    def _result(self, one: Finding) -> list[tuple[str, str]]:
        address = self._addresses.get(one.shape)
        told = {
            TYPE: f"<{SH}ValidationResult>",
            f"<{SH}focusNode>": one.focus,
            f"<{SH}resultSeverity>": f"<{SH}{one.severity}>",
            f"<{SH}resultMessage>": literal(self._validator.reason(one, self._language), language=self._language),
            f"<{SH}sourceConstraintComponent>": f"<{KHZ if one.component in _OURS else SH}{one.component}>",
            f"<{SH}sourceShape>": f"<{one.shape}>" if ":" in one.shape else "",
            f"<{SH}resultPath>": address.field.path if address is not None else "",
            f"<{SH}value>": one.value or "",
        }
        return [(predicate, value) for predicate, value in told.items() if value and not is_blank(value)]


def as_json_ld(triples: Iterable[Triple]) -> Told:
    """A report as a JSON-LD document."""
    nodes: dict[str, Told] = {}
    for subject, predicate, value in sorted(triples):
        name = "@type" if predicate == TYPE else f"sh:{predicate[1:-1].removeprefix(SH)}"
        nodes.setdefault(subject, {})[name] = _json_value(value, name)
    report = nodes.pop(_REPORT)
    return {"@context": {"sh": SH}, **report, "sh:result": list(nodes.values())}


def notes(told: Iterable[Note]) -> list[Told]:
    """Remarks of a reader as plain objects."""
    return [
        {"message": one.reason, "remedy": one.remedy, "path": one.field, "value": one.value, "severity": "Warning"}
        for one in told
    ]


def difference(found: PartDifference, language: str = "en") -> list[Told]:
    """A difference as a list: the field, its path, what was removed and what was added."""
    return [_line(one, language) for one in lines(found)]


def _line(one: Line, language: str) -> Told:
    return {
        "field": " › ".join(label_in(step.labels, language) for step in one.steps),
        "path": ".".join(step.key for step in one.steps),
        "removed": [_value(v) for v in one.removed] + _triples(one.loose_removed),
        "added": [_value(v) for v in one.added] + _triples(one.loose_added),
    }


def _value(value: Value) -> Any:
    if value.part is None:
        return text_of(value.term)
    inner: Mapping[str, Sequence[Value]] = value.part.values
    return {key: [_value(v) for v in values] for key, values in inner.items()}


def _triples(loose: Iterable[Triple]) -> list[Any]:
    return written(loose).splitlines()


def _json_value(value: str, name: str) -> Any:
    if name == "@type":
        return f"sh:{value[1:-1].removeprefix(SH)}"
    if name == "sh:conforms":
        return text_of(value) == "true"
    if not is_literal(value):
        return {"@id": text_of(value)}
    said = parts(value)
    told = {"@value": said.text, "@language": said.language, "@type": said.datatype}
    return {key: found for key, found in told.items() if found}
