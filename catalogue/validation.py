"""Validation: the only user of the SHACL engine.

Records are validated together with stubs of what they refer to; what the engine says of the stubs
is dropped. A missing value blocks publishing, every other Violation blocks saving, a Warning is a
gap, an Info a question.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import shacl

from catalogue.errors import ShapeError
from catalogue.namespaces import TYPE
from catalogue.rdf import Term, Triple
from catalogue.record import Record
from catalogue.shape_expansion import SUFFIXES
from catalogue.shapes import Labels, Schema

MISSING = frozenset({"MinCountConstraintComponent", "QualifiedMinCountConstraintComponent"})
_AWAY = f"urn:khizana:away:{secrets.token_hex(16)}:"  # begins the stand-in of an IRI; nobody can write one
FOREIGN, BLANK, UNTYPED = "ForeignSubject", "BlankNode", "RecordClass"
INTEGRITY = frozenset({FOREIGN, BLANK, UNTYPED})
Classes = Callable[[str], str | None]  # the IRI of a record → its record class


@dataclass(frozen=True)
class Finding:
    """One result of the engine: about which record, which part, which property shape, which value."""

    record: str
    focus: Term
    shape: str
    component: str
    severity: str
    value: Term | None

    @property
    def missing(self) -> bool:
        """Whether a value is missing (which blocks publishing only)."""
        return self.component in MISSING and self.severity == "Violation"

    @property
    def blocks_saving(self) -> bool:
        """Whether the record may not be saved as it is."""
        return self.severity == "Violation" and not self.missing


class Validator:
    """The expanded shapes, compiled once; safe to share between threads."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self._paths = {a.field.iri: a.field.path for a in schema.addresses.values()}
        self._named = frozenset(f"<{term}>" for term in schema.fixed_classes)
        self._shapes = {slug: _compiled(slug, text) for slug, text in schema.expansions.items()}

    def check(self, records: Iterable[Record], classes: Mapping[str, str]) -> list[Finding]:
        """What the engine says of these records.

        `classes` maps the IRI of what they may refer to to its record class; the records know themselves.
        """
        by_type: dict[str, list[Record]] = {}
        own: dict[str, str] = {}
        found: set[Finding] = set()
        for one in records:
            found.update(self._misplaced(one))
            record_type = self.schema.by_slug.get(_slug(one))
            if record_type is not None:
                by_type.setdefault(record_type.slug, []).append(one)
                own[one.iri] = record_type.record_class
        fixed = self.schema.fixed_classes

        def known(iri: str) -> str | None:
            return own.get(iri) or classes.get(iri) or fixed.get(iri)

        batches = ((slug, batch) for slug, held in by_type.items() for batch in self._apart(held))
        found.update(f for slug, batch in batches for f in self._check(slug, batch, known))
        return sorted(found, key=_order)

    def _apart(self, records: Sequence[Record]) -> Iterator[Sequence[Record]]:
        """The records in batches; the terms that shapes name by themselves, as all others point to them."""
        named = {r.iri for r in records if f"<{r.iri}>" in self._named}
        if len(named) < len(records):
            yield [r for r in records if r.iri not in named] if named else records
        yield from ([r] for r in records if r.iri in named)

    def _misplaced(self, record: Record) -> Iterator[Finding]:
        """What no shape can see: a record of no type or of two, foreign subjects, blank nodes."""
        root = f"<{record.iri}>"
        expected = self.schema.by_slug.get(_slug(record))
        foreign = {s for s in {t[0] for t in record.triples} if not record.owns(s)}
        blank = {o for o in {t[2] for t in record.triples} if o[0] == "_"}
        for subject, predicate, object_ in record.triples if foreign or blank else ():
            if subject in foreign:
                yield Finding(record.iri, root, predicate[1:-1], FOREIGN, "Violation", subject)
            elif object_ in blank:
                yield Finding(record.iri, root, predicate[1:-1], BLANK, "Violation", object_)
        said = {c for c in self.schema.by_class if (root, TYPE, f"<{c}>") in record.triples}
        if expected is None or said != {expected.record_class}:
            yield Finding(record.iri, root, TYPE[1:-1], UNTYPED, "Violation", None)

    def _check(self, slug: str, records: Sequence[Record], known: Classes) -> Iterator[Finding]:
        owners = {s: r.iri for r in records for s in {t[0] for t in r.triples} if r.owns(s)}
        triples = [t for r in records for t in _alone(r, owners, self._named)]
        triples += _stubs(triples, owners, known)
        text = "".join([f"{s} {p} {o} .\n" for s, p, o in triples])
        report = self._shapes[slug].validate_text(text, format="ntriples", allow_warnings=True)
        for result in report.results:
            if owner := owners.get(result.focus_node):
                yield _finding(result, owner)
            elif (result.source_shape or "").endswith((".parts>", ".unclaimed>")):
                yield from (_finding(result, r.iri) for r in records if self._points(r, result))

    def _points(self, record: Record, result: shacl.Result) -> bool:
        """Whether it is this record that points to what is not its own, and is no value of the path."""
        name, _, suffix = (result.source_shape or "")[1:-1].rpartition(".")
        path = self._paths.get(name) if suffix == "parts" else name.rpartition(".")[2]
        focus = _plain(result.focus_node)
        return any(o == focus and (p == path or _local(p) == path) and record.owns(s) for s, p, o in record.triples)

    def reason(self, finding: Finding, language: str = "en") -> str:
        """The finding in words: the field's label, and what is wrong with it."""
        label = self.label(finding, language)
        said = self.schema.messages.get(finding.shape)
        if said:
            return f"{label}: {_in(said, language)}"
        words = _WORDS.get(finding.component, "does not fit its field")
        return f"{label}: {words}"

    def label(self, finding: Finding, language: str = "en") -> str:
        """The label of the field that a finding is about."""
        return _in(self.schema.labels.get(finding.shape, {}), language) or finding.shape.rsplit("/", 1)[-1]


