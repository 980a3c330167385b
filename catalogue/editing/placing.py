"""What validation found → the rows and fields that it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from types import MappingProxyType

from catalogue.editing.form import Form, FormPart
from catalogue.rdf import Term
from catalogue.shapes import Field
from catalogue.validation import Finding


class Weight(Enum):
    """What a finding keeps from happening, the heaviest first."""

    BLOCKS_SAVING = "saving"
    BLOCKS_PUBLISHING = "publishing"
    GAP = "gap"
    QUESTION = "question"


def weight(finding: Finding) -> Weight:
    """What a finding keeps from happening."""
    if finding.blocks_saving:
        return Weight.BLOCKS_SAVING
    if finding.missing:
        return Weight.BLOCKS_PUBLISHING
    return Weight.GAP if finding.severity == "Warning" else Weight.QUESTION


def place(
    findings: Iterable[Finding], form: Form, made: Mapping[Term, str] = MappingProxyType({})
) -> Mapping[str, tuple[Finding, ...]]:
    """Findings by the name of the row, else the field, else the part that each is about; "" is the record.

    `made` has the names of parts that are not stored yet, by the terms that a submission gave them.
    """
    at: dict[Term, FormPart] = {term: form.parts[name] for term, name in made.items() if name in form.parts}
    for part in form.parts.values():
        if part.held is not None:
            at.setdefault(part.held.subject, part)
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        about = at.get(finding.focus)
        found.setdefault("" if about is None else _name(finding, about), []).append(finding)
    return {name: tuple(held) for name, held in found.items()}


def _name(finding: Finding, part: FormPart) -> str:
    if finding.value is not None:
        for row in part.rows():
            if row.term == finding.value and _concerns(finding, part, row.field):
                return row.name
    return next((one.name for one in reversed(part.fields) if _concerns(finding, part, one.field)), part.name)


def _concerns(finding: Finding, part: FormPart, one: Field) -> bool:
    """Whether a finding is about a field: by its own shape, by a constraint on its path, or by its predicate."""
    if finding.shape == one.iri or one.path == f"<{finding.shape}>":
        return True
    return one.path in part.shape.about.get(finding.shape, ()) and one is part.shape.by_path[one.path][-1]
