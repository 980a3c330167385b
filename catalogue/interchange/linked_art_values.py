"""Literals, labels and names of properties as they stand in Linked Art JSON."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from catalogue.interchange.vocabulary import Scope, Word
from catalogue.labels import display_label
from catalogue.namespaces import XSD
from catalogue.rdf import Term, parts

_INTEGER, _DECIMAL, _DOUBLE = XSD + "integer", XSD + "decimal", XSD + "double"
_BOOLEAN = XSD + "boolean"
_NUMBERS = frozenset({_INTEGER, _DECIMAL, _DOUBLE})


def label_value(values: Sequence[Any]) -> str:
    """One label as plain text: the standard has no languages there."""
    said = [v if isinstance(v, dict) else {"@value": v} for v in values]
    return display_label({v.get("@language", ""): str(v["@value"]) for v in said}, "en", "")


def property_name(object_: Term, word: Word, scope: Scope) -> str:
    """The word for a property that is itself a value, such as `part`; its IRI where there is none."""
    named = [w for w in scope.named_by(word).values() if f"<{w.iri}>" == object_]
    scoped = [w for w in named if w.name in word.scoped]
    best = min(scoped or named, key=lambda w: (not w.own_name, w.name), default=None)
    return best.name if best else object_[1:-1]


def literal_value(term: Term, word: Word) -> Any:
    text, datatype, language = parts(term)
    if language is not None:
        return {"@value": text, "@language": language}
    if datatype == word.coercion:
        return text
    if datatype is None:
        return {"@value": text}
    number = None if word.coercion else _number(text, datatype)
    return {"@value": text, "@type": datatype} if number is None else number


def _number(text: str, datatype: str) -> int | float | bool | None:
    """The JSON number or truth value that means the same; None where JSON has none."""
    if datatype == _BOOLEAN and text in ("true", "false"):
        return text == "true"
    if datatype not in _NUMBERS or len(text) > 300:
        return None
    try:
        exact, near = Decimal(text), float(text)
    except (ValueError, InvalidOperation):
        return None
    if not math.isfinite(near) or (datatype != _DOUBLE and exact != Decimal(repr(near))):
        return int(exact) if datatype == _INTEGER else None
    return int(exact) if exact == exact.to_integral_value() and abs(near) < 1e21 else near
