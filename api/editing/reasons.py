"""What validation found, in the words of the reader."""

from __future__ import annotations

from api.messages import Gettext
from catalogue.shapes import Schema, label_in
from catalogue.validation import Finding


def reason(finding: Finding, schema: Schema, language: str, gettext: Gettext) -> str:
    """What is wrong, without the label of the field: the shape's own message, else that of the constraint."""
    said = schema.messages.get(finding.shape)
    if said:
        return label_in(said, language)
    return _words(gettext).get(finding.component.removesuffix("ConstraintComponent"), "") or gettext(
        "This does not fit the field."
    )


def _words(gettext: Gettext) -> dict[str, str]:
    missing, many = gettext("A value is missing."), gettext("There are too many values.")
    kind, no_record = gettext("The value is of the wrong kind."), gettext("This is no record of the right kind.")
    backwards, large = gettext("The end lies before the beginning."), gettext("The value is too large.")
    small = gettext("The value is too small.")
    return {
        "MinCount": missing,
        "QualifiedMinCount": missing,
        "MaxCount": many,
        "QualifiedMaxCount": many,
        "Datatype": kind,
        "NodeKind": kind,
        "Class": no_record,
        "Or": no_record,
        "In": gettext("The value is not one of those allowed."),
        "Pattern": gettext("The value does not have the expected form."),
        "LessThanOrEquals": backwards,
        "LessThan": backwards,
        "MinInclusive": small,
        "MinExclusive": small,
        "MaxInclusive": large,
        "MaxExclusive": large,
        "UniqueLang": gettext("There are two values in one language."),
        "MaxLength": gettext("The text is too long."),
        "MinLength": gettext("The text is too short."),
    }