def _compiled(slug: str, text: str) -> shacl.Shapes:
    try:
        return shacl.Shapes.from_text(text, format="ntriples")
    except ValueError as error:
        raise ShapeError(f"The expanded shapes of {slug} do not compile: {error}.") from None


def _alone(record: Record, owners: Mapping[Term, str], named: frozenset[Term]) -> Iterable[Triple]:
    """What a record says of its own, pointing to stand-ins for itself and for the others in the batch.

    So what others say of themselves never decides whether this one is valid, nor does a record meet the questions that
    are asked of another's values. Terms that shapes name stay as they are.
    """
    subjects = {t[0] for t in record.triples}
    foreign = {s for s in subjects if owners.get(s) != record.iri}
    root = f"<{record.iri}>"
    values = {t[2] for t in record.triples} - named
    away = {o for o in values if o == root or (o in owners and owners[o] != record.iri)}
    if not foreign and not away:
        return record.triples
    return [(s, p, _stand_in(o) if o in away else o) for s, p, o in record.triples if s not in foreign]


def _stand_in(term: Term) -> Term:
    return f"<{_AWAY}{term[1:]}"


def _plain(term: Term) -> Term:
    return f"<{term.removeprefix(f'<{_AWAY}')}" if term.startswith(f"<{_AWAY}") else term


def _stubs(triples: Iterable[Triple], owners: Mapping[Term, str], known: Classes) -> set[Triple]:
    targets = {t[2] for t in triples}.difference(owners)
    classes = ((target, known(_plain(target)[1:-1])) for target in targets if target[0] == "<")
    return {(target, TYPE, f"<{class_}>") for target, class_ in classes if class_}


def _finding(result: shacl.Result, record: str) -> Finding:
    shape = (result.source_shape or "").strip("<>")
    if shape.startswith("_:") or not shape:
        shape = (result.root_shape or "").strip("<>")
    focus, value = _plain(result.focus_node), result.value and _plain(result.value)
    return Finding(record, focus, _field_shape(shape), result.component, result.severity, value)


def _field_shape(shape: str) -> str:
    suffix = next((s for s in SUFFIXES if shape.endswith(s)), "")
    return shape.removesuffix(suffix) if suffix == ".parts" else shape


def _slug(record: Record) -> str:
    return record.path.strip("/").partition("/")[0]


def _local(term: Term) -> str:
    return re.split(r"[#/]", term[1:-1])[-1]


def _order(finding: Finding) -> tuple[str, str, str, str, str]:
    return (finding.record, finding.focus, finding.shape, finding.value or "", finding.component)


def _in(labels: Labels, language: str) -> str:
    return labels.get(language) or labels.get("en") or next(iter(labels.values()), "")


_WORDS: Mapping[str, str] = {
    "MinCountConstraintComponent": "a value is missing",
    "QualifiedMinCountConstraintComponent": "a value is missing",
    "MaxCountConstraintComponent": "there are too many values",
    "QualifiedMaxCountConstraintComponent": "there are too many values",
    "DatatypeConstraintComponent": "the value is of the wrong kind",
    "NodeKindConstraintComponent": "the value is of the wrong kind",
    "ClassConstraintComponent": "what it refers to is no record of the right kind",
    "OrConstraintComponent": "what it refers to is no record of the right kind",
    "InConstraintComponent": "the value is not one of those allowed",
    "PatternConstraintComponent": "the value does not have the expected form",
    "LessThanOrEqualsConstraintComponent": "the end lies before the beginning",
    "LessThanConstraintComponent": "the end lies before the beginning",
    "MinInclusiveConstraintComponent": "the value is too small",
    "MaxInclusiveConstraintComponent": "the value is too large",
    "MinExclusiveConstraintComponent": "the value is too small",
    "UniqueLangConstraintComponent": "there are two values in one language",
    "MaxLengthConstraintComponent": "the text is too long",
    FOREIGN: "it is said of something that is no part of this record",
    BLANK: "it points to something without an address (a blank node)",
    UNTYPED: "the record does not have the one record class that its address tells",
}
