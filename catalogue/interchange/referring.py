"""What a record refers to, and by which field: so that a stub of the right type can stand in for what is not there."""

from __future__ import annotations

from collections.abc import Collection

from catalogue.namespaces import TYPE
from catalogue.rdf import Term
from catalogue.record import Record, glance, references
from catalogue.shapes import Field, Kind, RecordType, Schema


def pointing_paths(schema: Schema) -> frozenset[Term]:
    """The predicates by which records refer to records."""
    fields = (a.field for a in schema.addresses.values())
    return frozenset(f.path for f in fields if f.kind is Kind.REFERENCE and not f.inverse) - {TYPE}


def pointed_to(record: Record, pointing: Collection[Term]) -> set[str]:
    """The IRIs at the ends of these predicates that are no parts of the record."""
    own = f"<{record.local}#"
    targets = (o for _, p, o in record.triples if o[0] == "<" and p in pointing)
    return {o[1:-1] for o in targets if not o.startswith(own)}


def referring(record: Record, record_type: RecordType, targets: set[str]) -> dict[str, Field]:
    """Which of these IRIs stand in a reference field, and in which."""
    if not targets:
        return {}
    leading = _leading(record, {f"<{iri}>" for iri in targets})
    root = glance(record, record_type, lambda _, subject: subject in leading)
    found: dict[str, Field] = {}
    for steps, target in references(root):
        if target[1:-1] in targets and steps[-1].kind is Kind.REFERENCE:
            found.setdefault(target[1:-1], steps[-1])
    return found


def _leading(record: Record, targets: set[Term]) -> set[Term]:
    """The subjects of a record from which one comes to these targets."""
    within = f"<{record.local}#"
    above: dict[Term, list[Term]] = {}
    for subject, _, object_ in record.triples:
        if object_ in targets or object_.startswith(within):
            above.setdefault(object_, []).append(subject)
    found: set[Term] = set()
    open_ = [subject for target in targets for subject in above.get(target, ())]
    while open_:
        here = open_.pop()
        if here not in found:
            found.add(here)
            open_ += above.get(here, ())
    return found
