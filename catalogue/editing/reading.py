"""The text of an input → a term, or why it is none.

Numbers may be written with Arabic or Persian digits and with the decimal mark of either; what is stored is canonical.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from catalogue.editing.dates import LAST_MOMENTS
from catalogue.editing.form import plain
from catalogue.errors import BadTerm
from catalogue.interchange.mapping_conversions import READINGS, Unread
from catalogue.namespaces import RDF, XSD
from catalogue.rdf import Term, iri, is_literal, literal, parts
from catalogue.shapes import Field, Kind

LONGEST = 1_000_000
MOST = 20_000
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_MARKS = str.maketrans({"٬": None, "\u00a0": None, "\u202f": None})
_LANG_STRING = f"{RDF}langString"


class FaultKind(Enum):
    """What is wrong with something that was sent; the doors have the words for it."""

    NUMBER = "number"
    WHOLE_NUMBER = "whole-number"
    YES_NO = "yes-no"
    DAY = "day"
    MOMENT = "moment"
    IRI = "iri"
    LINK = "link"
    LANGUAGE = "language"
    CLASS = "class"
    VALUE = "value"
    TOO_LONG = "too-long"
    TOO_MANY = "too-many"
    TWICE = "twice"
    STRAY = "stray"


@dataclass(frozen=True)
class Fault:
    """Something sent that cannot be: the name of its input ("" for the form), and what is wrong.

    `values` are for the words in which a door says it.
    """

    name: str
    kind: FaultKind
    values: Mapping[str, str] = field(default_factory=dict)


class Wrong(ValueError):
    """A text that cannot be read."""

    def __init__(self, kind: FaultKind) -> None:
        super().__init__(kind.value)
        self.kind = kind


def read_value(one: Field, text: str, language: str, base: str, held: Term | None = None) -> Term:
    """The term of a text in a field, its language beside it; raises Wrong.

    A reference may be written as a path ("/person/k3m9"), which is one of `base`. Where the field leaves the datatype
    open, that of the value `held` before stays.
    """
    text = plain(text).strip()
    if one.kind is Kind.LITERAL:
        kept = parts(held).datatype if one.datatype is None and held is not None and is_literal(held) else None
        return _literal(one, one.datatype or kept, text, language.strip())
    if text.startswith("/") and not text.startswith("//"):
        text = base + text
    if one.kind is Kind.LINK:
        return _attempt(_link, text, FaultKind.LINK)
    return _attempt(iri, text, FaultKind.IRI)


def _literal(one: Field, datatype: str | None, text: str, language: str) -> Term:
    if language or datatype == _LANG_STRING:
        return _attempt(lambda said: literal(said, language=language), text, FaultKind.LANGUAGE)
    if datatype is None:
        return literal(text)
    name = datatype.removeprefix(XSD)
    kind = _KINDS.get(name)
    if kind is None:
        return _attempt(lambda said: literal(said, datatype), text, FaultKind.VALUE)
    return _attempt(_readings(one, name), text, kind)


_KINDS: Mapping[str, FaultKind] = {
    "decimal": FaultKind.NUMBER,
    "double": FaultKind.NUMBER,
    "integer": FaultKind.WHOLE_NUMBER,
    "nonNegativeInteger": FaultKind.WHOLE_NUMBER,
    "boolean": FaultKind.YES_NO,
    "date": FaultKind.DAY,
    "dateTime": FaultKind.MOMENT,
    "anyURI": FaultKind.LINK,
}


_WORDS: Mapping[str, tuple[str, ...]] = {
    "date": ("day",),
    "anyURI": ("link-text",),
    "nonNegativeInteger": ("integer",),
}


def _readings(one: Field, datatype: str) -> Callable[[str], Term]:
    """How a text of a datatype is read; a bound of a date may also be a day or a year."""
    words: tuple[str, ...] = _WORDS.get(datatype, (datatype,))
    if datatype == "dateTime":
        words = ("moment", "end" if one.path in LAST_MOMENTS else "begin")

    def read(text: str) -> Term:
        western = text if datatype == "anyURI" else text.translate(_DIGITS).translate(_MARKS)
        for word in words[:-1]:
            try:
                return READINGS[word](western, None)
            except Unread:
                continue
        return READINGS[words[-1]](western, None)

    return read


def _link(text: str) -> Term:
    return READINGS["link"](text, None) if re.match(r"(https?|mailto):", text, re.IGNORECASE) else iri(text)


def _attempt(read: Callable[[str], Term], text: str, kind: FaultKind) -> Term:
    try:
        return read(text)
    except (Unread, BadTerm, ValueError):
        raise Wrong(kind) from None
