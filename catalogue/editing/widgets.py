"""What a value is filled in with, what its row is called, and what stands in its inputs.

All of it follows from kind, datatype and `dash:editor` of the field and from the term that is there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from urllib.parse import quote

from catalogue.editing.form import LANGUAGE, NEW, Input, Widget
from catalogue.namespaces import RDF, XSD
from catalogue.rdf import LiteralParts, Term, is_blank, is_literal, parts, text_of
from catalogue.shapes import Field, Kind

DATE_VIEWER = "DateViewer"
_LONG_EDITOR, _FILE_EDITOR = "TextAreaEditor", "FileEditor"
_LANG_STRING = f"{RDF}langString"
_BY_DATATYPE: Mapping[str, Widget] = {
    f"{XSD}decimal": Widget.NUMBER,
    f"{XSD}integer": Widget.NUMBER,
    f"{XSD}nonNegativeInteger": Widget.NUMBER,
    f"{XSD}double": Widget.NUMBER,
    f"{XSD}boolean": Widget.YES_NO,
    f"{XSD}date": Widget.DAY,
    f"{XSD}dateTime": Widget.MOMENT,
    f"{XSD}anyURI": Widget.LINK,
}


def fragment_row(fragment: str) -> str:
    """The name of a part's row within its field: its fragment, quoted so that it is never mistaken for another row."""
    quoted = quote(fragment, safe="").replace("~", "%7E")
    if quoted.startswith(NEW):
        return f"%{ord(NEW[0]):02X}{quoted[1:]}"
    return quoted or "~"


def value_row(term: Term) -> str:
    """The name of a value's row within its field: a hash of the value."""
    return "~" + hashlib.sha256(term.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def row_name(term: Term, local: str) -> str:
    """The name of the row of a term within its field; `local` is the IRI that fragments hang on."""
    if term.startswith(f"<{local}#"):
        return fragment_row(term[len(local) + 2 : -1])
    return value_row(term)


def widget_of(one: Field, term: Term | None, choices: frozenset[str]) -> Widget:
    """What a value of a field is filled in with; `choices` are vocabularies small enough to choose from a list."""
    if one.inverse or (term is not None and is_blank(term)):
        return Widget.KEPT
    if one.kind is Kind.PART:
        viewer = one.part.viewer if one.part is not None else None
        return Widget.DATE if viewer == DATE_VIEWER else Widget.PART
    if one.editor == _FILE_EDITOR:
        return Widget.FILE
    if one.kind is Kind.REFERENCE:
        return Widget.CHOICE if one.vocabulary in choices else Widget.REFERENCE
    if one.kind is Kind.LINK:
        return Widget.LINK
    return _literal_widget(one, term)


def takes_language(one: Field, term: Term | None) -> bool:
    """Whether a text may have a language of its own here, or has one."""
    if one.kind is not Kind.LITERAL:
        return False
    return one.datatype in (None, _LANG_STRING) or (term is not None and _said(term).language is not None)


def inputs_of(name: str, one: Field, term: Term | None, sent: Mapping[str, str]) -> tuple[Input, ...]:
    """The inputs of a value: its text, and its language where it may have one."""
    was = None if term is None else text_of(term)
    found = (Input(name, sent.get(name, was or ""), was),)
    if not takes_language(one, term):
        return found
    tag = None if term is None else _said(term).language or ""
    name += LANGUAGE
    return (*found, Input(name, sent.get(name, tag or ""), tag))


def _literal_widget(one: Field, term: Term | None) -> Widget:
    widget = _BY_DATATYPE.get(one.datatype or "", Widget.LINE)
    if widget is not Widget.LINE:
        return widget
    several = term is not None and any(end in text_of(term) for end in "\n\r")
    return Widget.LONG if several or one.editor == _LONG_EDITOR else Widget.LINE


def _said(term: Term) -> LiteralParts:
    return parts(term) if is_literal(term) else LiteralParts(text_of(term), None, None)
