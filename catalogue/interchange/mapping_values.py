"""Rules of a mapping for single values: TOML → ValueRule, checked against the field."""

from __future__ import annotations

from catalogue.interchange.mapping_conversions import default_reading, readings_for
from catalogue.interchange.mapping_model import ValueRule
from catalogue.interchange.mapping_paths import Path, Template
from catalogue.interchange.mapping_spots import Given, Spot
from catalogue.interchange.mapping_surroundings import (
    Surroundings,
    read_cutting,
    read_each,
    read_empty,
    read_template,
)
from catalogue.interchange.mapping_vocabulary import LANGUAGES
from catalogue.shapes import Field, Kind

SOURCES = ("column", "text", "term", "refer", "record")
VALUE_WORDS = (
    *SOURCES,
    *("split", "pattern", "read", "terms", "language", "empty", "default", "label"),
    *("for-each", "when"),
)
_LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"


def read_value(given: Given, one: Field, at: str, around: Surroundings, spot: Spot) -> ValueRule:
    """The rule for the values of a literal, link or reference; raises MappingError."""
    spot.only(given, VALUE_WORDS)
    sources = [word for word in SOURCES if word in given]
    if len(sources) != 1:
        said = f"both {sources[0]} and {sources[1]}" if sources else "no source"
        raise spot.error(f"this rule has {said}.", f"Give one of {', '.join(SOURCES)}.")
    term = spot.text(given, "term")
    return ValueRule(
        field=one,
        at=at,
        columns=tuple(Path(column) for column in spot.texts(given, "column")),
        text=read_template(spot.text(given, "text"), spot),
        term=around.term(term, spot) if term is not None else None,
        refer=_reference(given, one, spot),
        record=_shared(given, one, around, spot),
        label=read_template(spot.text(given, "label"), spot),
        each=read_each(given, spot),
        cutting=read_cutting(given, spot),
        read=_reading(given, one, spot),
        terms=_terms(given, one, around, spot),
        language=_tag(given, one, around, spot),
        empty=read_empty(given, spot),
        default=spot.text(given, "default"),
        when=around.condition(given, "when", spot),
    )


def read_language(given: object, one: Field, at: str, around: Surroundings, spot: Spot) -> ValueRule:
    """The language of a text: a code such as "ar", or { column = … } that holds such codes."""
    if not isinstance(given, str):
        table = dict(given) if isinstance(given, dict) else {}
        return read_value({"terms": LANGUAGES, **table}, one, at, around, spot)
    if given not in around.languages:
        raise spot.error(
            f"“{given}” is no language that this mapping knows.",
            f"Name it under [languages]. {spot.choices(given, around.languages)}",
        )
    return ValueRule(one, at, term=around.term(around.languages[given], spot))


def _reference(given: Given, one: Field, spot: Spot) -> Template | None:
    if "refer" in given and one.kind not in (Kind.REFERENCE, Kind.LINK):
        raise spot.error(f"{one.key} holds text and points to nothing.", "Use column or text.")
    return read_template(spot.text(given, "refer"), spot)


def _shared(given: Given, one: Field, around: Surroundings, spot: Spot) -> str | None:
    name = spot.text(given, "record")
    if name is None:
        return None
    if name not in around.shared:
        raise spot.error(f"there is no [shared.{name}].", spot.choices(name, around.shared))
    made = around.shared[name]
    if one.kind is not Kind.REFERENCE or made.record_class not in one.refers_to:
        raise spot.error(f"{one.key} cannot point to a {made.slug}.", _targets(one, around))
    return name


def _terms(given: Given, one: Field, around: Surroundings, spot: Spot) -> str | None:
    name = spot.text(given, "terms")
    if name is None:
        return None
    if name not in around.terms:
        raise spot.error(f"there is no [terms.{name}].", spot.choices(name, around.terms))
    if one.kind not in (Kind.REFERENCE, Kind.LINK):
        raise spot.error(f"{one.key} holds text, so no terms can stand in it.")
    make = around.terms[name].make
    if make is not None and around.shared[make].record_class not in one.refers_to:
        slug = around.shared[make].slug
        raise spot.error(f"{one.key} cannot point to a {slug}.", _targets(one, around))
    return name


def _reading(given: Given, one: Field, spot: Spot) -> str:
    read = spot.text(given, "read")
    allowed = readings_for(one)
    if read is None:
        if one.kind is Kind.REFERENCE and "terms" not in given and set(given) & {"column", "text"}:
            raise spot.error(
                f"{one.key} points to a record, and a cell is only text.",
                "Add terms = … for a translation table, or use record = … or refer = ….",
            )
        return default_reading(one)
    if read not in allowed:
        raise spot.error(f"{one.key} cannot be read as “{read}”.", spot.choices(read, allowed))
    return read


def _tag(given: Given, one: Field, around: Surroundings, spot: Spot) -> str | None:
    """The language tag of a literal that takes one."""
    tag = spot.text(given, "language")
    if one.kind is not Kind.LITERAL or one.datatype not in (None, _LANG_STRING):
        if tag is not None:
            raise spot.error(f"{one.key} holds no text with a language.", "Leave language out.")
        return None
    return None if tag == "none" else tag or around.language


def _targets(one: Field, around: Surroundings) -> str:
    slugs = [around.schema.by_class[c].slug for c in one.refers_to if c in around.schema.by_class]
    return f"It points to: {', '.join(slugs)}." if slugs else "It points to no record."
