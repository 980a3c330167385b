"""Faults of what was sent, and findings of the shapes, in the words of the reader and at their places in the form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from api.editing.forms.reading import Problem
from api.editing.reasons import reason
from api.messages import Gettext
from catalogue.editing.reading import Fault, FaultKind
from catalogue.shapes import Schema
from catalogue.validation import Finding


def of_faults(faults: Iterable[Fault], gettext: Gettext) -> Iterator[Problem]:
    """Why something that was sent cannot be stored."""
    words = _words(gettext)
    for fault in faults:
        yield Problem(fault.name.partition("@")[0], "error", words[fault.kind] % fault.values)


def of_findings(
    placed: Mapping[str, Sequence[Finding]], schema: Schema, language: str, gettext: Gettext
) -> Iterator[Problem]:
    """What the shapes say, by the place that it is about."""
    for place, findings in placed.items():
        for one in findings:
            text = reason(one, schema, language, gettext)
            yield Problem(place, _level(one), text)


def _level(one: Finding) -> str:
    if one.blocks_saving:
        return "error"
    if one.missing:
        return "missing"
    return "info" if one.severity == "Info" else "warning"


def _words(gettext: Gettext) -> Mapping[FaultKind, str]:
    return {
        FaultKind.NUMBER: gettext("“%(text)s” is no number."),
        FaultKind.WHOLE_NUMBER: gettext("“%(text)s” is no whole number."),
        FaultKind.YES_NO: gettext("Say yes or no."),
        FaultKind.DAY: gettext("“%(text)s” is no day; write it as 1970-11-14."),
        FaultKind.MOMENT: gettext("“%(text)s” is no moment; write it as 1970-11-14T09:30:00Z, or as a day or a year."),
        FaultKind.IRI: gettext("“%(text)s” is no address of a record; choose one from the list."),
        FaultKind.LINK: gettext("“%(text)s” is no address; it begins with https://, http:// or mailto:."),
        FaultKind.LANGUAGE: gettext("This is no language tag; write ar, fa, tr, en or the like."),
        FaultKind.CLASS: gettext("Choose a kind from the list."),
        FaultKind.VALUE: gettext("“%(text)s” cannot be stored in this field."),
        FaultKind.TOO_LONG: gettext("This text has %(length)s characters; %(longest)s can be stored in one field."),
        FaultKind.TOO_MANY: gettext("This form has too many fields; at most %(most)s can be saved at once."),
        FaultKind.TWICE: gettext("Two values were sent for this place; open the form again."),
        FaultKind.STRAY: gettext("This was sent for a row that is no longer there; open the form again."),
    }
