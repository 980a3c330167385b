"""What is said in older names, and in other kinds of number: put right at the door.

The names are in `older_names.tsv`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from pathlib import Path

from catalogue.namespaces import CRM, TYPE, XSD
from catalogue.rdf import Term, Triple, is_iri, is_literal, literal, parts
from catalogue.shapes import Kind, Schema

_TABLE = Path(__file__).with_suffix(".tsv")
_EXACT = frozenset({XSD + name for name in ("integer", "decimal", "double", "float")})
_NAMES_A_PROPERTY = f"<{CRM}P177_assigned_property_of_type>"


@cache
def _table() -> Mapping[str, str]:
    rows = (row.split("\t") for row in _TABLE.read_text("utf-8").splitlines() if row[:1] != "#")
    return dict(rows)


@lru_cache(maxsize=4096)
def renamed(term: Term) -> Term:
    """Today's name of a class or property; the term itself where it has not changed."""
    if not is_iri(term):
        return term
    table, text = _table(), term[1:-1]
    namespace = text[: max(text.rfind("/"), text.rfind("#")) + 1]
    if namespace in table:
        text = table[namespace] + text.removeprefix(namespace)
    return f"<{table.get(text, text)}>"


def up_to_date(triple: Triple) -> Triple:
    """The triple with the class or property names of today."""
    subject, predicate, object_ = triple
    names = predicate in (TYPE, _NAMES_A_PROPERTY)
    return subject, renamed(predicate), renamed(object_) if names else object_


def number_fields(schema: Schema) -> Mapping[Term, str]:
    """The numeric datatype (IRI) of each predicate for which all fields of the schema agree on one."""
    found: dict[Term, set[str | None]] = {}
    for address in schema.addresses.values():
        if address.field.kind is Kind.LITERAL:
            found.setdefault(address.field.path, set()).add(address.field.datatype)
    settled = {path: next(iter(types)) for path, types in found.items() if len(types) == 1}
    return {path: type_ for path, type_ in settled.items() if type_ in _EXACT and type_ is not None}


def settled(wanted: Mapping[Term, str]) -> Callable[[Triple], Triple]:
    """A function that gives numbers the datatype of their field where that loses nothing.

    JSON has one kind of number: 30 arrives as an integer and 8.8 as a double, and both mean a
    decimal.
    """

    def settle(triple: Triple) -> Triple:
        datatype = wanted.get(triple[1])
        return triple if datatype is None else (triple[0], triple[1], _number(triple[2], datatype))

    return settle


def _number(term: Term, datatype: str) -> Term:
    if not is_literal(term):
        return term
    text, held, _ = parts(term)
    if held not in _EXACT or held == datatype:
        return term
    try:
        number = Decimal(text)
    except InvalidOperation:
        return term
    whole = number.is_finite() and number == number.to_integral_value()
    if not number.is_finite() or (datatype == XSD + "integer" and not whole):
        return term
    return literal(str(int(number)) if whole else f"{number:f}", datatype)


def renames(before: Iterable[Triple]) -> dict[Term, Term]:
    """Old name → today's, for all that a record says in old names."""
    pairs = (zip(triple[1:], up_to_date(triple)[1:], strict=True) for triple in before)
    return {old: new for pair in pairs for old, new in pair if old != new}
